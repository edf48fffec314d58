// The WASM module's interface: the C++ Session of core/session.h, one long-lived object, in TypeScript's terms.
//
// - Arrays that come out are copies: they stay valid whatever the module does next.
// - Every method throws a JavaScript `Error` whose message says where the fault is, what it is and what to do.
// - Counts and sizes are plain numbers; seeds are whole numbers from 0 to 2^53 - 1.

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
}

/** The sizes one can choose; kSizeLimits in core/model/config.h gives their ranges. */
export interface ModelSizes {
  maxSeqLen: number;
  embeddingDim: number;
  hiddenDim: number;
  numLayers: number;
  numHeads: number;
}

export interface ModelReport extends ModelSizes {
  vocabSize: number;
  /** Weights in all. */
  parameters: number;
  /** Distinct words that did not fit into the vocabulary of 10,000, and their occurrences. */
  wordsDropped: number;
  tokensDropped: number;
}

export interface PhaseOptions {
  epochs: number;
  learningRate: number;
}

export interface TrainingOptions {
  pretrain: PhaseOptions;
  tune: PhaseOptions;
  batchSize: number;
  /** Longest gradient, as a global L2 norm; 0 turns clipping off. */
  clipNorm: number;
  seed: number;
  shuffle: boolean;
}

export interface PhaseReport {
  phase: Phase;
  examples: number;
  /** Predicted tokens an epoch. */
  tokens: number;
  stepsPerEpoch: number;
  epochs: number;
  unknownTokens: number;
  examplesCut: number;
  tokensCut: number;
}

export interface TrainingReport {
  phases: PhaseReport[];
  totalSteps: number;
  /** More than 0 when resumed. */
  stepsDone: number;
}

export interface StepResult {
  phase: Phase;
  /** From 1, of `epochs`. */
  epoch: number;
  epochs: number;
  /** From 1, of `stepsPerEpoch`. */
  stepInEpoch: number;
  stepsPerEpoch: number;
  /** Of the whole run, from 1, of `totalSteps`. */
  step: number;
  totalSteps: number;
  /** Predicted in this step. */
  tokens: number;
  /** Mean cross-entropy in nats, before the update. */
  loss: number;
  /** Global L2 norm before clipping. */
  gradNorm: number;
  learningRate: number;
  epochEnded: boolean;
  /** Mean over the epoch so far. */
  epochLoss: number;
  /** Nothing is left to train. */
  done: boolean;
}

export interface GenerationOptions {
  /** 0: greedy. */
  temperature: number;
  /** 0: all tokens. */
  topK: number;
  topP: number;
  seed: number;
  maxTokens: number;
}

export interface PromptReport {
  /** As the model sees them. */
  tokens: string[];
  /** Words that are not in the vocabulary. */
  unknown: string[];
  tokensCut: number;
  /** What a person should know about the prompt, a sentence each. */
  notes: string[];
}

export interface GeneratedToken {
  id: number;
  /** To append to the text so far: the space that belongs before it is in it. */
  text: string;
  probability: number;
}

export type StopReason = 'none' | 'end_token' | 'max_tokens';

export interface TokenProbability {
  id: number;
  token: string;
  probability: number;
}

export interface Inspection {
  tokens: string[];
  unknown: string[];
  /** Likeliest first. */
  next: TokenProbability[];
  numLayers: number;
  numHeads: number;
  /** [numLayers, numHeads, T, T], row-major. */
  attention: Float32Array;
}

export interface EvalResult {
  loss: number;
  perplexity: number;
  accuracy: number;
  tokens: number;
  unknown: number;
  examplesCut: number;
  chats: number;
  exact: number;
}

export interface Session {
  /** Sets a phase's data, of one or more files; without files the phase is skipped. Ends a run under way. */
  setData(phase: Phase, files: DataFile[]): DataReport;

  /** Makes the vocabulary from the data and a model with random weights. Sizes outside their ranges are errors. */
  create(sizes: ModelSizes, seed: number): ModelReport;
  /** Takes over a model file, JSON or safetensors. What was open stays if it cannot be read. */
  open(name: string, bytes: Uint8Array): ModelReport;
  /** The bytes of a model file; `withTraining` also keeps where training stands. */
  save(format: CheckpointFormat, withTraining: boolean): Uint8Array;
  hasModel(): boolean;

  startTraining(options: TrainingOptions): TrainingReport;
  /** The options of the opened file's training, or null if it cannot be resumed. */
  resumable(): TrainingOptions | null;
  resumeTraining(options: TrainingOptions): TrainingReport;
  /** Whether trainStep() has anything left to do. */
  training(): boolean;
  /** One step, or what is left of one that trainFor() began. */
  trainStep(): StepResult;
  /**
   * Trains until a step ends, and returns its result, or until the time is up, and returns null: the step then goes on
   * with the next call. It takes a few milliseconds too long at most, however large the model is. In the middle of a
   * step everything else can be called, and sees the weights as they are after a whole number of steps.
   */
  trainFor(milliseconds: number): StepResult | null;

  beginGeneration(prompt: string, options: GenerationOptions): PromptReport;
  /** The next token, or null at the end. */
  nextToken(): GeneratedToken | null;
  stopReason(): StopReason;

  evaluate(file: DataFile): EvalResult;
  inspect(prompt: string, top: number): Inspection;

  /** Frees the C++ object. A page that keeps its worker never needs it. */
  delete(): void;
}

export interface GlassGptModule {
  Session: new () => Session;
  /** The text before an answer when a person asks: `User: <prompt> Assistant:`. */
  chatPrompt(prompt: string): string;
  /** Weights of a model of these sizes, without making it. */
  parameterCount(sizes: ModelSizes, vocabSize: number): number;
  /** Bytes of WASM memory taken so far. */
  memoryBytes(): number;
}

/** Loads the module. `locateFile` says where glassgpt.wasm lies; `wasmBinary` gives its bytes. */
export default function createGlassGpt(options?: {
  locateFile?: (path: string) => string;
  wasmBinary?: ArrayBuffer | Uint8Array;
}): Promise<GlassGptModule>;
