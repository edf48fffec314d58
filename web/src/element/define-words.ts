// The words as properties of an element: each reads and writes the attribute of its name.

import { OFF, propertyOf, textOf } from './attributes';
import { type Values, VALUES } from './word-values';

/** What an attribute says, as the property of its word has it; null if it says nothing that the word can be. */
function valueOf(values: Values, text: string | null): string | number | string[] | null {
  if (text === null) return null;
  switch (values.kind) {
    case 'number':
      if (values.range.optional && text === OFF) return OFF;
      return text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
    case 'list':
      return text.split(/[\s,]+/).filter((name) => name !== '');
    case 'choice':
      return values.of.includes(text) ? text : null;
    case 'text':
      return text;
  }
}

/** Gives the elements of a class the properties of WordProperties. */
export function defineWordProperties(prototype: HTMLElement): void {
  for (const [word, values] of VALUES) {
    Object.defineProperty(prototype, propertyOf(word), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return valueOf(values, this.getAttribute(word));
      },
      set(this: HTMLElement, value: unknown) {
        const text = textOf(value);
        if (text === null) this.removeAttribute(word);
        else this.setAttribute(word, text);
      },
    });
  }
}
