// logits = x W_out: the scores of all words. Its gradient is where the way back through the blocks begins.

import { type Filled, filled, linearTerms, sum, TERMS_SHOWN } from '../formula';
import { number, signed } from '../numbers';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, column, largestOf, quoted, row, type Step, target } from '../step';
import { byPosition, byToken } from '../tensors';

export function outputProjection({ inputs: [x = ''], outputs: [logits = ''], weights: [w = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'logits',
        picks: [],
        formulas: (step, place) => {
          const { position: t } = place;
          const { id, word } = target(step, place);
          const terms = linearTerms(step, row(step.forward(x), t), w, id);
          const logit = at(step.forward(logits), t, id);
          return [filled('logits'), filled('logitNumbers', { t, word: quoted(word), terms, logit })];
        },
        tensors: (step, place) => [byPosition(step, place, x), byToken(step, place, logits)],
        sources: ['logits'],
      },
    ],
    backward: [
      {
        id: 'dOut',
        picks: ['layer'],
        formulas: (step, { layer, position: t }) => {
          if (step.outputOfBlock(layer) === x) {
            return [filled('dOutLast'), largestTerms(step, t, { x, logits, w })];
          }
          const blocks = { layer: layer + 1, above: layer + 2 };
          const d = at(step.backward(step.outputOfBlock(layer)), t, 0);
          return [filled('dOutBelow', blocks), filled('dOutBelowNumbers', { ...blocks, t, c: 0, d })];
        },
        tensors: (step, place) => [byPosition(step, place, step.outputOfBlock(place.layer), { gradient: true })],
        sources: ['dOutputProjection', 'dProduct'],
      },
    ],
    factors: (step, { row, col }) => ({
      input: column(step.forward(x), row),
      gradient: column(step.backward(logits), col),
    }),
  };
}

/** The gradient by what the output projection gets, at its first number: its largest terms come first. */
function largestTerms(step: Step, t: number, { x, logits, w }: Record<'x' | 'logits' | 'w', string>): Filled {
  const gradients = row(step.backward(logits), t);
  const weights = step.weights(w);
  const ids = largestOf(Array.from(gradients, Math.abs), TERMS_SHOWN);
  const terms = ids.map((id, i) => {
    const gradient = gradients[id] ?? NaN;
    return filled('product', {
      a: i === 0 ? number(gradient) : signed(gradient),
      b: { signed: weights === null ? NaN : at(weights, 0, id) },
    });
  });
  return filled('dOutNumbers', {
    t,
    c: 0,
    terms: sum(weights === null ? [] : terms, gradients.length),
    d: at(step.backward(x), t, 0),
  });
}
