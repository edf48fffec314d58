// What trials have in common: training a session that is thrown away, and what it then says.

import type { GlassGptModule, Inspection, ModelReport, Session, StepResult } from 'glassgpt-wasm';

import type { GenerationOptions } from '../protocol';
import { Generation, type PromptMode, promptText } from './generation';
import type { Job } from './jobs';

/** Between two looks at the clock. */
const SLICE_MS = 10;
/** Of the words that may come next. */
const LISTED = 5;

/** A session with its model. */
interface Tried {
  session: Session;
  model: ModelReport;
}

export interface Asked {
  prompt: string;
  mode: PromptMode;
  options: GenerationOptions;
}

/**
 * Trains until the run is over, or enough.
 * @param ended hears of every step with the milliseconds it took, and tells how much of the work is done: from 1 on, enough
 */
export function* trained(session: Session, ended: (step: StepResult, milliseconds: number) => number): Job<void> {
  let share = 0;
  let spent = 0;
  while (session.training() && share < 1) {
    const began = performance.now();
    const step = session.trainFor(SLICE_MS);
    spent += performance.now() - began;
    if (step !== null) {
      share = ended(step, spent);
      spent = 0;
    }
    yield Math.min(share, 1);
  }
}

/** What the model says to a prompt. */
export function* answerOf(module: GlassGptModule, session: Session, { prompt, mode, options }: Asked): Job<string> {
  session.beginGeneration(promptText(module, prompt, mode), options);
  const generation = new Generation(session);
  while (generation.advance(performance.now() + SLICE_MS) === 'none') yield 0;
  return generation.text;
}

/** The words of an answer, each with how likely the model takes it there; null if it is too long to be read at once. */
export function followedWords(
  module: GlassGptModule,
  tried: Tried,
  { prompt, mode }: Asked,
  answer: string,
): { words: string[]; probabilities: number[] } | null {
  const given = promptText(module, prompt, mode);
  const inspection = inspected(tried, given + answer);
  if (inspection === null) return null;
  // Nothing comes before the first token that it could be expected from.
  const first = Math.max(tried.session.split(given).tokens.length, 1);
  return { words: inspection.words.slice(first), probabilities: [...inspection.followed.slice(first - 1)] };
}

/** What the model does with a text; null if there is none, or too much of it. */
export function inspected({ session, model }: Tried, text: string): Inspection | null {
  const { length } = session.split(text).tokens;
  return length === 0 || length > model.maxSeqLen ? null : session.inspect(text, LISTED);
}
