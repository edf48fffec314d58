// L = -log softmax(logits)[target], averaged over the positions.

import { type Filled, filled, powers, sum, TERMS_OF_POWERS } from '../formula';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, followedToken, quoted, row, target } from '../step';
import { byToken, candidates } from '../tensors';

export function crossEntropy({ inputs: [logits = ''], outputs: [probabilities = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'probabilities',
        picks: [],
        formulas: (step, place) => {
          const { position: t } = place;
          const { id, word } = followedToken(step, place);
          const its = row(step.forward(logits), t);
          const others = [...new Set([id, ...candidates(step, place)])].map((candidate) => its[candidate] ?? NaN);
          return [
            filled('probabilities'),
            filled('probabilityNumbers', {
              t,
              word: quoted(word),
              logit: its[id] ?? NaN,
              terms: powers(others, its.length),
              p: at(step.forward(probabilities), t, id),
            }),
          ];
        },
        tensors: (step, place) => [byToken(step, place, probabilities)],
        sources: ['probabilities', 'softmax'],
      },
      {
        id: 'loss',
        picks: [],
        formulas: (step, place) => {
          const { losses, loss } = step.dissection;
          const terms = Array.from(losses.subarray(0, TERMS_OF_POWERS), (x) => filled('number', { x }));
          return [
            filled('loss'),
            filled('lossNumbers', {
              t: place.position,
              p: at(step.forward(probabilities), place.position, target(step, place).id),
              loss: losses[place.position] ?? NaN,
            }),
            filled('meanLossNumbers', { terms: sum(terms, losses.length), count: losses.length, loss }),
          ];
        },
        tensors: () => [],
        sources: ['loss'],
      },
    ],
    backward: [
      {
        id: 'dLogits',
        picks: [],
        formulas: (step, place) => {
          const numbers = (id: number, formula: 'dTargetNumbers' | 'dOtherNumbers'): Filled =>
            filled(formula, {
              t: place.position,
              word: quoted(step.token(id)),
              p: at(step.forward(probabilities), place.position, id),
              count: step.length,
              d: at(step.backward(logits), place.position, id),
            });
          const [right = 0, other = 0] = candidates(step, place);
          return [filled('dLogits'), numbers(right, 'dTargetNumbers'), numbers(other, 'dOtherNumbers')];
        },
        tensors: (step, place) => [byToken(step, place, logits, true)],
        sources: ['dLogits'],
      },
    ],
  };
}
