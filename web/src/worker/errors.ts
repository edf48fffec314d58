// What the worker tells people of errors.

import type { MessageText } from '../protocol';

/** An error of ours that speaks to a person, by a message of the catalogue `engine`. */
export class MessageError extends Error {
  readonly text: MessageText;

  constructor(name: string, values: Record<string, string | number> = {}) {
    super(name);
    this.text = { key: `engine.${name}`, values };
  }
}

/** The text of an error of ours, or of the module; anything else is thrown on. */
export function errorMessage(error: unknown): MessageText {
  return error instanceof MessageError ? error.text : moduleMessage(error);
}

/** The message of an error of the module, in text to phase on; anything else is thrown on. */
export function moduleMessage(error: unknown): string {
  if (error instanceof Error && error.name === 'Error') return error.message;
  throw error;
}
