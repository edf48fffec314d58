// y = gamma (x - mean) / sqrt(variance + epsilon) + beta, each row by itself.

import { type Filled, filled, sum } from '../formula';
import type { Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, column, mean, normalise, ones, type Place, product, row, type Step } from '../step';
import { byPosition, columnOf } from '../tensors';

/** Numbers of a row that its mean and variance show. */
const SHOWN = 3;

export function layerNorm(operation: Operation): Explanation {
  const { name, inputs, outputs, weights } = operation;
  const [x = '', y = ''] = [...inputs, ...outputs];
  return {
    forward: [
      {
        id: name,
        picks: ['layer'],
        formulas: (step, place) => forwardNumbers(step, place, operation),
        tensors: (step, place) => [x, y].map((its) => byPosition(step, place, its)),
        sources: ['norm'],
      },
    ],
    backward: [
      {
        id: `${name}Backward`,
        picks: ['layer'],
        formulas: (step, place) => backwardNumbers(step, place, operation),
        tensors: (step, place) => [y, x].map((its) => byPosition(step, place, its, { gradient: true })),
        sources: ['dNorm'],
      },
    ],
    factors: (step, { tensor, col }) => ({
      input: tensor === weights[0] ? normalised(step, x, col) : ones(step.length),
      gradient: column(step.backward(y), col),
    }),
  };
}

/** Mean and variance of a row, and what LayerNorm makes of one number of it. */
function forwardNumbers(step: Step, place: Place, { inputs, outputs, weights }: Operation): Filled[] {
  const { position } = place;
  const c = columnOf(step, place, outputs[0] ?? '');
  const from = row(step.forward(inputs[0]), position);
  const { mu, variance } = normalise(from);
  const deviations = from.map((x) => x - mu);
  const [gamma = NaN, beta = NaN] = weights.map((name) => {
    const vector = step.weights(name);
    return vector === null ? NaN : at(vector, 0, c);
  });
  const terms = (formula: 'number' | 'square', values: ArrayLike<number>): Element =>
    sum(
      Array.from(values)
        .slice(0, SHOWN)
        .map((x) => filled(formula, { x: { signed: x } })),
      values.length,
    );
  return [
    filled('norm'),
    filled('meanNumbers', { terms: terms('number', from), d: from.length, mean: mu }),
    filled('varianceNumbers', { terms: terms('square', deviations), d: from.length, variance }),
    filled('normNumbers', {
      t: position,
      c,
      gamma,
      r: from[c] ?? NaN,
      mean: { signed: mu },
      variance,
      beta: { signed: beta },
      y: at(step.forward(outputs[0]), position, c),
    }),
  ];
}

/** Back to one number of the row. */
function backwardNumbers(step: Step, place: Place, { inputs, outputs, weights }: Operation): Filled[] {
  const { position } = place;
  const c = columnOf(step, place, inputs[0] ?? '');
  const gamma = step.weights(weights[0]);
  const { deviation, hat } = normalise(row(step.forward(inputs[0]), position));
  const dy = row(step.backward(outputs[0]), position);
  const g = Float64Array.from(dy, (value, i) => value * (gamma === null ? NaN : at(gamma, 0, i)));
  return [
    filled('dNorm'),
    filled('dNormNumbers', {
      t: position,
      c,
      g: g[c] ?? NaN,
      meanG: { signed: mean(g) },
      hat: { signed: hat[c] ?? NaN },
      meanGHat: { signed: product(g, hat) / g.length },
      deviation,
      d: at(step.backward(inputs[0]), position, c),
    }),
  ];
}

/** One column of what LayerNorm makes of the rows before its gain and bias. */
function normalised(step: Step, name: string, c: number): number[] {
  const matrix = step.forward(name);
  return Array.from({ length: matrix.rows }, (_, t) => normalise(row(matrix, t)).hat[c] ?? NaN);
}
