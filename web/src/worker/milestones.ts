// The setup's question, asked before training and after each act, so that one sees what each of them taught.

import type { GlassGptModule } from 'glassgpt-wasm';

import type { Milestone, Post, TrainingReport } from '../protocol';
import { greedily, type Listener, type Mode, Speech, wrap } from './speech';
import type { Work } from './work';

const LONGEST = 24;

export class Milestones implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  readonly #listener: () => Listener;
  #question = '';
  #mode: Mode = 'text';
  /** Those ahead, by the number of steps after which they come. */
  readonly #ahead = new Map<number, Milestone>();
  #reached: Milestone | null = null;
  #speech: Speech | null = null;

  constructor(module: GlassGptModule, post: Post, listener: () => Listener) {
    this.#module = module;
    this.#post = post;
    this.#listener = listener;
  }

  get busy(): boolean {
    return this.#reached !== null;
  }

  /** A run is about to begin, or to go on: asks `question` at each of its milestones ahead, unless it is empty. */
  plan(question: string, mode: Mode, { phases, stepsDone }: TrainingReport): void {
    this.forget();
    if (question === '') return;
    this.#question = question;
    this.#mode = mode;
    if (stepsDone === 0) this.#ahead.set(0, 'start');
    let end = 0;
    for (const { phase, stepsPerEpoch, epochs } of phases) {
      end += stepsPerEpoch * epochs;
      if (end > stepsDone) this.#ahead.set(end, phase);
    }
  }

  forget(): void {
    this.#ahead.clear();
    this.#reached = null;
    this.#speech = null;
  }

  /** So many steps are taken, and the next one is about to come. */
  reach(step: number): void {
    this.#reached ??= this.#ahead.get(step) ?? null;
    this.#ahead.delete(step);
  }

  /** The run is over, after fewer steps than it might have taken. */
  reachEnd(): void {
    const [last] = [...this.#ahead.keys()].slice(-1);
    if (last !== undefined) this.reach(last);
  }

  /** Something else is generated: the question is asked anew after it. */
  interrupt(): void {
    this.#speech = null;
  }

  giveUp(): void {
    this.#reached = this.#speech = null;
  }

  advance(deadline: number): void {
    if (this.#reached === null) return;
    const { session, step } = this.#listener();
    if (this.#speech === null) {
      session.beginGeneration(wrap(this.#module, this.#question, this.#mode), greedily(LONGEST));
      this.#speech = new Speech(session);
    }
    if (this.#speech.advance(deadline) === 'none') return;
    const at = this.#reached;
    const { text } = this.#speech;
    this.#reached = this.#speech = null;
    this.#post({ type: 'milestone', at, step, question: this.#question, text });
  }
}
