// What the package `glassgpt` offers to programs. docs/embedding.md explains it.

import type { CheckpointFormat, GenerationOptions, Inspection, Phase } from './module.js';

export type { Inspection } from './module.js';

/** A text to train on, or a question with its answer. */
export type Example = string | { prompt: string; answer: string };

/** A file as the command line takes it: text, JSON, JSON Lines or CSV. */
export interface NamedFile {
  name: string;
  content: string | Blob | ArrayBuffer | Uint8Array;
}

/** Bundled data, own examples, or own files. Texts are for pre-training, questions for tuning. */
export type TrainingData = 'facts' | 'stories' | readonly (Example | NamedFile)[] | NamedFile;

/** The words of the element, by their names (`batch-size`) or as properties (`batchSize`); docs/embedding.md lists them. */
export interface CreateOptions {
  /** Default: `facts`. */
  data?: TrainingData;
  [word: string]: unknown;
}

export interface Progress {
  step: number;
  /** At most. */
  totalSteps: number;
  phase: Phase;
  /** From 1. */
  epoch: number;
  /** The mean negative logarithm of the probability of each right token, in nats. */
  loss: number;
  /** Of the whole run, 0 to 1. */
  share: number;
  tokensPerSecond: number;
  secondsLeft: number;
}

export interface Standing {
  state: 'none' | 'paused' | 'running' | 'done' | 'failed';
  /** Taken. */
  step: number;
  /** At most; 0 without a run. */
  totalSteps: number;
  /** Of the last step; null before the first. */
  loss: number | null;
}

/** `chat`: as a question; `text`: to be continued; `auto`: as a question if the model knows questions. */
export type AskMode = 'auto' | 'chat' | 'text';

export interface GenerateOptions extends Partial<GenerationOptions> {
  /** Default: `auto`. */
  as?: AskMode;
}

/** A model in a worker, or in a thread of Node. Errors have words for people. */
export declare class GlassGPT {
  private constructor();

  /** Reads the data and makes ready to train. Rejects if a word or the data cannot be used. */
  static create(options?: CreateOptions): Promise<GlassGPT>;

  /** How the run stands. */
  readonly standing: Standing;

  /**
   * Trains while one iterates, to the end or for so many steps; tells how far it is, at most 20 times a second. Who leaves
   * the loop pauses training, and trains on by the next one.
   */
  train(options?: { steps?: number }): AsyncGenerator<Progress, Standing, void>;
  pause(): Promise<Standing>;
  /** Back to before the first step. */
  reset(): Promise<Standing>;

  /** The answer, token by token as text. Who leaves the loop ends it. */
  generate(prompt: string, options?: GenerateOptions): AsyncGenerator<string, void, void>;
  /** The whole answer. */
  ask(prompt: string, options?: GenerateOptions): Promise<string>;
  /** What the model does with a prompt. */
  inspect(prompt: string, options?: { as?: AskMode; top?: number }): Promise<Inspection>;

  /** A model file with what it takes to go on training. Default: `safetensors`. */
  save(format?: CheckpointFormat): Promise<Blob>;
  /** Opens a model file, of this or of the command line. */
  load(file: Blob | ArrayBuffer | Uint8Array | string, name?: string): Promise<void>;

  /** Ends the worker with the model in it. Node goes on until then. */
  dispose(): void;
}
