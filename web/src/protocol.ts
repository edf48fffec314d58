// What the page and its worker say to each other: one pair of unions, Command (page to worker) and Message (worker
// to page).
//
// - Every command is answered once: by the reply of its own `type` and `id`, by an `error` with its `id`, or, if `cancel`
//   came in time, by `cancelled` with its `id`.
// - One that takes long is worked at in slices, and tells how far it is by `working` events with its `id`.
// - Everything else that a worker sends is an event, without an id: what it does by itself.
// - The worker owns all state. The page draws `status` and the other events and keeps nothing of the model but what
//   it takes to replace a worker that crashed: the setup and the last `snapshot`.
// - Large arrays are transferred, not cloned.

import type {
  CheckpointFormat,
  Choices,
  Confidence,
  CoreErrorParts,
  Dissection,
  EmbeddingMap,
  ExamplePreview,
  FileReport,
  GeneratedToken,
  GenerationOptions,
  Inspection,
  Known,
  MemorisedReport,
  ModelReport,
  ModelSizes,
  Neighbour,
  Observation,
  Operation,
  Phase,
  PhaseSize,
  PromptReport,
  Setback,
  StepResult,
  StopReason,
  TensorRequest,
  TensorSize,
  TokenCounts,
  TokenizerKind,
  TokenProbability,
  TrainingCost,
  TrainingOptions,
  TrainingReport,
  UnknownReport,
  UnknownWord,
  WeightPlace,
} from 'glassgpt-wasm';

import type { TrialCommand, TrialReply } from './protocol-trials';
import type { DataFile, DocumentReport, Setup, Start, StepColumns, TrainingData, Validation } from './run-setup';

/** What the module tells, as it tells it. */
export type * from 'glassgpt-wasm';
export type * from './protocol-trials';
export type * from './run-setup';
export type { DataFile } from './run-setup';

// What commands carry -------------------------------------------------------------------------------------------------

/** Where the question is asked: before training, and after each phase. */
export type Milestone = 'start' | Phase;

/** How a prompt is put to the model. */
export type AskMode =
  /** As a question if the model knows the chat format and is not still pre-training, else as text. */
  | 'auto'
  /** `User: <prompt> Assistant:` */
  | 'chat'
  /** As it stands, to be continued. */
  | 'text';

// What the worker tells -----------------------------------------------------------------------------------------------

/** A file one can go on from. */
export interface OpenedFile {
  name: string;
  model: ModelReport;
  /** The options of the run it holds, or null if it holds none. */
  resumable: TrainingOptions | null;
}

export type RunState =
  | 'paused'
  | 'running'
  /** All epochs are trained, or the questions are learned. */
  | 'done'
  /** An error ended it; the weights are the last good ones. */
  | 'failed';

/** Why a run paused by itself. */
export type StopRule = 'target' | 'plateau';

export interface Run {
  state: RunState;
  /** The stop rule that paused it, until it goes on. */
  stoppedBy: StopRule | null;
  report: TrainingReport;
  /** Steps taken, of `report.totalSteps` at most. */
  step: number;
  /** It stands where its setup begins: nothing would be lost by another setup. */
  fresh: boolean;
  /** Of the next step; once the run is over, of the last one. */
  phase: Phase;
}

/** Who train a run: the bits are the same for any number. */
export interface Workers {
  /** As many train at once. */
  count: number;
  why:
    /** No step so far was large enough to share. */
    | 'small'
    /** No other worker can be started here, or there is no core for one. */
    | 'alone'
    /** `tried` workers are being compared with one. */
    | 'trying'
    /** They are the fastest, `speedup` times as fast as one. */
    | 'faster'
    /** Up to `tried` were no faster than one. */
    | 'slower'
    /** A worker was lost, or hung; another one does its part, too. */
    | 'lost';
  tried: number;
  speedup: number;
}

/** Which model is shown: the one that people train or opened, or the small trained one beside it. */
export type ShownModel = 'own' | 'trained';

