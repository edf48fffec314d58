// y = x W + b, with or without something added as it is: one matrix product, whose parts in a model are told apart by the
// letters and words that they are shown with.

import { dot, type Filled, type FormulaName, filled, linearTerms } from '../formula';
import { inBlock, type Operation } from '../operations';
import type { Explanation } from '../stage';
import { at, column, ones, type Place, product, row, type Step } from '../step';
import { byPosition, columnOf, columnOfHead, largestShown, ofHead } from '../tensors';

/** The stages of each linear layer, by the operation's name. */
const BY_NAME: Readonly<Record<string, (operation: Operation) => Omit<Explanation, 'factors'>>> = {
  query_key_value: queryKeyValue,
  attention_output: attentionOutput,
  feed_forward_up: feedForwardUp,
  feed_forward_down: feedForwardDown,
};

export function linear(operation: Operation): Explanation {
  const { name, inputs, outputs, weights } = operation;
  const stages = BY_NAME[name];
  if (stages === undefined) throw new Error(`the microscope does not know the linear layer ${name}`);
  return {
    ...stages(operation),
    factors: (step, { tensor, row, col }) => {
      const y = outputs[weights.indexOf(tensor)];
      // The bias comes after the matrices.
      if (y === undefined) return { input: ones(step.length), gradient: column(step.backward(outputs[0]), col) };
      return { input: column(step.forward(inputs[0]), row), gradient: column(step.backward(y), col) };
    },
  };
}

/** dx = dy W^T at one number of dx: that row of W. */
function backwardTerms(step: Step, dy: Float32Array, tensor: string | undefined, r: number): Element {
  const weights = step.weights(tensor);
  return dot(dy, weights === null ? null : row(weights, r));
}

/** y = r + x W + b, at one number: the product, which has a name and a formula of its own, and the sum. */
function sumNumbers(
  step: Step,
  place: Place,
  { inputs, outputs, weights }: Operation,
  product: string,
  formula: FormulaName,
): Filled[] {
  const { position: t } = place;
  const [w = '', b] = weights;
  const c = columnOf(step, place, product);
  const o = at(step.forward(product), t, c);
  const terms = linearTerms(step, row(step.forward(inputs[0]), t), w, c);
  return [
    filled(formula, { t, c, terms, o, ...(b === undefined ? {} : { b: step.bias(b, c) }) }),
    filled('sumNumbers', {
      t,
      c,
      x: at(step.forward(inputs[1]), t, c),
      o: { signed: o },
      r: at(step.forward(outputs[0]), t, c),
    }),
  ];
}

function queryKeyValue({ inputs: [x = ''], outputs, weights }: Operation): Explanation {
  const projection = (step: Step, place: Place, i: number, formula: FormulaName): Filled => {
    const [y = '', w = ''] = [outputs[i], weights[i]];
    const { position: t } = place;
    const c = columnOfHead(step, place, y);
    const terms = linearTerms(step, row(step.forward(x), t), w, c);
    return filled(formula, { t, c, terms, y: at(step.forward(y), t, c) });
  };
  return {
    forward: [
      {
        id: 'queryKeyValue',
        picks: ['layer', 'head'],
        formulas: (step, place) => [
          filled('queryKeyValue'),
          ...(['queryNumbers', 'keyNumbers', 'valueNumbers'] as const).map((formula, i) =>
            projection(step, place, i, formula),
          ),
        ],
        tensors: (step, place) => [byPosition(step, place, x), ...outputs.map((y) => ofHead(step, place, y))],
        sources: ['linear'],
      },
    ],
    backward: [
      {
        id: 'dInput',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const c = columnOf(step, place, x);
          const [query = NaN, key = NaN, value = NaN] = outputs.map((y, i) => {
            const matrix = step.weights(weights[i]);
            return matrix === null ? NaN : product(row(step.backward(y), t), row(matrix, c));
          });
          return [
            filled('dInput'),
            filled('dInputNumbers', {
              t,
              c,
              residual: at(step.backward(step.sumWith(x)), t, c),
              query: { signed: query },
              key: { signed: key },
              value: { signed: value },
              d: at(step.backward(x), t, c),
            }),
          ];
        },
        tensors: (step, place) => [byPosition(step, place, x, { gradient: true })],
        sources: ['linearBackward', 'dProduct'],
      },
    ],
  };
}

