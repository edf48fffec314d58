// What a run follows from, and what is told of its steps.

import type { ModelSizes, Phase, TrainingOptions } from 'glassgpt-wasm';

import type { Arithmetic } from './arithmetic';

/** A file, as the page holds it: in memory that a worker may read at any time, whatever becomes of the file itself. */
export interface DataFile {
  /** Of every reading another one, by which a worker knows what it has read before. */
  id: string;
  name: string;
  content: Blob;
  /** Its content is the text of a document, a paragraph a line. */
  document?: DocumentReport;
}

/** What text was taken from. */
export interface DocumentReport {
  kind: 'docx' | 'pdf';
  /** The document's. */
  name: string;
  paragraphs: number;
}

/** The files of each phase; a phase without files is skipped. */
export type TrainingData = Record<Phase, DataFile[]>;

/** Where a run begins. */
export type Start =
  /** Random weights, made from the run's seed. */
  | { kind: 'new'; sizes: ModelSizes }
  /** The weights of the opened file. */
  | { kind: 'opened' }
  /** Likewise, with the words of the data added that its vocabulary lacks. */
  | { kind: 'grown' }
  /** The opened file's run, where it stopped. */
  | { kind: 'resume' };

/** What is measured at the end of every epoch and not trained on. */
export interface Validation {
  /** Files of each phase; a phase without files holds out `share` of its examples. */
  files: TrainingData;
  /** 0 to 0.5. */
  share: number;
}

/** When training pauses by itself. */
export interface Stopping {
  /** Once the mean loss of an epoch of the last phase is at most this. */
  targetLoss: number | null;
  /** Once so many epochs of a phase on end brought no lower validation loss, or without validation no lower loss. */
  plateauEpochs: number | null;
}

/** All that a training run follows from: the same setup gives the same run. */
export interface Setup {
  data: TrainingData;
  validation: Validation;
  start: Start;
  training: TrainingOptions;
  /** Which module trains. */
  arithmetic: Arithmetic;
  stopping: Stopping;
  /** Asked of the model at every milestone. */
  question: string;
}

/** The steps since the last `progress`, one entry a step. */
export interface StepColumns {
  step: Float64Array;
  loss: Float64Array;
  /** Mean loss of the epoch that ended with this step, NaN where none ended. */
  epochLoss: Float64Array;
  /** Of the validation data after that epoch, NaN where none was measured. */
  validationLoss: Float64Array;
  gradNorm: Float64Array;
  learningRate: Float64Array;
  /** Predicted tokens trained on a second, lately. */
  tokensPerSecond: Float64Array;
  /** Spent on training since the run began, pauses and rests left out; goes on from the snapshot's after a resume. */
  seconds: Float64Array;
}