/** What the worker holds. */
export interface Status {
  /** The model that answers now: the one that is shown. */
  model: ModelReport | null;
  shows: ShownModel;
  /** The model that is trained, or was opened. */
  own: ModelReport | null;
  /** The small trained one, once it was brought. */
  trained: ModelReport | null;
  /** The file opened last; the model may have been trained, or made anew, since. */
  opened: OpenedFile | null;
  run: Run | null;
  /** Null without a run. */
  workers: Workers | null;
}

/** What was found out of the phase's own examples after a step. */
export interface Check {
  step: number;
  phase: Phase;
  known: Known;
  /** Mean since the check before. */
  loss: number;
}

/** A setback, and the step after which it was told. */
export interface Trouble extends Setback {
  step: number;
  phase: Phase;
}

/** How far training is. */
export interface Progress {
  last: StepResult;
  /** Predicted tokens trained on a second, lately, what it rests in between included. */
  tokensPerSecond: number;
  /** Of training alone, at that speed. */
  secondsLeft: number;
  /** Predicted tokens trained on, and those that are left, as far as can be told. */
  tokens: number;
  tokensLeft: number;
  /** Of the run's work, as far as can be told; 1 once it is over. */
  share: number;
  /** The latest since the `progress` before; null if there was none. */
  check: Check | null;
  /** Since the `progress` before. */
  troubles: Trouble[];
}

/** Where a run stood. */
export interface Snapshot {
  step: number;
  /** See StepColumns. */
  seconds: number;
  /** A safetensors model file with the training state. */
  file: Blob;
}

export interface Sample {
  step: number;
  phase: Phase;
  prompt: string;
  text: string;
  /** What it expected after the prompt, likeliest first. */
  next: TokenProbability[];
}

/** How a new model reads data. */
export interface Reading {
  tokenizer: TokenizerKind;
  maxSeqLen: number;
}

export interface ExaminedFile {
  name: string;
  /** What it was taken for and what was read of it. */
  report: FileReport;
  /** What its text was taken from, if from a document. */
  document: DocumentReport | null;
}

/** Of a phase: what is trained on, and what is measured at the end of every epoch. */
export interface PhaseTokens {
  training: TokenCounts;
  validation: TokenCounts;
}

// The two unions ------------------------------------------------------------------------------------------------------

