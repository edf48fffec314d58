// The samples that show how training is going: now and then, what the model makes of the same prompt.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { Phase, Post, TokenProbability } from '../protocol';
import { Throttle } from './throttle';
import { greedy, type CurrentModel, type PromptMode, Generation, promptText } from './generation';
import { moduleError } from './errors';
import type { Work } from './work';

const INTERVAL_MS = 1000;
const LONGEST = 24;
/** Tokens expected after the prompt that are told. */
const NEXT = 10;
/** Stands before an answer. */
const ANSWERS = 'Assistant:';

interface Sample {
  generation: Generation;
  phase: Phase;
  prompt: string;
  next: TokenProbability[];
  /** Milliseconds. */
  spent: number;
}

export class Samples implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  readonly #model: () => CurrentModel;
  readonly #throttle = new Throttle(INTERVAL_MS);
  #prompts: Record<Phase, string> = { pretrain: '', tune: '' };
  #wanted = false;
  #sample: Sample | null = null;

  constructor(module: GlassGptModule, post: Post, model: () => CurrentModel) {
    this.#module = module;
    this.#post = post;
    this.#model = model;
  }

  get busy(): boolean {
    return this.#wanted && this.#model().session.hasModel();
  }

  set prompts(prompts: Record<Phase, string>) {
    this.#prompts = prompts;
    this.want();
  }

  /** Takes a new sample, from its beginning. */
  want(): void {
    this.#wanted = true;
    this.#sample = null;
  }

  wantNowAndThen(): void {
    if (this.#throttle.isDue()) this.want();
  }

  /** Takes none until it is wanted again. */
  skip(): void {
    this.#wanted = false;
    this.#sample = null;
  }

  giveUp(): void {
    this.skip();
    this.#throttle.done();
  }

  /** Something else is generated: the sample begins anew after it. */
  interrupt(): void {
    this.#sample = null;
  }

  advance(deadline: number): void {
    const began = performance.now();
    const { session, mode, step } = this.#model();
    const sample = (this.#sample ??= this.#begin(session, mode));
    const over = sample.generation.advance(deadline) !== 'none';
    sample.spent += performance.now() - began;
    if (!over) return;
    this.skip();
    this.#throttle.done(sample.spent);
    const { phase, prompt, next, generation } = sample;
    this.#post({ type: 'sampled', step, phase, prompt, text: generation.text, next });
  }

  #begin(session: Session, mode: PromptMode): Sample {
    const phase = mode === 'chat' ? 'tune' : 'pretrain';
    const prompt = this.#prompts[phase];
    // Without a question, it is asked the first one that it is trained on.
    const lent = mode === 'chat' && prompt === '' ? firstQuestion(session) : '';
    const text = promptText(this.#module, prompt === '' ? lent : prompt, mode);
    const next = expectedAfter(session, text);
    session.beginGeneration(text, greedy(LONGEST));
    const generation = new Generation(session);
    if (lent !== '') generation.text = ` ${lent} ${ANSWERS}`;
    return { generation, phase, prompt, next, spent: 0 };
  }
}

/** The prompt of the first chat of the training data; empty if there is none. */
function firstQuestion(session: Session): string {
  const [first] = session.examples('tune', 0, 1);
  const [, question = ''] = new RegExp(`^\\S+ (.*?) ${ANSWERS}`, 's').exec(first?.text ?? '') ?? [];
  return question;
}

/** What the model expects after a text, likeliest first; nothing if the text is empty or longer than its context. */
function expectedAfter(session: Session, text: string): TokenProbability[] {
  try {
    return session.inspect(text, NEXT).next;
  } catch (error) {
    moduleError(error);
    return [];
  }
}
