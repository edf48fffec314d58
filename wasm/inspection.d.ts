// What the methods that look into a model and its data return: the types behind inspect_api.h.

import type { Phase } from './glassgpt';

/** A token with its probability at temperature 1. */
export interface TokenProbability {
  id: number;
  token: string;
  probability: number;
}

/** How large the numbers are that a part of the model puts out for a prompt. */
export interface ActivationSize {
  /** `embedded`, `blocks.0.attention`, `blocks.0.norm1`, `blocks.0.ffn`, `blocks.0.norm2`, …, `logits`. */
  name: string;
  /** Root mean square over all positions. */
  rms: number;
}

export interface Inspection {
  /** As the model sees them: `<unk>` where a word is not in the vocabulary. T of them. */
  tokens: string[];
  /** [T], as they stand in the prompt. */
  words: string[];
  ids: number[];
  unknown: string[];
  /** After the last position, likeliest first. */
  next: TokenProbability[];
  /** [T] lists: what the model expects after each position, likeliest first. */
  positions: TokenProbability[][];
  /** [T - 1]: the probability that it gave, after position i, to the token that does follow. */
  followed: Float32Array;
  activations: ActivationSize[];
  numLayers: number;
  numHeads: number;
  /** [numLayers, numHeads, T, T], row-major. */
  attention: Float32Array;
}

/** Token embeddings in two dimensions: the two principal components of the [V, d] table. */
export interface EmbeddingMap {
  /** [V] */
  tokens: string[];
  x: Float32Array;
  y: Float32Array;
  /** [V]: the group of embeddings, by k-means in all d dimensions, that the token belongs to. */
  group: Uint8Array;
  /** A few tokens nearest to the middle of each group. */
  groupTokens: string[][];
  /** Share of the variance that each of the two components shows. */
  explained: [number, number];
}

/** A token and how near it is to another: the cosine of the angle between their embeddings. */
export interface Neighbour {
  id: number;
  token: string;
  similarity: number;
}

/** How large a tensor's numbers are: root mean squares. */
export interface TensorSize {
  /** As in a model file: `blocks.0.attention.query`. */
  name: string;
  rows: number;
  cols: number;
  weight: number;
  /** Of the last whole step, before clipping; NaN before the first. */
  gradient: number;
}

/** A matrix with its name, row-major; a vector has one row. */
export interface NamedMatrix {
  name: string;
  rows: number;
  cols: number;
  values: Float32Array;
}

/** One weight, by its tensor's name in a model file. */
export interface WeightPlace {
  tensor: string;
  row: number;
  col: number;
}

/** What Adam does with one weight in the step that dissect() shows. */
export interface WeightUpdate extends WeightPlace {
  weight: number;
  /** By backpropagation, and after clipping. */
  gradient: number;
  clipped: number;
  /** Adam's moments before the step, after it, and corrected for their bias. */
  firstBefore: number;
  secondBefore: number;
  first: number;
  second: number;
  firstCorrected: number;
  secondCorrected: number;
  /** Adam's t: updates of this phase, this one included. */
  step: number;
  learningRate: number;
  newWeight: number;
}

/** What an operation of a model may be. */
export type OperationKind =
  | 'embedding'
  | 'linear'
  | 'attention'
  | 'layer_norm'
  | 'relu'
  | 'gelu'
  | 'output_projection'
  | 'cross_entropy';

/** What an operation reads or computes. */
export interface ValueDescription {
  /** `blocks.0.query` */
  name: string;
  /** N, the tokens of a batch; M, those of them that are predicted from; or P, pairs of them: [N, N] of each head. */
  rows: 'N' | 'M' | 'P';
  /** Of pairs, how many heads there are. */
  cols: number;
}

/** A tensor of a model file. */
export interface TensorDescription {
  name: string;
  /** 1 of a vector. */
  rows: number;
  cols: number;
}

/** What an operation takes in one direction. */
export interface OperationCost {
  /** Floating-point operations of its matrix products. */
  flops: number;
  /** Read and written, each number once. */
  bytes: number;
}

/** One operation of a model. */
export interface Operation {
  /** The same in every block. */
  name: string;
  kind: OperationKind;
  /** Its block, from 0; null outside of the blocks. */
  layer: number | null;
  /** What it computes, in LaTeX. */
  formula: string;
  /** What it works on, then what is added to that as it is. */
  inputs: ValueDescription[];
  outputs: ValueDescription[];
  /** What it computes on the way, which a dissection shows. */
  inner: ValueDescription[];
  /** Its tensors in a model file; of a linear layer one for each output, then the bias, if it has one. */
  weights: TensorDescription[];
  /** For one example. */
  forward: OperationCost;
  backward: OperationCost;
}

