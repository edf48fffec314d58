// h = ReLU(x W + b): the first layer of the feed-forward net with its activation.

import { filled, linearTerms } from '../formula';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, column, ones, product, row, type Step } from '../step';
import { byPosition, largestShown } from '../tensors';

export function activation({ inputs: [x = ''], outputs: [h = ''], weights: [w = '', b = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'hidden',
        picks: ['layer'],
        formulas: (step, { position: t }) => {
          const j = largestShown(step, h, t);
          const hidden = at(step.forward(h), t, j);
          const from = row(step.forward(x), t);
          const matrix = step.weights(w);
          const bias = step.bias(b, j);
          // What ReLU lets through is what it was given; what it was given else is known from the weights alone.
          const u = hidden > 0 || matrix === null ? hidden : product(from, column(matrix, j)) + bias.signed;
          return [
            filled('hidden'),
            filled('hiddenSum', { t, j, terms: linearTerms(step, from, w, j), b: bias, u }),
            filled('hiddenNumbers', { t, j, u, h: hidden }),
          ];
        },
        tensors: (step, place) => [x, h].map((name) => byPosition(step, place, name)),
        sources: ['linear', 'relu'],
      },
    ],
    backward: [
      {
        id: 'dNorm1',
        picks: ['layer'],
        formulas: (step, { position: t }) => {
          const residual = at(step.backward(step.sumWith(x)), t, 0);
          const d = at(step.backward(x), t, 0);
          return [filled('dNorm1'), filled('dNorm1Numbers', { t, c: 0, residual, through: { signed: d - residual }, d })];
        },
        tensors: (step, place) => [byPosition(step, place, x, { gradient: true })],
        sources: ['linearBackward', 'dProduct'],
      },
    ],
    factors: (step, { tensor, row, col }) => ({
      input: tensor === w ? column(step.forward(x), row) : ones(step.length),
      gradient: beforeRelu(step, h, col),
    }),
  };
}

/** Gradient of what ReLU was given: that of what it gave, where it let something through. */
function beforeRelu(step: Step, name: string, c: number): number[] {
  const hidden = column(step.forward(name), c);
  return Array.from(column(step.backward(name), c), (d, t) => ((hidden[t] ?? 0) > 0 ? d : 0));
}
