// The answer that somebody asked for, one at a time.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { AnswerEnd, CommandOf, Post } from '../protocol';
import { type Listener, Speech, wrap } from './speech';
import type { Work } from './work';

export class Answers implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  #answer: { id: number; speech: Speech; session: Session } | null = null;

  constructor(module: GlassGptModule, post: Post) {
    this.#module = module;
    this.#post = post;
  }

  get busy(): boolean {
    return this.#answer !== null;
  }

  /** Begins an answer; ends the one under way. Throws if the prompt or the options do not do. */
  ask({ id, prompt, mode: asked, options }: CommandOf<'ask'>, { session, mode: likely }: Listener): void {
    this.end('hushed');
    const mode = asked === 'auto' ? likely : asked;
    const report = session.beginGeneration(wrap(this.#module, prompt, mode), options);
    this.#post({ type: 'answering', id, mode, report });
    const speech = new Speech(session, (token) => this.#post({ type: 'token', id, token }));
    this.#answer = { id, speech, session };
  }

  advance(deadline: number): void {
    const end = this.#answer?.speech.advance(deadline) ?? 'none';
    if (end !== 'none') this.end(end);
  }

  giveUp(message: string): void {
    if (this.#answer !== null) this.#post({ type: 'error', id: this.#answer.id, message });
    this.#answer = null;
  }

  /** Ends the answer under way, if there is one. */
  end(end: AnswerEnd): void {
    if (this.#answer === null) return;
    const { id, speech, session } = this.#answer;
    this.#answer = null;
    this.#post({ type: 'ask', id, text: speech.text, end, confidence: session.confidence() });
  }
}
