// The WASM module's interface: the C++ Session of core/session.h, one long-lived object, in TypeScript's terms.
//
// - Arrays that come out are copies: they stay valid whatever the module does next.
// - Every method throws a JavaScript `Error` whose message says where the fault is, what it is and what to do, and whose
//   `parts` are CoreErrorParts.
// - Counts and sizes are plain numbers; seeds are whole numbers from 0 to 2^53 - 1.

import type { Choices, Confidence, GeneratedToken, GenerationOptions, PromptReport, StopReason } from './generation';
import type {
  Dissection,
  EmbeddingMap,
  ExamplePreview,
  Inspection,
  MemorisedReport,
  NearExample,
  Neighbour,
  Observation,
  Operation,
  TensorRequest,
  TensorSize,
  UnknownReport,
  UnknownWord,
  WeightPlace,
} from './inspection';
import type { SharedSteps, StepHelper } from './sharing';

export type * from './generation';
export type * from './inspection';
export type * from './message';
export type * from './sharing';

export type Phase = 'pretrain' | 'tune';
export type CheckpointFormat = 'json' | 'safetensors';

/** A file to read: its name, whose ending tells the format, and its contents. */
export interface DataFile {
  name: string;
  bytes: Uint8Array;
}

/** What a dataset holds, before there is a vocabulary. */
export interface DataReport {
  examples: number;
  /** Of those, prompts with answers. */
  chats: number;
  /** What was read of each file, in their order. */
  files: FileReport[];
}

/**
 * What a file was taken for and what was read of it. Nothing is left out of a dataset that is not counted or named here.
 * core/text/file_report.h says more.
 */
export interface FileReport {
  name: string;
  /** Examples one a line, one a record, in one JSON value, or in one a line. */
  format: 'text' | 'csv' | 'json' | 'json_lines';
  encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';
  /** Between the columns of CSV; empty where there is only one, and in other formats. */
  separator: string;
  /** Of CSV without a known header: those of every record, or 0 if they differ. */
  columns: number;
  /** The columns or members that the examples were taken from; empty where they have no names. */
  takenFrom: string[];
  /** Others, the first of them if there are many. */
  leftOut: string[];
  /** Whether there are others still. */
  moreLeftOut: boolean;
  /** Examples that are texts, and those that are questions with answers. */
  texts: number;
  questions: number;
  /** Chat messages left out: by nobody who speaks, by programs, of the user without an answer, answers to nothing. */
  systemTexts: number;
  toolTexts: number;
  unanswered: number;
  unasked: number;
  /** Lines and records of white space alone, passed over. */
  blankLines: number;
}

/** What a new model's tokens are, as core/text/tokenizer_options.h has it. */
export type TokenizerKind = 'unicode-word' | 'word' | 'character' | 'byte-pair';

/** The sizes one can choose, and what texts are cut into; the tables of the core's options give their ranges. */
export interface ModelSizes {
  /** Of a new model; `unicode-word` without it. */
  tokenizer?: TokenizerKind;
  /** Most tokens of a new model; 10,000 without it. */
  vocabulary?: number;
  maxSeqLen: number;
  embeddingDim: number;
  hiddenDim: number;
  numLayers: number;
  numHeads: number;
  /** Of the feed-forward nets; `relu` without it. */
  activation?: 'relu' | 'gelu';
}

export interface ModelReport extends ModelSizes {
  tokenizer: TokenizerKind;
  vocabSize: number;
  /** Weights in all. */
  parameters: number;
  /** Distinct words of the data that a vocabulary was made of, and of those the ones that occur once; else 0. */
  words: number;
  wordsOnce: number;
  /** These are so many that nearly nothing can be learned of how words are used. */
  hardlyRepeat: boolean;
  /** By growVocabulary(). */
  tokensAdded: number;
  /** Tokens can be added to the vocabulary; those of some tokenizers write every text, and need none. */
  canGrow: boolean;
  /** Distinct words that did not fit into the vocabulary of 10,000, and their occurrences. */
  wordsDropped: number;
  tokensDropped: number;
}

export interface PhaseOptions {
  epochs: number;
  learningRate: number;
}

/** The learning rate after its warm-up: it stays, or falls to nothing along a straight line or half a cosine. */
export type Schedule = 'constant' | 'linear' | 'cosine';

/** kTrainingOptions and kPhaseOptions in core/state/training_options.h give ranges and defaults. */
export interface TrainingOptions {
  pretrain: PhaseOptions;
  tune: PhaseOptions;
  batchSize: number;
  /** Longest gradient, as a global L2 norm; 0 turns clipping off. */
  clipNorm: number;
  seed: number;
  shuffle: boolean;
  /** Of the learning rate, in each phase. */
  schedule: Schedule;
  /** Steps at the beginning of each phase over which the learning rate rises from nothing. */
  warmupSteps: number;
  /** Adam's: how much of the mean of gradients, and of their squares, it keeps a step, and what it adds to the root. */
  beta1: number;
  beta2: number;
  epsilon: number;
  /** The loss of tuning counts the tokens of the answers, and not of the prompts. */
  answersOnly: boolean;
  /** Tuning ends when its questions are answered right, and after its epochs at the latest. */
  untilLearned: boolean;
}

