// What page and worker say to each other of trials: trainings beside the run that leave it as it is. The worker works at
// them, one after the other, while it has nothing else to do but to train; training waits.

import type { GenerationOptions, Inspection, NearExample, Phase } from 'glassgpt-wasm';

import type { Setup, StepColumns } from './run-setup';

/** Examples of a phase, by NearExample's `examples`. */
export interface LeftOut {
  phase: Phase;
  examples: number[];
}

/** What a model says, and what it makes of another's answer. */
export interface TriedAnswer {
  text: string;
  /** How likely it takes each word of the first model's answer; null where prompt and answer are too long to be read at once. */
  probabilities: number[] | null;
}

/** What the runs of an experiment are asked. */
export interface TrialPrompt {
  text: string;
  /** The answer of the data; null if nobody knows one. */
  expected: string | null;
}

/** A run of an experiment. */
export interface TriedRun {
  /** Steps it took. */
  steps: StepColumns;
  /** Its questions are learned. */
  learned: boolean;
  parameters: number;
  /** To the prompts, in their order. */
  answers: string[];
  /** What it does with the first of them; null if that is too long to be read at once. */
  inspection: Inspection | null;
}

export type TrialCommand =
  /** Reply: the examples of the run's data that are nearest to a prompt with its answer, at most so many. */
  | { type: 'nearest'; id: number; prompt: string; mode: 'chat' | 'text'; text: string; count: number }
  /** Reply: the latest step, some way before where the run stands, from which it can be trained again; null if there is none. */
  | { type: 'rewinds'; id: number }
  /**
   * Trains the run again to where it stands, from that step or, with null, from where it began: once as it was, and once
   * without some examples. The run stays as it is. Reply: what the two say to a prompt.
   */
  | { type: 'retrain'; id: number; from: number | null; without: LeftOut[]; prompt: string; mode: 'chat' | 'text'; options: GenerationOptions }
  /**
   * Trains runs one after the other, each from its beginning to its end, or for so many steps at most. Reply: how each
   * went, and what it says to a question, unless that is empty, and to so many prompts drawn from the data.
   */
  | { type: 'experiment'; id: number; setups: Setup[]; until: number | null; question: string; drawn: number };

export type TrialReply =
  | { type: 'nearest'; id: number; examples: NearExample[] }
  | { type: 'rewinds'; id: number; step: number | null }
  | {
      type: 'retrain';
      id: number;
      /** The steps trained again are those from the one after `from` to `to`. */
      from: number;
      to: number;
      /** What was trained again as it was has the weights of the run, bit for bit. */
      same: boolean;
      /** How far the weights without the examples are from those with them, as a share of the length of these. */
      distance: number;
      /** Of the first answer. */
      words: string[] | null;
      with: TriedAnswer;
      without: TriedAnswer;
    }
  | { type: 'experiment'; id: number; prompts: TrialPrompt[]; runs: TriedRun[] };
