// What the page and its worker say to each other: one pair of unions, Command (page to worker) and Message (worker
// to page).
//
// - Every command is answered once: by the reply of its own `type` and `id`, or by an `error` with its `id`.
// - Everything else that a worker sends is an event, without an id: what it does by itself.
// - The worker owns all state. The page draws `status` and the other events and keeps nothing of the model but what
//   it takes to replace a worker that crashed: the setup and the last `snapshot`.
// - Large arrays are transferred, not cloned.

import type {
  CheckpointFormat,
  DataFile,
  DataReport,
  GeneratedToken,
  GenerationOptions,
  ModelReport,
  ModelSizes,
  Phase,
  PromptReport,
  StepResult,
  StopReason,
  TrainingOptions,
  TrainingReport,
} from 'glassgpt-wasm';

export type {
  CheckpointFormat,
  DataFile,
  GenerationOptions,
  ModelReport,
  ModelSizes,
  Phase,
  PromptReport,
  StepResult,
  StopReason,
  TrainingOptions,
  TrainingReport,
};

// What commands carry -------------------------------------------------------------------------------------------------

/** The files of each phase; a phase without files is skipped. */
export type TrainingData = Record<Phase, DataFile[]>;

/** Where a run begins. */
export type Start =
  /** Random weights, made from the run's seed. */
  | { kind: 'new'; sizes: ModelSizes }
  /** The weights of the opened file. */
  | { kind: 'opened' }
  /** The opened file's run, where it stopped. */
  | { kind: 'resume' };

/** All that a training run follows from: the same setup gives the same run. */
export interface Setup {
  data: TrainingData;
  start: Start;
  training: TrainingOptions;
}

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
  /** All epochs are trained. */
  | 'done'
  /** An error ended it; the weights are the last good ones. */
  | 'failed';

export interface Run {
  state: RunState;
  report: TrainingReport;
  /** Steps taken, of `report.totalSteps`. */
  step: number;
  /** It stands where its setup begins: nothing would be lost by another setup. */
  fresh: boolean;
  /** Of the next step; once the run is over, of the last one. */
  phase: Phase;
}

/** What the worker holds. */
export interface Status {
  /** The model that answers now. */
  model: ModelReport | null;
  /** The file opened last; the model may have been trained, or made anew, since. */
  opened: OpenedFile | null;
  run: Run | null;
}

/** How far training is. */
export interface Progress {
  last: StepResult;
  /** Predicted tokens trained on a second, lately. */
  tokensPerSecond: number;
  /** Of training alone, at that speed. */
  secondsLeft: number;
}

/** The steps since the last `progress`, one entry a step. */
export interface StepColumns {
  step: Float64Array;
  loss: Float64Array;
  /** Mean loss of the epoch that ended with this step, NaN where none ended. */
  epochLoss: Float64Array;
}

export interface ExaminedFile extends DataReport {
  name: string;
}

// The two unions ------------------------------------------------------------------------------------------------------

export type Command =
  /** Reads data files and changes nothing. Reply: what each holds, and the vocabulary they make together. */
  | { type: 'examine'; id: number; files: DataFile[] }
  /** Reply: the number of weights of a model of these sizes. */
  | { type: 'measure'; id: number; sizes: ModelSizes; vocabSize: number }
  /**
   * Sets up a run and stands before its first step, or, with a `snapshot` of that run, where that was taken. An error
   * leaves the model and the run as they were. Reply: the model and the run.
   */
  | { type: 'begin'; id: number; setup: Setup; snapshot: Uint8Array | null }
  /** Trains until the end, an error or `pause`. Reply: at once. */
  | { type: 'run'; id: number }
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
  /** What the model is shown continuing while it trains, in each phase: plain text, then a question. Reply: at once. */
  | { type: 'sample'; id: number; prompts: Record<Phase, string> }
  /**
   * Generates, between two slices of training, while training waits; ends an answer under way. Reply: the whole
   * answer, after `answering` and each `token` with the same id.
   */
  | { type: 'ask'; id: number; prompt: string; mode: AskMode; options: GenerationOptions }
  /** Ends the answer under way, if there is one. Reply: at once. */
  | { type: 'hush'; id: number }
  /** Takes over a model file and ends the run. An error leaves everything as it was. Reply: what the file holds. */
  | { type: 'open'; id: number; file: DataFile }
  /** Reply: the model file's bytes. */
  | { type: 'save'; id: number; format: CheckpointFormat; withTraining: boolean };

export type Reply =
  | { type: 'examine'; id: number; files: ExaminedFile[]; vocabSize: number; wordsDropped: number }
  | { type: 'measure'; id: number; parameters: number }
  | { type: 'begin'; id: number; model: ModelReport; training: TrainingReport }
  | { type: 'run'; id: number }
  | { type: 'pause'; id: number }
  | { type: 'step'; id: number; result: StepResult | null }
  | { type: 'reset'; id: number }
  | { type: 'sample'; id: number }
  | { type: 'ask'; id: number; text: string; end: AnswerEnd }
  | { type: 'hush'; id: number }
  | { type: 'open'; id: number; opened: OpenedFile }
  | { type: 'save'; id: number; bytes: Uint8Array };

/** Why an answer ended; `hushed`: by `hush`, another `ask`, or a change of model. */
export type AnswerEnd = StopReason | 'hushed';

export type Event =
  /** What the worker holds, whenever that changes, and once when it is ready. */
  | { type: 'status'; status: Status }
  /** Steps taken, at most 20 times a second. */
  | { type: 'progress'; progress: Progress; steps: StepColumns }
  /** What the model makes of the sample prompt after `step` steps. */
  | { type: 'sampled'; step: number; phase: Phase; prompt: string; text: string }
  /** An answer begins: what the model sees of the prompt of `ask` number `id`. */
  | { type: 'answering'; id: number; mode: 'chat' | 'text'; report: PromptReport }
  /** The next token of answer `id`. */
  | { type: 'token'; id: number; token: GeneratedToken }
  /** The model and the run as a model file, now and then and whenever training stops. */
  | { type: 'snapshot'; step: number; bytes: Uint8Array }
  /** Training ended by an error, in words to act on. */
  | { type: 'failed'; message: string };

export type Message = Reply | Event | { type: 'error'; id: number; message: string };

/** How the worker sends; what is in `transfer` is moved. */
export type Post = (message: Message, transfer?: Transferable[]) => void;

/** The reply to a command of type T. */
export type ReplyTo<T extends Command['type']> = Extract<Reply, { type: T }>;

/** A command before it is numbered. */
export type Request = Command extends infer C ? (C extends Command ? Omit<C, 'id'> : never) : never;

/** For the default of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
