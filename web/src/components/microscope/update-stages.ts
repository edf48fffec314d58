// What Adam does with one weight.

import { plain } from '../../format';
import type { WeightPlace } from '../../protocol';
import { dot, type Filled, filled, sum } from './formula';
import { number } from './numbers';
import type { Stage } from './stage';
import { at, column, normalise, row, type Step } from './step';

/** Figures of a weight: enough to see that a step has moved it. */
const WEIGHT_FIGURES = 6;

/** What a weight's gradient is made of: at each position, what went in times the gradient of what came out. */
interface Factors {
  input: ArrayLike<number>;
  gradient: ArrayLike<number>;
}

const ones = (count: number): number[] => new Array<number>(count).fill(1);

/** One column of what LayerNorm makes of the rows before its gain and bias. */
function normalised(step: Step, name: string, c: number): number[] {
  const matrix = step.forward(name);
  return Array.from({ length: matrix.rows }, (_, t) => normalise(row(matrix, t)).hat[c] ?? NaN);
}

/** Gradient of what ReLU was given: that of what it gave, where it let something through. */
function beforeRelu(step: Step, name: string, c: number): number[] {
  const hidden = column(step.forward(name), c);
  return Array.from(column(step.backward(name), c), (d, t) => ((hidden[t] ?? 0) > 0 ? d : 0));
}

function factors(step: Step, { tensor, row: r, col: c }: WeightPlace): Factors {
  const [, layer, part = ''] = /^blocks\.(\d+)\.(.*)$/.exec(tensor) ?? [];
  const input = (name: string): Float32Array => column(step.forward(name), r);
  const gradient = (name: string): Float32Array => column(step.backward(name), c);
  const block = `blocks.${layer}`;
  const every = ones(step.length);
  const of = (positions: (t: number) => boolean): Factors => {
    const chosen = step.dissection.ids.map((_, t) => t).filter(positions);
    return { input: ones(chosen.length), gradient: chosen.map((t) => at(step.backward('embedded'), t, c)) };
  };
  switch (layer === undefined ? tensor : part) {
    case 'token_embedding':
      return of((t) => step.dissection.ids[t] === r);
    case 'position_embedding':
      return of((t) => t === r);
    case 'output_projection':
      return { input: input(step.last), gradient: gradient('logits') };
    case 'attention.query':
    case 'attention.key':
    case 'attention.value':
      return {
        input: input(step.input(Number(layer))),
        gradient: gradient(`${block}.${part.slice('attention.'.length)}`),
      };
    case 'attention.output':
      return { input: input(`${block}.mixed`), gradient: gradient(`${block}.projected`) };
    case 'norm1.gamma':
      return { input: normalised(step, `${block}.sum1`, c), gradient: gradient(`${block}.norm1`) };
    case 'norm1.beta':
      return { input: every, gradient: gradient(`${block}.norm1`) };
    case 'norm2.gamma':
      return { input: normalised(step, `${block}.sum2`, c), gradient: gradient(`${block}.out`) };
    case 'norm2.beta':
      return { input: every, gradient: gradient(`${block}.out`) };
    case 'ffn.w1':
      return { input: input(`${block}.norm1`), gradient: beforeRelu(step, `${block}.hidden`, c) };
    case 'ffn.b1':
      return { input: every, gradient: beforeRelu(step, `${block}.hidden`, c) };
    case 'ffn.w2':
      return { input: input(`${block}.hidden`), gradient: gradient(`${block}.ffn`) };
    case 'ffn.b2':
      return { input: every, gradient: gradient(`${block}.ffn`) };
    default:
      throw new Error(`the microscope does not know the tensor ${tensor}`);
  }
}

/** The gradient of the weight that is picked, as the sum over the positions. */
function weightGradient(step: Step): Filled {
  const { update } = step.dissection;
  const { input, gradient } = factors(step, update);
  // A weight of a token that does not occur has no terms.
  const terms = input.length === 0 ? sum([filled('number', { x: 0 })], 1) : dot(input, gradient);
  return filled('dWeightNumbers', { terms, g: update.gradient });
}

export const UPDATE: readonly Stage[] = [
  {
    id: 'dWeight',
    picks: [],
    formulas: (step) => [filled('dWeightMatrix'), weightGradient(step)],
    tensors: () => [],
    sources: ['dWeightMatrix'],
  },
  {
    id: 'clip',
    picks: [],
    formulas: ({ dissection: { gradNorm, clipFactor, update } }) => [
      filled('clip'),
      filled('clipNumbers', {
        norm: gradNorm,
        factor: clipFactor,
        gradient: { signed: update.gradient },
        clipped: update.clipped,
      }),
    ],
    tensors: () => [],
    sources: ['clip'],
  },
  {
    id: 'moments',
    picks: [],
    formulas: ({ dissection: { update }, beta2 }) => [
      filled('moments'),
      filled('firstNumbers', {
        before: { signed: update.firstBefore },
        g: { signed: update.clipped },
        after: update.first,
      }),
      filled('secondNumbers', {
        beta2: plain(beta2),
        rest: plain(1 - beta2),
        before: { signed: update.secondBefore },
        g: { signed: update.clipped },
        after: update.second,
      }),
    ],
    tensors: () => [],
    sources: ['moments'],
  },
  {
    id: 'corrected',
    picks: [],
    formulas: ({ dissection: { update }, beta2 }) => [
      filled('corrected'),
      filled('firstCorrectedNumbers', { m: update.first, t: update.step, corrected: update.firstCorrected }),
      filled('secondCorrectedNumbers', {
        v: update.second,
        beta2: plain(beta2),
        t: update.step,
        corrected: update.secondCorrected,
      }),
    ],
    tensors: () => [],
    sources: ['corrected'],
  },
  {
    id: 'update',
    picks: [],
    formulas: ({ dissection: { update } }) => [
      filled('update'),
      filled('updateNumbers', {
        w: number(update.weight, WEIGHT_FIGURES),
        rate: update.learningRate,
        m: update.firstCorrected,
        v: update.secondCorrected,
        new: number(update.newWeight, WEIGHT_FIGURES),
      }),
    ],
    tensors: () => [],
    sources: ['update'],
  },
];
