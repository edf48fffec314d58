// h = u / 2 (1 + tanh(sqrt(2 / pi) (u + 0.044715 u^3))), number by number.

import { filled } from '../formula';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at } from '../step';
import { byPosition, largestShown } from '../tensors';

const SCALE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

const tanhOf = (u: number): number => Math.tanh(SCALE * (u + CUBIC * u ** 3));

function slopeAt(u: number): number {
  const tau = tanhOf(u);
  return (1 + tau) / 2 + (u / 2) * (1 - tau ** 2) * SCALE * (1 + 3 * CUBIC * u ** 2);
}

export function gelu({ inputs: [u = ''], outputs: [h = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'gelu',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const j = largestShown(step, place, u);
          const before = at(step.forward(u), t, j);
          const tau = tanhOf(before);
          return [
            filled('gelu'),
            filled('geluTanhNumbers', { u: before, base: { signed: before }, tau }),
            filled('geluNumbers', { t, j, u: before, tau: { signed: tau }, h: at(step.forward(h), t, j) }),
          ];
        },
        tensors: (step, place) => [u, h].map((name) => byPosition(step, place, name)),
        sources: ['gelu', 'tanh'],
      },
    ],
    backward: [
      {
        id: 'dGelu',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const j = largestShown(step, place, h);
          const slope = { signed: slopeAt(at(step.forward(u), t, j)) };
          const values = { t, j, slope, dh: at(step.backward(h), t, j), du: at(step.backward(u), t, j) };
          return [filled('dGelu'), filled('dGeluNumbers', values)];
        },
        tensors: (step, place) => [byPosition(step, place, u), byPosition(step, place, u, { gradient: true })],
        sources: ['dGelu'],
      },
    ],
  };
}
