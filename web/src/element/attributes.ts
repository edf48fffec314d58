// What of an element's attributes are words, and how values stand in them.

/** Attributes that any HTML element may have. */
const GLOBAL_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'accesskey autocapitalize autofocus class contenteditable dir draggable enterkeyhint exportparts hidden id inert inputmode ' +
    'is itemid itemprop itemref itemscope itemtype lang nonce part popover role slot spellcheck style tabindex title translate'
  ).split(' '),
);

export const isGlobalAttribute = (name: string): boolean => GLOBAL_ATTRIBUTES.has(name) || /^(data-|aria-|on|xml)/.test(name);

/** The value of a property or in a message, as it is written; null takes the word away. */
export function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** In a list of panels and controls: everything. */
export const ALL = 'all';

/** What an optional number reads as when it is off. */
export const OFF = 'off';

/** `batchSize` of `batch-size`. */
export const propertyOf = (word: string): string => word.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
