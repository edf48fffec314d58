// The setup's question, asked before training and after each phase, so that one sees what each of them taught.

import type { GlassGptModule } from 'glassgpt-wasm';

import type { Milestone, Post, TrainingReport } from '../protocol';
import { greedy, type CurrentModel, type PromptMode, Generation, promptText } from './generation';
import type { Work } from './work';

const LONGEST = 24;

export class Milestones implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  readonly #model: () => CurrentModel;
  #question = '';
  #mode: PromptMode = 'text';
  /** Those ahead, by the number of steps after which they come. */
  readonly #ahead = new Map<number, Milestone>();
  #reached: Milestone | null = null;
  #generation: Generation | null = null;

  constructor(module: GlassGptModule, post: Post, model: () => CurrentModel) {
    this.#module = module;
    this.#post = post;
    this.#model = model;
  }

  get busy(): boolean {
    return this.#reached !== null;
  }

  /** A run is about to begin, or to go on: asks `question` at each of its milestones ahead, unless it is empty. */
  plan(question: string, mode: PromptMode, { phases, stepsDone }: TrainingReport): void {
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
    this.#generation = null;
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
    this.#generation = null;
  }

  giveUp(): void {
    this.#reached = this.#generation = null;
  }

  advance(deadline: number): void {
    if (this.#reached === null) return;
    const { session, step } = this.#model();
    if (this.#generation === null) {
      session.beginGeneration(promptText(this.#module, this.#question, this.#mode), greedy(LONGEST));
      this.#generation = new Generation(session);
    }
    if (this.#generation.advance(deadline) === 'none') return;
    const at = this.#reached;
    const { text } = this.#generation;
    this.#reached = this.#generation = null;
    this.#post({ type: 'milestone', at, step, question: this.#question, text });
  }
}
