// What Adam does with one weight.

import { plain } from '../../format';
import { dot, type Filled, filled, sum } from './formula';
import { number } from './numbers';
import type { Factors, Stage } from './stage';
import type { Step } from './step';

/** Figures of a weight: enough to see that a step has moved it. */
const WEIGHT_FIGURES = 6;

/** The gradient of the weight that is picked, as the sum over the positions. */
function weightGradient({ dissection: { update } }: Step, { input, gradient }: Factors): Filled {
  // A weight of a token that does not occur has no terms.
  const terms = input.length === 0 ? sum([filled('number', { x: 0 })], 1) : dot(input, gradient);
  return filled('dWeightNumbers', { terms, g: update.gradient });
}

/** @param factors of the weight that the step's update is of */
export const updateStages = (factors: (step: Step) => Factors): readonly Stage[] => [
  {
    id: 'dWeight',
    picks: [],
    formulas: (step) => [filled('dWeightMatrix'), weightGradient(step, factors(step))],
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
    formulas: ({ dissection: { update }, adam: { beta1, beta2 } }) => [
      filled('moments'),
      filled('firstNumbers', {
        beta1: plain(beta1),
        rest: plain(1 - beta1),
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
    formulas: ({ dissection: { update }, adam: { beta1, beta2 } }) => [
      filled('corrected'),
      filled('firstCorrectedNumbers', {
        m: update.first,
        beta1: plain(beta1),
        t: update.step,
        corrected: update.firstCorrected,
      }),
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
    formulas: ({ dissection: { update }, adam: { epsilon } }) => [
      filled('update'),
      filled('updateNumbers', {
        w: number(update.weight, WEIGHT_FIGURES),
        rate: update.learningRate,
        m: update.firstCorrected,
        v: update.secondCorrected,
        epsilon: plain(epsilon),
        new: number(update.newWeight, WEIGHT_FIGURES),
      }),
    ],
    tensors: () => [],
    sources: ['update'],
  },
];
