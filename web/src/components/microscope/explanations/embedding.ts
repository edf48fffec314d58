// x = E[id] + P[position]: the rows of two tables. Their gradients are those of the rows, where they were looked up.

import { filled } from '../formula';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, ones } from '../step';
import { byPosition, columnOf } from '../tensors';

export function embedding({ outputs: [x = ''], weights }: Operation): Explanation {
  const [tokens = '', positions = ''] = weights;
  return {
    forward: [
      {
        id: 'embedding',
        picks: [],
        formulas: (step, place) => {
          const { position } = place;
          const c = columnOf(step, place, x);
          return [
            filled('embedding'),
            filled('embeddingNumbers', {
              t: position,
              c,
              id: step.dissection.ids[position] ?? 0,
              token: at(step.forward(tokens), position, c),
              place: { signed: at(step.forward(positions), position, c) },
              x: at(step.forward(x), position, c),
            }),
          ];
        },
        tensors: (step, place) => [tokens, positions, x].map((name) => byPosition(step, place, name)),
        sources: ['embedding'],
      },
    ],
    backward: [],
    factors: (step, { tensor, row, col }) => {
      const places = step.dissection.ids.map((_, t) => t);
      const chosen = places.filter((t) => (tensor === tokens ? step.dissection.ids[t] : t) === row);
      return { input: ones(chosen.length), gradient: chosen.map((t) => at(step.backward(x), t, col)) };
    },
  };
}