function attentionOutput(operation: Operation): Explanation {
  const { inputs, outputs, weights } = operation;
  const [z = '', x = ''] = inputs;
  const [y = ''] = outputs;
  const projected = inBlock(operation, 'projected');
  return {
    forward: [
      {
        id: 'sum1',
        picks: ['layer'],
        formulas: (step, place) => [
          filled('sum1'),
          ...sumNumbers(step, place, operation, projected, 'projectedNumbers'),
        ],
        tensors: (step, place) => [x, projected, y].map((name) => byPosition(step, place, name)),
        sources: ['linearAdd'],
      },
    ],
    backward: [
      {
        id: 'dMixed',
        picks: ['layer', 'head'],
        formulas: (step, place) => {
          const { position: t } = place;
          const c = columnOfHead(step, place, z);
          const terms = backwardTerms(step, row(step.backward(y), t), weights[0], c);
          return [filled('dMixed'), filled('dMixedNumbers', { t, c, terms, d: at(step.backward(z), t, c) })];
        },
        tensors: (step, place) => [ofHead(step, place, z, true)],
        sources: ['linearBackward', 'dProduct'],
      },
    ],
  };
}

function feedForwardUp({ inputs: [x = ''], outputs: [u = ''], weights: [w = '', b = ''] }: Operation): Explanation {
  return {
    forward: [
      {
        id: 'up',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const j = largestShown(step, place, u);
          const terms = linearTerms(step, row(step.forward(x), t), w, j);
          return [filled('up'), filled('upNumbers', { t, j, terms, b: step.bias(b, j), u: at(step.forward(u), t, j) })];
        },
        tensors: (step, place) => [x, u].map((name) => byPosition(step, place, name)),
        sources: ['linear'],
      },
    ],
    backward: [
      {
        id: 'dNorm1',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const c = columnOf(step, place, x);
          const matrix = step.weights(w);
          const through = matrix === null ? NaN : product(row(step.backward(u), t), row(matrix, c));
          const residual = at(step.backward(step.sumWith(x)), t, c);
          const d = at(step.backward(x), t, c);
          return [filled('dNorm1'), filled('dNorm1Numbers', { t, c, residual, through: { signed: through }, d })];
        },
        tensors: (step, place) => [byPosition(step, place, x, { gradient: true })],
        sources: ['linearBackward', 'dProduct'],
      },
    ],
  };
}

function feedForwardDown(operation: Operation): Explanation {
  const { inputs, outputs, weights } = operation;
  const [h = ''] = inputs;
  const [y = ''] = outputs;
  const ffn = inBlock(operation, 'ffn');
  return {
    forward: [
      {
        id: 'sum2',
        picks: ['layer'],
        formulas: (step, place) => [filled('sum2'), ...sumNumbers(step, place, operation, ffn, 'ffnNumbers')],
        tensors: (step, place) => [h, ffn, y].map((name) => byPosition(step, place, name)),
        sources: ['linearAdd'],
      },
    ],
    backward: [
      {
        id: 'dHidden',
        picks: ['layer'],
        formulas: (step, place) => {
          const { position: t } = place;
          const j = largestShown(step, place, h);
          const terms = backwardTerms(step, row(step.backward(y), t), weights[0], j);
          return [filled('dHidden'), filled('dHiddenNumbers', { t, j, terms, d: at(step.backward(h), t, j) })];
        },
        tensors: (step, place) => [byPosition(step, place, h), byPosition(step, place, h, { gradient: true })],
        sources: ['linearBackward', 'dProduct'],
      },
    ],
  };
}
