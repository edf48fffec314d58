// What the worker tells people of errors.

import type { Words } from '../protocol';

/** An error of ours that speaks to a person, by a message of the catalogue `engine`. */
export class Told extends Error {
  readonly words: Words;

  constructor(name: string, values: Record<string, string | number> = {}) {
    super(name);
    this.words = { key: `engine.${name}`, values };
  }
}

/** The words of an error of ours, or of the module; anything else is thrown on. */
export function wordsOf(error: unknown): Words {
  return error instanceof Told ? error.words : messageOf(error);
}

/** The message of an error of the module, in words to act on; anything else is thrown on. */
export function messageOf(error: unknown): string {
  if (error instanceof Error && error.name === 'Error') return error.message;
  throw error;
}