/** How much data a phase has; `tokens` are those of all examples. */
export interface PhaseSize {
  examples: number;
  /** Of those, prompts with answers. */
  questions: number;
  tokens: number;
}

/** How much data is to a model's tokenizer and context. */
export interface TokenCounts extends PhaseSize {
  /** What a pass over the data predicts, and of that what belongs to answers, or to texts without a prompt. */
  predictedTokens: number;
  answerTokens: number;
  unknownTokens: number;
  /** Texts longer than the context, which became several examples, and how many. */
  textsCut: number;
  pieces: number;
  /** Prompts with answers too long for the context, the tokens that they lose, and the context with which none would. */
  examplesCut: number;
  tokensCut: number;
  contextNeeded: number;
}

export interface PhaseReport {
  phase: Phase;
  examples: number;
  /** Of those, prompts with answers. */
  questions: number;
  /** That an epoch goes through. */
  tokens: number;
  /** Of those, the ones that the loss counts. */
  lossTokens: number;
  stepsPerEpoch: number;
  /** At most. */
  epochs: number;
  /** About; fewer than all if the phase ends once it is learned. */
  expectedSteps: number;
  /** The loss of who knows only how frequent each token is, and which follows which how often. */
  wordsLoss: number;
  orderLoss: number;
  unknownTokens: number;
  /** As in TokenCounts. */
  textsCut: number;
  pieces: number;
  examplesCut: number;
  tokensCut: number;
  contextNeeded: number;
  /** Examples that are not trained on but measured at the end of every epoch. */
  validationExamples: number;
}

export interface TrainingReport {
  phases: PhaseReport[];
  totalSteps: number;
  /** More than 0 when resumed. */
  stepsDone: number;
}

/** Examples whose ending the model finds, of those that were checked: an answer, or the last word of a text. */
export interface Known {
  right: number;
  /** 0: none were checked. */
  checked: number;
}

/** What a model in training has learned to do, each on top of the one before. */
export type Stage = 'noise' | 'words' | 'order' | 'facts' | 'answers';

/** What went wrong, and what was done about it. */
export interface Setback {
  /** The loss was no longer finite, or goes down no more although little is learned. */
  trouble: 'diverged' | 'stands_still';
  /** To the last good weights, and on at half the rate; else the run goes on as it is. */
  wentBack: boolean;
  /** At which it stands still. */
  loss: number;
  /** The phase's, at its highest, from now on. */
  learningRate: number;
}

export interface StepResult {
  phase: Phase;
  /** From 1, of `epochs`. */
  epoch: number;
  epochs: number;
  /** From 1, of `stepsPerEpoch`. */
  stepInEpoch: number;
  stepsPerEpoch: number;
  /** Of the whole run, from 1, of `totalSteps` at most. */
  step: number;
  totalSteps: number;
  /** Of the phase, as far as can be told. */
  phaseStepsLeft: number;
  /** That it went through. */
  tokens: number;
  /** Mean cross-entropy over the tokens that it counts, in nats, before the update. */
  loss: number;
  /** Global L2 norm before clipping. */
  gradNorm: number;
  learningRate: number;
  epochEnded: boolean;
  /** Mean over the epoch so far. */
  epochLoss: number;
  /** Mean over the validation data after the epoch that this step ended; NaN in other steps, or without such data. */
  validationLoss: number;
  /** What of that data is known. */
  validationKnown: Known;
  /** What of the phase's own examples is known, after steps that end with a check. */
  known: Known;
  /** Likewise the mean loss since the check before. */
  checkedLoss: number;
  /** As of the last check of the phase. */
  stage: Stage;
  /** The phase ended because its questions are answered right. */
  learned: boolean;
  /** What went wrong with the step, or in those before it; mostly null. */
  setback: Setback | null;
  /** Nothing is left to train. */
  done: boolean;
}

/** What training a model costs. */
export interface TrainingCost {
  parameters: number;
  /** WASM memory of the model, its gradients, Adam's moments and the activations of a batch. */
  bytes: number;
  /** Floating-point operations of training on one token: forward and backward. */
  operationsPerToken: number;
}

export interface EvalResult {
  /** Over all predicted tokens. */
  loss: number;
  /** Over those of the answers, and of texts without a prompt. */
  answerLoss: number;
  perplexity: number;
  accuracy: number;
  tokens: number;
  unknown: number;
  examplesCut: number;
  chats: number;
  exact: number;
}

