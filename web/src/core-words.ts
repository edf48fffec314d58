// What the core tells, put into the words of the language that is spoken. The catalogue `core` has them by their codes;
// it is to be loaded first, by Locale.need(). What it has no words for is told in English, and marked as that.

import { has, language, t, type Values } from './i18n/translate';
import type { CoreError, CoreMessage } from './protocol';

/** What is told. */
export interface Told {
  text: string;
  /** As `lang` says it, if that is not the language that is spoken. */
  lang: 'en' | null;
}

const inEnglish = (text: string): Told => ({ text, lang: language() === 'en' ? null : 'en' });

/** A word of the data, which the core has put in quotes, in those of the language. */
function inTheirQuotes(text: string): string {
  const [, quoted] = /^"(.*)"$/s.exec(text) ?? [];
  return quoted === undefined ? text : t('format.quoted', { text: quoted });
}

/**
 * Null if a word is lacking.
 * @param given what stands in the data or a name, as it is told
 */
function inWords({ code, text, values }: CoreMessage, given = (text: string) => text): string | null {
  if (code === '') return given(text);
  if (!has(`core.${code}`)) return null;
  const put: Values = {};
  for (const [name, value] of Object.entries(values)) {
    const words = typeof value === 'number' ? value : listed(value, given);
    if (words === null) return null;
    put[name] = words;
  }
  return t(`core.${code}`, put);
}

function listed(messages: CoreMessage[], given: (text: string) => string): string | null {
  const words = messages.map((message) => inWords(message, given));
  if (words.some((text) => text === null)) return null;
  return new Intl.ListFormat(language()).format(words as string[]);
}

/** A note. */
export function told(message: CoreMessage): Told {
  const text = inWords(message, inTheirQuotes);
  return text === null ? inEnglish(message.text) : { text, lang: null };
}

function toldError({ english, parts }: CoreError): Told {
  if (parts === null || parts.what.code === '' || parts.remedy.code === '') return inEnglish(english);
  const [where, what, remedy] = [parts.where, parts.what, parts.remedy].map((part) => inWords(part));
  if (where == null || what == null || remedy == null) return inEnglish(english);
  return { text: `${where}: ${what}; ${remedy}`, lang: null };
}

/** An error of the core, whose words are chosen where it is told. */
export class CoreFault extends Error {
  readonly #error: CoreError;

  constructor(error: CoreError) {
    super();
    this.#error = error;
    Object.defineProperty(this, 'message', { get: () => this.told.text });
  }

  get told(): Told {
    return toldError(this.#error);
  }
}
