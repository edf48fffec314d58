// Texts of scripts that are written from right to left, among those that are not.

/** A letter of one of those scripts. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What a chat begins with, whatever its language. */
const CHAT = /^User\s*:/;

/** As a `dir` says it: that of the text's first letter. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const first = /\p{L}/u.exec(text.replace(CHAT, ''))?.[0] ?? '';
  return RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr';
}

/** A text that turns nothing around it: between U+2068 and U+2069 (UAX #9), if it needs that. */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);