/** What was read of a file. */
export interface Dataset {
  report(): DataReport;
  /** Frees its memory; it must not be used afterwards. */
  delete(): void;
}

/** What can be done beforehand, little by little, of what takes long with much data. */
export type Preparation = 'vocabulary' | 'growth' | 'encoding' | 'unknown';

/** How far that is. */
export interface PreparationProgress {
  /** Of the data's text, 0 to 1. */
  share: number;
  /** Nothing is left to do. */
  ready: boolean;
}

export interface Session {
  /** Sets a phase's data, of one or more files; without files the phase is skipped. Ends a run under way. */
  setData(phase: Phase, files: (DataFile | Dataset)[]): DataReport;

  /**
   * Sets what a phase measures at the end of every epoch and is not trained on; what was held out is trained on again.
   * Words that only these files have are not in the vocabulary. Ends a run under way.
   */
  setValidation(phase: Phase, files: (DataFile | Dataset)[]): DataReport;
  /**
   * Validates a phase on a share, 0 to 0.5, of its own examples, evenly spread, which are then not trained on, in place
   * of what setValidation() gave. Of a text longer than the context, pieces are held out. The same data and share give
   * the same examples; the vocabulary is that of all of them. Ends a run under way.
   */
  holdOut(phase: Phase, share: number): void;
  /**
   * Takes the data of another session, with what was held out of it and what was prepared of it, in place of its own.
   * Nothing is copied until one of them changes its data. Ends a run under way.
   */
  shareData(other: Session): void;

  /** What the next model's vocabulary is made of; create() takes it from its sizes. */
  setTokenizer(options: Pick<ModelSizes, 'tokenizer' | 'vocabulary'>): void;
  /**
   * Begins to prepare, so that it takes no long time later: the vocabulary for create(), the new words for
   * growVocabulary(), the data as token ids of the model for startTraining(), resumeTraining() and countPhaseTokens(), or
   * unknownReport(). Nobody has to. What was prepared holds until the data changes, what is of the model also until that
   * has another vocabulary or context.
   */
  beginPreparation(what: Preparation): void;
  /** Prepares for that time, at least some milliseconds, or until it is ready. Everything else works in between. */
  prepareFor(milliseconds: number): PreparationProgress;

  /** Makes the vocabulary from the data and a model with random weights. Sizes outside their ranges are errors. */
  create(sizes: ModelSizes, seed: number): ModelReport;
  /** Takes over a model file, JSON or safetensors. What was open stays if it cannot be read. */
  open(name: string, bytes: Uint8Array): ModelReport;
  /**
   * Adds the words of the data that the model's vocabulary lacks behind those that it has. The weights stay; new ones for
   * the new words are random. A run under way, or one that could be resumed, ends if anything is added.
   */
  growVocabulary(seed: number): ModelReport;
  /** The bytes of a model file; `withTraining` also keeps where training stands. */
  save(format: CheckpointFormat, withTraining: boolean): Uint8Array;
  /**
   * Begins to save in parts, each of some milliseconds' work, so that a large model blocks nothing: nextPart() until it
   * returns null. A part may be empty. Training in between makes nextPart() throw.
   */
  beginSave(format: CheckpointFormat, withTraining: boolean): void;
  nextPart(): Uint8Array | null;
  hasModel(): boolean;

  startTraining(options: TrainingOptions): TrainingReport;
  /** The options of the opened file's training, or null if it cannot be resumed. */
  resumable(): TrainingOptions | null;
  resumeTraining(options: TrainingOptions): TrainingReport;
  /**
   * Trains the run under way, from its next step on, without some of a phase's examples, by NearExample's `examples`: they
   * are read and nothing of them is predicted, so that the order of the others, the batches and the steps stay the same.
   * Checks of what the model knows still count them. A file that is saved does not keep it.
   */
  leaveOut(phase: Phase, examples: readonly number[]): void;
  /** Whether trainStep() has anything left to do. */
  training(): boolean;
  /** One step, or what is left of one that trainFor() began. */
  trainStep(): StepResult;
  /**
   * Trains until a step ends, and returns its result, or until the time is up, and returns null: the step then goes on
   * with the next call. It takes a few milliseconds too long at most, however large the model is. In the middle of a
   * step everything else can be called, and sees the weights as they are after a whole number of steps. It also returns
   * where the step cannot go on before others have done their part of it.
   */
  trainFor(milliseconds: number): StepResult | null;
  /** Whether that is why it returned. */
  trainingWaits(): boolean;
  /** A copy of all weights, one after another, as they are after a whole number of steps. */
  weights(): Float32Array;

