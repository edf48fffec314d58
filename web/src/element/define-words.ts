// The words as properties of an element: each reads and writes the attribute of its name.

import { textOf } from './read-words';
import { OFF, propertyOf, type Word, WORDS } from './words';

/** What an attribute says, as the property of its word has it; null if it says nothing that the word can be. */
function valueOf({ values }: Word, text: string | null): string | number | string[] | null {
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
  for (const word of WORDS) {
    Object.defineProperty(prototype, propertyOf(word.name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return valueOf(word, this.getAttribute(word.name));
      },
      set(this: HTMLElement, value: unknown) {
        const text = textOf(value);
        if (text === null) this.removeAttribute(word.name);
        else this.setAttribute(word.name, text);
      },
    });
  }
}
