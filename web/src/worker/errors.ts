// What the worker tells people of errors.

import type { CoreError, CoreErrorParts, MessageText } from '../protocol';

/** An error of ours that speaks to a person, by a message of the catalogue `engine`. */
export class MessageError extends Error {
  readonly text: MessageText;

  constructor(name: string, values: Record<string, string | number> = {}) {
    super(name);
    this.text = { key: `engine.${name}`, values };
  }
}

/** What is told of an error of ours, or of the module; anything else is thrown on. */
export function errorMessage(error: unknown): MessageText {
  return error instanceof MessageError ? error.text : moduleError(error);
}

/** What is told of an error of the module; anything else is thrown on. */
export function moduleError(error: unknown): CoreError {
  if (!(error instanceof Error && error.name === 'Error')) throw error;
  const { parts = null } = error as { parts?: CoreErrorParts };
  return { english: error.message, parts };
}
