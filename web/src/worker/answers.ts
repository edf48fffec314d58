// The answer that somebody asked for, one at a time.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { AnswerEnd, CommandOf, CoreError, Post } from '../protocol';
import { type CurrentModel, Generation, promptText } from './generation';
import type { Work } from './work';

export class Answers implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  #answer: { id: number; generation: Generation; session: Session } | null = null;

  constructor(module: GlassGptModule, post: Post) {
    this.#module = module;
    this.#post = post;
  }

  get busy(): boolean {
    return this.#answer !== null;
  }

  /** Begins an answer; ends the one under way. Throws if the prompt or the options do not do. */
  ask({ id, prompt, mode: asked, options }: CommandOf<'ask'>, { session, mode: likely }: CurrentModel): void {
    this.end('stopped');
    const mode = asked === 'auto' ? likely : asked;
    const report = session.beginGeneration(promptText(this.#module, prompt, mode), options);
    this.#post({ type: 'answering', id, mode, report, split: session.split(prompt) });
    const generation = new Generation(session, (token) => this.#post({ type: 'token', id, token }));
    this.#answer = { id, generation, session };
  }

  advance(deadline: number): void {
    const end = this.#answer?.generation.advance(deadline) ?? 'none';
    if (end !== 'none') this.end(end);
  }

  giveUp(message: CoreError): void {
    if (this.#answer !== null) this.#post({ type: 'error', id: this.#answer.id, message });
    this.#answer = null;
  }

  /** Ends the answer under way, if there is one. */
  end(end: AnswerEnd): void {
    if (this.#answer === null) return;
    const { id, generation, session } = this.#answer;
    this.#answer = null;
    this.#post({ type: 'ask', id, text: generation.text, end, confidence: session.confidence() });
  }
}
