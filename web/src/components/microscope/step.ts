// One step taken apart, as the formulas ask for it: rows, columns and single numbers by their tensors' names.

import { t } from '../../i18n/translate';
import type { Dissection, NamedMatrix, TrainingOptions } from '../../protocol';
import { byNames, type Operation } from './operations';

/** What of the step is looked at. */
export interface Place {
  position: number;
  layer: number;
  head: number;
  /** Of vectors; null is the first one, or where the largest number is. */
  column: number | null;
  /** Position that is looked at from the one above; null is that which is looked at most. */
  attended: number | null;
  /** Of the vocabulary; null is the one that is to follow. */
  token: number | null;
}

export const START: Place = { position: 0, layer: 0, head: 0, column: null, attended: null, token: null };

const byName = (matrices: readonly NamedMatrix[]): Map<string, NamedMatrix> =>
  new Map(matrices.map((matrix) => [matrix.name, matrix]));

export class Step {
  readonly operations: readonly Operation[];
  readonly #forward: Map<string, NamedMatrix>;
  readonly #backward: Map<string, NamedMatrix>;
  readonly #weights: Map<string, NamedMatrix>;

  /**
   * @param taken the step's number in its run: as many are done before it
   * @param vocabulary tokens by their ids
   * @param adam the constants of its update
   */
  constructor(
    readonly dissection: Dissection,
    readonly taken: number,
    readonly vocabulary: readonly string[],
    readonly adam: Pick<TrainingOptions, 'beta1' | 'beta2' | 'epsilon'>,
  ) {
    this.operations = dissection.operations.map(byNames);
    this.#forward = byName(dissection.forward);
    this.#backward = byName(dissection.backward);
    this.#weights = byName(dissection.weights);
  }

  get length(): number {
    return this.dissection.tokens.length;
  }

  token(id: number): string {
    return this.vocabulary[id] ?? '';
  }

  /** What the step computed going forward: [T, …], or [H T, T] for scores and attention. */
  forward(name = ''): NamedMatrix {
    return found(this.#forward, name);
  }

  /** The gradient of the loss by `forward(name)`. */
  backward(name = ''): NamedMatrix {
    return found(this.#backward, name);
  }

  /** A tensor of the model, or null where the model was too large to take them along. */
  weights(name = ''): NamedMatrix | null {
    return this.#weights.get(name) ?? null;
  }

  /** One number of a bias, as a term; NaN where the weights are not there. */
  bias(name: string, c: number): { signed: number } {
    const bias = this.weights(name);
    return { signed: bias === null ? NaN : at(bias, 0, c) };
  }

  /** Name of what leaves a block. */
  outputOfBlock(layer: number): string {
    return this.operations.filter((its) => its.layer === layer).at(-1)?.outputs[0] ?? '';
  }

  /** Name of the sum that something is added to as it is. */
  sumWith(name: string): string | undefined {
    return this.operations.find(({ inputs }) => inputs.length === 2 && inputs[1] === name)?.outputs[0];
  }
}

/** What is to follow the position. */
export const target = ({ dissection }: Step, { position }: Place): { id: number; word: string } => ({
  id: dissection.targetIds[position] ?? 0,
  word: dissection.targets[position] ?? '',
});

/** The token whose score is followed. */
export function followedToken(step: Step, place: Place): { id: number; word: string } {
  const { token } = place;
  return token === null || token >= step.vocabulary.length ? target(step, place) : { id: token, word: step.token(token) };
}

export const quoted = (word: string): string => t('microscope.quoted', { word });

function found(matrices: Map<string, NamedMatrix>, name: string): NamedMatrix {
  const matrix = matrices.get(name);
  if (matrix === undefined) throw new Error(`the step has no ${name}`);
  return matrix;
}

export const row = ({ cols, values }: NamedMatrix, r: number): Float32Array =>
  values.subarray(r * cols, (r + 1) * cols);

export const column = ({ rows, cols, values }: NamedMatrix, c: number): Float32Array =>
  Float32Array.from({ length: rows }, (_, r) => values[r * cols + c] ?? NaN);

export const at = ({ cols, values }: NamedMatrix, r: number, c: number): number => values[r * cols + c] ?? NaN;

export const total = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; ++i) sum += values[i] ?? NaN;
  return sum;
};

export const ones = (count: number): number[] => new Array<number>(count).fill(1);

export const mean = (values: ArrayLike<number>): number => total(values) / values.length;

/** The sum of their products. */
export const product = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  total(Float64Array.from({ length: a.length }, (_, i) => (a[i] ?? NaN) * (b[i] ?? NaN)));

const LAYER_NORM_EPSILON = 1e-5;

/** What LayerNorm makes of a row before its gain and bias. */
export function normalise(x: Float32Array): {
  mu: number;
  variance: number;
  /** Of the numbers from their mean, as LayerNorm divides by it. */
  deviation: number;
  hat: Float64Array;
} {
  const mu = mean(x);
  const variance = mean(Float64Array.from(x, (value) => (value - mu) ** 2));
  const deviation = Math.sqrt(variance + LAYER_NORM_EPSILON);
  return { mu, variance, deviation, hat: Float64Array.from(x, (value) => (value - mu) / deviation) };
}

/** Where the largest is, the first of equal ones. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; ++i) if ((values[i] ?? NaN) > (values[best] ?? NaN)) best = i;
  return best;
}

/** Places of the `count` largest, largest first. */
export const largestOf = (values: ArrayLike<number>, count: number): number[] =>
  Array.from(values, (_, i) => i)
    .sort((i, j) => (values[j] ?? NaN) - (values[i] ?? NaN))
    .slice(0, count);