export type Command =
  /**
   * Reads data files as a new model would, and changes nothing. Reply: what each holds, the
   * vocabulary they make together, and for each of `shares`, as Validation has it, how much there is to train on.
   */
  | { type: 'examine'; id: number; files: DataFile[]; validation: TrainingData; shares: number[]; reading: Reading }
  /** Reply: what training a model of these sizes costs, `batchSize` examples of `length` tokens a step. */
  | { type: 'measure'; id: number; sizes: ModelSizes; vocabSize: number; batchSize: number; length: number }
  /** Reply: the operations of a model of these sizes, which need not be there. */
  | { type: 'describe'; id: number; sizes: ModelSizes; vocabSize: number }
  /**
   * Reply: what the recipe `auto` says for so much data, and after how many steps the questions of tuning are about
   * learned. A batch size that is given is what the rest has to suit.
   */
  | { type: 'recommend'; id: number; data: Record<Phase, PhaseSize>; sizes: ModelSizes; batchSize: number | null }
  /** Measures this device, for some 100 ms, unless it is training. Reply: how fast it trains. */
  | { type: 'benchmark'; id: number }
  /**
   * Sets up a run and stands before its first step, or, with a `snapshot` of that run, where that was taken. An error
   * leaves the model and the run as they were. Reply: the model and the run.
   */
  | { type: 'begin'; id: number; setup: Setup; snapshot: Snapshot | null }
  /** Trains until the end, an error, `pause`, or so many steps are taken in all. Reply: at once. */
  | { type: 'run'; id: number; until?: number }
  /**
   * Stops at once, in the middle of a step if need be, which `run` or `step` goes on with. Reply: after the `progress`
   * of all steps that ended.
   */
  | { type: 'pause'; id: number }
  /**
   * Takes exactly one step, or the rest of the one under way, and pauses. Reply: that step, or null if another command
   * or an error came before its end.
   */
  | { type: 'step'; id: number }
  /** Back to where the run began. Reply: when there. */
  | { type: 'reset'; id: number }
  /** Training works that share of its time, above 0 and at most 1, and rests in between. Reply: at once. */
  | { type: 'effort'; id: number; share: number }
  /** What the model is shown continuing while it trains, in each phase: plain text, then a question. Reply: at once. */
  | { type: 'sample'; id: number; prompts: Record<Phase, string> }
  /**
   * Generates, between two slices of training, while training waits; ends an answer under way. Reply: the whole
   * answer, after `answering` and each `token` with the same id.
   */
  | { type: 'ask'; id: number; prompt: string; mode: AskMode; options: GenerationOptions }
  /**
   * Reply: what may follow the prompt and the tokens, by their ids, that somebody chose to follow it, with so many of the
   * likeliest. An answer under way goes on.
   */
  | { type: 'choose'; id: number; prompt: string; mode: AskMode; chosen: readonly number[]; options: GenerationOptions; count: number }
  /** Ends the answer under way, if there is one. Reply: at once. */
  | { type: 'stopAnswer'; id: number }
  /** Takes over a model file and ends the run. An error leaves everything as it was. Reply: what the file holds. */
  | { type: 'open'; id: number; file: DataFile }
  /** Reply: the bytes of a model file, of people's own model unless the other one is named. */
  | { type: 'save'; id: number; format: CheckpointFormat; withTraining: boolean; of?: ShownModel }
  /**
   * Brings the small trained model, which took so many steps to train: it stays beside people's own, and answers as long
   * as there is no other. Reply: at once.
   */
  | { type: 'bring'; id: number; file: DataFile; step: number }
  /** Has one of the two models answer from now on; a run begun, reset or opened is shown by itself. Reply: at once. */
  | { type: 'show'; id: number; which: ShownModel }
  /** Wants the event `snapshot` as soon as can be. Reply: at once. */
  | { type: 'wantSnapshot'; id: number }
  // What one can look at, at any time. In the middle of a step the weights are those before it, or after it.
  /** Reply: what the model does with a prompt. */
  | { type: 'inspect'; id: number; prompt: string; mode: AskMode; top: number }
  /** Reply: the token embeddings as a map, in so many groups. */
  | { type: 'map'; id: number; groups: number }
  /** Reply: the tokens nearest to one. */
  | { type: 'neighbours'; id: number; token: number; count: number }
  /** Reply: how large weights and gradients are, tensor by tensor. */
  | { type: 'tensors'; id: number }
  /** Reply: one training step of a text as the only example, taken apart, and the tokens by id; nothing changes. */
  | { type: 'dissect'; id: number; text: string; weight: WeightPlace }
  /** Reply: likewise, but only parts of tensors, as asked for; and what may follow the token at a position. */
  | { type: 'observe'; id: number; text: string; position: number; top: number; requests: TensorRequest[] }
  /** Reply: which stretches of a text stand in the training data. */
  | { type: 'memorised'; id: number; text: string; least: number }
  /** Reply: the first words of a text, at most so many, that the model does not know. */
  | { type: 'unknown'; id: number; text: string; most: number }
  /** Ends another command, if that is still under way; whatever it had begun is forgotten. Reply: at once. */
  | { type: 'cancel'; id: number; command: number }
  | TrialCommand
  /**
   * Reply: words of the data with their counts, most frequent first, so many examples of each phase, and what the
   * vocabulary lacks, as the model would see them that a run begins with.
   */
  | {
      type: 'preview';
      id: number;
      data: TrainingData;
      validation: Validation;
      start: Start['kind'];
      /** By a new model. */
      reading: Reading;
      examples: number;
    };