  beginGeneration(prompt: string, options: GenerationOptions): PromptReport;
  /** The next token, or null at the end. */
  nextToken(): GeneratedToken | null;
  /**
   * What may follow a prompt and the tokens, by their ids, that somebody chose to follow it: at first none. Whoever always
   * chooses `sampled` goes the way of an answer with the same options, bit for bit. What is being generated goes on
   * undisturbed. `count` is how many of the likeliest are told of at most; `maxTokens` counts for nothing.
   */
  choices(prompt: string, chosen: readonly number[], options: GenerationOptions, count: number): Choices;
  /** Of what was generated since beginGeneration(). */
  confidence(): Confidence;
  stopReason(): StopReason;

  evaluate(file: DataFile): EvalResult;
  inspect(prompt: string, top: number): Inspection;
  embeddingMap(groups: number): EmbeddingMap;
  /** The nearest tokens, nearest first, without the token itself. */
  neighbours(id: number, count: number): Neighbour[];
  /** Every tensor of the model, in the order of the parameter table. */
  tensorSizes(): TensorSize[];
  /**
   * Takes apart the training step that the model would make of this text now, as its only example. It uses the moments,
   * step count and options of the run under way, or fresh moments and the default options without one.
   */
  dissect(text: string, weight: WeightPlace): Dissection;
  /**
   * Takes a step apart likewise, and gives only what is asked for: little enough to be looked at while the model is
   * trained. With an empty text, of weights alone. `position` is that of the token after which the likeliest `top` are
   * told.
   */
  observe(text: string, position: number, top: number, requests: TensorRequest[]): Observation;
  /** Finds stretches, each within one example, of at least `least` tokens that stand word for word in the training data. */
  memorised(text: string, least: number): MemorisedReport;
  /**
   * The examples that are trained on and nearest to a text, nearest first. The text is to read as examples do, a question
   * with its answer as chatPrompt() begins it.
   */
  nearestExamples(text: string, count: number): NearExample[];
  /** How much a file is to the model's tokenizer and context. */
  countTokens(file: DataFile): TokenCounts;
  /** Likewise a phase's data, and what it is validated on; no training needs to be under way. */
  countPhaseTokens(phase: Phase): { training: TokenCounts; validation: TokenCounts };
  /** A text as the tokenizer splits it: the model's, or else the one that create() would make. */
  split(text: string): ExamplePreview;
  /** The first words of a text, at most so many, that the same tokenizer lacks. */
  unknownWords(text: string, most: number): UnknownWord[];
  /** What the model's vocabulary lacks of the data. */
  unknownReport(): UnknownReport;
  /** Tokens of the vocabulary by id, with how often each occurs in the training data. */
  vocabulary(): { tokens: string[]; counts: Float64Array };
  /** Examples of a phase's training data, from number `first` on, as the model sees them. */
  examples(phase: Phase, first: number, count: number): ExamplePreview[];

  /** Frees the C++ object. A page that keeps its worker never needs it. */
  delete(): void;
}

export interface GlassGptModule {
  Session: new () => Session;
  SharedSteps: new () => SharedSteps;
  /** Of a model of these sizes. */
  StepHelper: new (sizes: ModelSizes & { vocabSize: number }) => StepHelper;
  /** Reads a file, once for all sessions that are to have it. */
  readDataset(file: DataFile): Dataset;
  /** The text before an answer when a person asks: `User: <prompt> Assistant:`. */
  chatPrompt(prompt: string): string;
  /**
   * The recipe `auto`: how to train a new model of these sizes on so much data. A batch size that is given is what the
   * rest has to suit.
   */
  recommended(data: Record<Phase, PhaseSize>, sizes: ModelSizes, batchSize: number | null): TrainingOptions;
  /** Steps that so many questions are about learned after. */
  expectedTuningSteps(questions: number, batchSize: number): number;
  /** Weights of a model of these sizes, without making it. */
  parameterCount(sizes: ModelSizes, vocabSize: number): number;
  /** The operations of a model of these sizes, without making it; their costs for one example of `length` tokens. */
  operations(sizes: ModelSizes, vocabSize: number, length: number): Operation[];
  /** What training costs, with batches of `batchSize` examples of `length` tokens each. */
  trainingCost(sizes: ModelSizes, vocabSize: number, batchSize: number, length: number): TrainingCost;
  /** Bytes of WASM memory taken so far. */
  memoryBytes(): number;
}

/**
 * Loads the module. `locateFile` says where glassgpt.wasm lies; `wasmBinary` gives its bytes; `instantiateWasm` makes an
 * instance of it with those imports and hands it on.
 */
export default function createGlassGpt(options?: {
  locateFile?: (path: string) => string;
  wasmBinary?: ArrayBuffer | Uint8Array;
  instantiateWasm?: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
}): Promise<GlassGptModule>;
