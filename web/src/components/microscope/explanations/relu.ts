// h = max(0, u), number by number.

import { filled } from '../formula';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at } from '../step';
import { byPosition, largestShown } from '../tensors';

export function relu({ inputs: [u = ''], outputs: [h = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'relu',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const j = largestShown(step, place, u);
          const values = { t, j, u: at(step.forward(u), t, j), h: at(step.forward(h), t, j) };
          return [filled('relu'), filled('reluNumbers', values)];
        },
        tensors: (step, place) => [u, h].map((name) => byPosition(step, place, name)),
        sources: ['relu'],
      },
    ],
    backward: [
      {
        id: 'dRelu',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const j = largestShown(step, place, h);
          const before = at(step.forward(u), t, j);
          const values = { t, j, u: before, dh: at(step.backward(h), t, j), du: at(step.backward(u), t, j) };
          return [filled('dRelu'), filled('dReluNumbers', values)];
        },
        tensors: (step, place) => [byPosition(step, place, h), byPosition(step, place, u, { gradient: true })],
        sources: ['dRelu'],
      },
    ],
  };
}