export type Reply =
  | {
      type: 'examine';
      id: number;
      files: ExaminedFile[];
      /** By share. */
      tokens: Record<Phase, PhaseTokens>[];
      vocabSize: number;
      wordsDropped: number;
      /** The data's distinct words, and those that occur once, if they are so many that hardly any repeats; else null. */
      rareWords: { words: number; once: number } | null;
    }
  | { type: 'measure'; id: number; cost: TrainingCost }
  | { type: 'describe'; id: number; operations: Operation[] }
  | { type: 'recommend'; id: number; training: TrainingOptions; tuningSteps: number }
  | { type: 'benchmark'; id: number; operationsPerSecond: number }
  | { type: 'begin'; id: number; model: ModelReport; training: TrainingReport }
  | { type: 'run'; id: number }
  | { type: 'pause'; id: number }
  | { type: 'step'; id: number; result: StepResult | null }
  | { type: 'reset'; id: number }
  | { type: 'effort'; id: number }
  | { type: 'sample'; id: number }
  | { type: 'ask'; id: number; text: string; end: AnswerEnd; confidence: Confidence }
  | { type: 'choose'; id: number; step: number; mode: 'chat' | 'text'; split: ExamplePreview; choices: Choices }
  | { type: 'stopAnswer'; id: number }
  | { type: 'open'; id: number; opened: OpenedFile }
  | { type: 'save'; id: number; file: Blob }
  | { type: 'bring'; id: number }
  | { type: 'show'; id: number }
  | { type: 'wantSnapshot'; id: number }
  | { type: 'inspect'; id: number; step: number; mode: 'chat' | 'text'; inspection: Inspection }
  | { type: 'map'; id: number; step: number; map: EmbeddingMap }
  | { type: 'neighbours'; id: number; neighbours: Neighbour[] }
  | { type: 'tensors'; id: number; step: number; tensors: TensorSize[] }
  | { type: 'dissect'; id: number; step: number; dissection: Dissection; vocabulary: string[] }
  /** With how long it took, for which training waited. */
  | { type: 'observe'; id: number; step: number; observation: Observation; milliseconds: number }
  | { type: 'memorised'; id: number; report: MemorisedReport }
  | { type: 'unknown'; id: number; words: UnknownWord[] }
  | { type: 'cancel'; id: number }
  | TrialReply
  | {
      type: 'preview';
      id: number;
      tokens: string[];
      counts: Float64Array;
      examples: Record<Phase, ExamplePreview[]>;
      unknown: UnknownReport;
    };

/** Why an answer ended; `stopped`: by `stopAnswer`, another `ask`, or a change of model. */
export type AnswerEnd = StopReason | 'stopped';

export type Event =
  /** The worker has begun, and holds the Web Lock of that name as long as it lives. */
  | { type: 'alive'; lock: string }
  /** What the worker holds, whenever that changes, and once when it is ready. */
  | { type: 'status'; status: Status }
  /** Steps taken, at most 20 times a second. */
  | { type: 'progress'; progress: Progress; steps: StepColumns }
  /** What the model makes of the sample prompt after `step` steps. */
  | ({ type: 'sampled' } & Sample)
  /** What it answers to the setup's question at a milestone. */
  | { type: 'milestone'; at: Milestone; step: number; question: string; text: string }
  /** Command `id` takes long; so much of its work is done, 0 to 1. At most 10 times a second. */
  | { type: 'working'; id: number; share: number }
  /** An answer begins: what the model sees of the prompt of `ask` number `id`. */
  | { type: 'answering'; id: number; mode: 'chat' | 'text'; report: PromptReport; split: ExamplePreview }
  /** The next token of answer `id`. */
  | { type: 'token'; id: number; token: GeneratedToken }
  /** The model and the run, every few seconds and whenever training stops. */
  | { type: 'snapshot'; snapshot: Snapshot }
  /** Training ended by an error: the model has diverged, and has its last good weights back. */
  | { type: 'failed'; error: CoreError };

/** An error of the module: `parts`, if it is the core's, are to be told in other languages. */
export interface CoreError {
  english: string;
  parts: CoreErrorParts | null;
}

/** What a person is told: an error of the module, or the name of a message of the catalogues with its placeholders' values. */
export type MessageText = CoreError | { key: string; values: Record<string, string | number> };

export type Message =
  | Reply
  | Event
  | { type: 'error'; id: number; message: MessageText }
  | { type: 'cancelled'; id: number };

/** How the worker sends; what is in `transfer` is moved. */
export type Post = (message: Message, transfer?: Transferable[]) => void;

/** The command of type T. */
export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** The reply to a command of type T. */
export type ReplyTo<T extends Command['type']> = Extract<Reply, { type: T }>;

/** A command before it is numbered. */
export type Request = Command extends infer C ? (C extends Command ? Omit<C, 'id'> : never) : never;

/** For the default of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