/** One training step of one example, taken apart. It changes nothing. */
export interface Dissection {
  /** [T], inputs; and [T], what should follow each. */
  tokens: string[];
  ids: number[];
  targets: string[];
  targetIds: number[];
  /** The model's, in the order of the forward pass; their costs are the example's. */
  operations: Operation[];
  numLayers: number;
  numHeads: number;
  /**
   * In the order in which they are computed: `token_embedding`, `position_embedding`, `embedded`; of each block i
   * `blocks.i.query`, `.key`, `.value` [T, d], `.scores` and `.attention` [H T, T], head by head (scores are scaled,
   * what is masked is NaN), `.mixed`, `.projected`, `.sum1`, `.norm1` [T, d], `.up`, `.hidden` [T, h], `.ffn`, `.sum2`,
   * `.out` [T, d]; `logits` and `probabilities` [T, V].
   */
  forward: NamedMatrix[];
  /** [T]: -log of the target's probability. */
  losses: Float32Array;
  /** Their mean. */
  loss: number;
  /**
   * In the order in which they are computed: gradients of the loss by what forward holds, under the same names. There is
   * none of `probabilities`, because softmax and cross-entropy are one step backward: `logits` come first. What is masked
   * of `.scores` and `.attention` is NaN.
   */
  backward: NamedMatrix[];
  /** Of all parameters together, and the factor by which clipping scales it. */
  gradNorm: number;
  clipFactor: number;
  /**
   * Every tensor of the model before the step, by its name in a model file, in the order of the parameter table; none
   * of them if the model has more than 4,000,000 weights, too many to copy.
   */
  weights: NamedMatrix[];
  /** The tensors that one can pick a weight from, with the root mean squares of their gradients. */
  tensors: { name: string; rows: number; cols: number; gradient: number }[];
  update: WeightUpdate;
}

/** Part of a tensor, to be looked at. */
export interface TensorRequest {
  /** What an operation computes, the gradient of the loss by it; a tensor of the model, the gradient of the loss by it. */
  of: 'value' | 'gradient' | 'weight' | 'weightGradient';
  /** As in a Dissection, or in a model file. */
  name: string;
  /** The first ones. */
  row: number;
  col: number;
  /** So many at most, at least 1. */
  rows: number;
  cols: number;
  /** How many rows count from the first one, such as a head's; 0 is all of them. */
  span: number;
  /** So many of all that count, evenly spaced; else those next to each other. */
  spread: boolean;
}

/** What there is of it; nothing, [0, 0], if the backward pass has no gradient by such a value. */
export interface TensorPart extends NamedMatrix {
  /** Of the whole tensor. */
  shape: [rows: number, cols: number];
  /** From a row of the part to its next one, in the tensor. */
  rowStep: number;
  colStep: number;
  /** Root mean square, and the largest size of a number, of the whole tensor, without what is masked. */
  rms: number;
  largest: number;
}

/** What a model does with a text, as far as it was asked for. */
export interface Observation {
  /** [T] */
  tokens: string[];
  /** Mean over them. */
  loss: number;
  /** Expected after the position asked for, likeliest first. */
  next: TokenProbability[];
  /** In the order in which they were asked for. */
  parts: TensorPart[];
}

/** A stretch of a text that stands word for word in the training data. */
export interface Memorised {
  /** Tokens of the text, from `begin` up to before `end`. */
  begin: number;
  end: number;
  /** In how many examples. */
  examples: number;
  /** The first of them, numbered from 0 as in examples(). */
  phase: Phase;
  example: number;
  /** As people write it. */
  text: string;
}

export interface MemorisedReport {
  tokens: string[];
  /** Longest stretches, in the order of the text; they do not overlap. */
  spans: Memorised[];
}

/** A training example that has something in common with a text. */
export interface NearExample {
  /**
   * How near it is, above 0 to 1: of the text's sequences of one to three tokens, each weighed by how rare it is among
   * the examples, the share that the example has.
   */
  share: number;
  phase: Phase;
  /** Its number among those that are trained on, from 0, and those of all that are the same word for word. */
  examples: number[];
  /** The number of the first of them in the data as it was read, from 0. */
  source: number;
  tokens: string[];
  /** Whether each of them is in the text. */
  shared: boolean[];
  text: string;
}

/** A training example as the tokenizer cuts it. */
export interface ExamplePreview {
  text: string;
  tokens: string[];
  /** Whether each token's word is in the vocabulary. */
  known: boolean[];
}

/** A word that a vocabulary lacks. */
export interface UnknownWord {
  word: string;
  occurrences: number;
  /** A word that it has and that may be meant; empty if there is none. */
  known: string;
}

/** What a vocabulary lacks of data that a model is trained on, and of what it is validated on. */
export interface UnknownReport {
  /** Distinct ones of the data to train on, what is held out included. */
  words: number;
  /** Their occurrences. */
  tokens: number;
  /** The most frequent of them, first. */
  frequent: UnknownWord[];
  /** Examples to validate on that have any, but for pieces of longer texts. */
  validated: number;
  /** The first of those: each one's question, or if it has none, its text. */
  examples: { text: string; unknown: UnknownWord[] }[];
}
