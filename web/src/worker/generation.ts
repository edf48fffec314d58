// A text that the model says, and how it is spoken to.

import type { GeneratedToken, GlassGptModule, Session } from 'glassgpt-wasm';

import type { GenerationOptions, StopReason } from '../protocol';

/** How a prompt stands before the model: as a question in the chat format, or as it is. */
export type PromptMode = 'chat' | 'text';

/** The model as it is now, and how it wants to be spoken to. */
export interface CurrentModel {
  session: Session;
  step: number;
  /** What `auto` means now. */
  mode: PromptMode;
}

/** Always the likeliest token. */
export const greedy = (maxTokens: number): GenerationOptions => ({
  temperature: 0,
  topK: 0,
  topP: 1,
  seed: 1,
  maxTokens,
});

export function promptText(module: GlassGptModule, prompt: string, mode: PromptMode): string {
  return mode === 'chat' ? module.chatPrompt(prompt) : prompt;
}

/** Whether the model's vocabulary has the words that frame a question. */
export function knowsChat(session: Session, module: GlassGptModule): boolean {
  return session.beginGeneration(module.chatPrompt(''), greedy(1)).unknown.length === 0;
}

/** A text being generated. The session must not train or change until it has ended. */
export class Generation {
  readonly #session: Session;
  readonly #onToken: (token: GeneratedToken) => void;
  text = '';

  /** Goes on from where `session.beginGeneration` stands. */
  constructor(session: Session, onToken: (token: GeneratedToken) => void = () => {}) {
    this.#session = session;
    this.#onToken = onToken;
  }

  /** Generates at least one token and goes on until `deadline`. Returns why it ended, `none` if it has not. */
  advance(deadline: number): StopReason {
    do {
      const token = this.#session.nextToken();
      if (token === null) return this.#session.stopReason();
      this.text += token.text;
      this.#onToken(token);
    } while (performance.now() < deadline);
    return 'none';
  }
}
