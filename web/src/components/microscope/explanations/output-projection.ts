// logits = x W_out: the scores of all words. Its gradient is where the way back through the blocks begins.

import { type Filled, filled, linearTerms, sum, TERMS_SHOWN } from '../formula';
import { number, signed } from '../numbers';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, column, followedToken, largestOf, type Place, quoted, row, type Step } from '../step';
import { byPosition, byToken, columnOf } from '../tensors';

export function outputProjection({ inputs: [x = ''], outputs: [logits = ''], weights: [w = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'logits',
        picks: [],
        formulas: (step, place) => {
          const { position: t } = place;
          const { id, word } = followedToken(step, place);
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
        formulas: (step, place) => {
          const { layer, position: t } = place;
          const y = step.outputOfBlock(layer);
          if (y === x) return [filled('dOutLast'), largestTerms(step, place, { x, logits, w })];
          const blocks = { layer: layer + 1, above: layer + 2 };
          const c = columnOf(step, place, y);
          return [filled('dOutBelow', blocks), filled('dOutBelowNumbers', { ...blocks, t, c, d: at(step.backward(y), t, c) })];
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

/** The gradient by what the output projection gets, at one number: its largest terms come first. */
function largestTerms(step: Step, place: Place, { x, logits, w }: Record<'x' | 'logits' | 'w', string>): Filled {
  const { position: t } = place;
  const c = columnOf(step, place, x);
  const gradients = row(step.backward(logits), t);
  const weights = step.weights(w);
  const ids = largestOf(Array.from(gradients, Math.abs), TERMS_SHOWN);
  const terms = ids.map((id, i) => {
    const gradient = gradients[id] ?? NaN;
    return filled('product', {
      a: i === 0 ? number(gradient) : signed(gradient),
      b: { signed: weights === null ? NaN : at(weights, c, id) },
    });
  });
  return filled('dOutNumbers', {
    t,
    c,
    terms: sum(weights === null ? [] : terms, gradients.length),
    d: at(step.backward(x), t, c),
  });
}
