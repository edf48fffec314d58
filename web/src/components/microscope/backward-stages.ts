// From the loss back to the embeddings: the same stages the other way round. `dx` is the gradient of the loss by x.

import { dot, type Filled, filled, sum, TERMS_SHOWN } from './formula';
import { attended, hiddenUnit, quoted } from './forward-stages';
import { number, signed } from './numbers';
import type { Stage } from './stage';
import { at, column, largestOf, mean, normalise, type Place, product, row, type Step } from './step';
import {
  attentionRow,
  betweenPositions,
  byPosition,
  byToken,
  candidates,
  firstColumn,
  headRow,
  ofHead,
} from './tensors';

/** dx = dy W^T at one number of dx: that row of W. */
function linearBackward(step: Step, dy: Float32Array, tensor: string, r: number): Element {
  const weights = step.weights(tensor);
  return dot(dy, weights === null ? null : row(weights, r));
}

/** The gradient by what the output projection gets, at its first number: its largest terms come first. */
function outNumbers(step: Step, position: number): Filled {
  const gradients = row(step.backward('logits'), position);
  const weights = step.weights('output_projection');
  const ids = largestOf(Array.from(gradients, Math.abs), TERMS_SHOWN);
  const terms = ids.map((id, i) => {
    const gradient = gradients[id] ?? NaN;
    return filled('product', {
      a: i === 0 ? number(gradient) : signed(gradient),
      b: { signed: weights === null ? NaN : at(weights, 0, id) },
    });
  });
  return filled('dOutNumbers', {
    t: position,
    c: 0,
    terms: sum(weights === null ? [] : terms, gradients.length),
    d: at(step.backward(step.last), position, 0),
  });
}

/** Through LayerNorm, at the first number of the row. */
function layerNormBackward(step: Step, { layer, position }: Place, which: 1 | 2): Filled[] {
  const x = row(step.forward(`blocks.${layer}.sum${which}`), position);
  const dy = row(step.backward(which === 1 ? `blocks.${layer}.norm1` : `blocks.${layer}.out`), position);
  const gamma = step.weights(`blocks.${layer}.norm${which}.gamma`);
  const { deviation, hat } = normalise(x);
  const g = Float64Array.from(dy, (value, i) => value * (gamma === null ? NaN : at(gamma, 0, i)));
  return [
    filled('dNorm'),
    filled('dNormNumbers', {
      t: position,
      c: 0,
      g: g[0] ?? NaN,
      meanG: { signed: mean(g) },
      hat: { signed: hat[0] ?? NaN },
      meanGHat: { signed: product(g, hat) / g.length },
      deviation,
      d: at(step.backward(`blocks.${layer}.sum${which}`), position, 0),
    }),
  ];
}

const LOSS_STAGES: readonly Stage[] = [
  {
    id: 'dLogits',
    picks: [],
    formulas: (step, place) => {
      const count = step.length;
      const numbers = (id: number, formula: 'dTargetNumbers' | 'dOtherNumbers'): Filled =>
        filled(formula, {
          t: place.position,
          word: quoted(step.token(id)),
          p: at(step.forward('probabilities'), place.position, id),
          count,
          d: at(step.backward('logits'), place.position, id),
        });
      const [target = 0, other = 0] = candidates(step, place);
      return [filled('dLogits'), numbers(target, 'dTargetNumbers'), numbers(other, 'dOtherNumbers')];
    },
    tensors: (step, place) => [byToken(step, place, 'logits', true)],
    sources: ['dLogits'],
  },
  {
    id: 'dOut',
    picks: ['layer'],
    formulas: (step, { layer, position: t }) => {
      if (layer === step.dissection.numLayers - 1) return [filled('dOutLast'), outNumbers(step, t)];
      const blocks = { layer: layer + 1, above: layer + 2 };
      const d = at(step.backward(`blocks.${layer}.out`), t, 0);
      return [filled('dOutBelow', blocks), filled('dOutBelowNumbers', { ...blocks, t, c: 0, d })];
    },
    tensors: (step, place) => [byPosition(step, place, `blocks.${place.layer}.out`, { gradient: true })],
    sources: ['linearBackward'],
  },
];

const FEED_FORWARD_STAGES: readonly Stage[] = [
  {
    id: 'dSum2',
    picks: ['layer'],
    formulas: (step, place) => layerNormBackward(step, place, 2),
    tensors: (step, place) =>
      ['out', 'sum2'].map((name) => byPosition(step, place, `blocks.${place.layer}.${name}`, { gradient: true })),
    sources: ['dNorm'],
  },
  {
    id: 'dHidden',
    picks: ['layer'],
    formulas: (step, place) => {
      const { layer, position: t } = place;
      const j = hiddenUnit(step, place);
      const dy = row(step.backward(`blocks.${layer}.sum2`), t);
      const terms = linearBackward(step, dy, `blocks.${layer}.ffn.w2`, j);
      const d = at(step.backward(`blocks.${layer}.hidden`), t, j);
      return [filled('dHidden'), filled('dHiddenNumbers', { t, j, terms, d })];
    },
    tensors: (step, place) => [
      byPosition(step, place, `blocks.${place.layer}.hidden`),
      byPosition(step, place, `blocks.${place.layer}.hidden`, { gradient: true }),
    ],
    sources: ['dHidden', 'dRelu'],
  },
  {
    id: 'dNorm1',
    picks: ['layer'],
    formulas: (step, { layer, position: t }) => {
      const residual = at(step.backward(`blocks.${layer}.sum2`), t, 0);
      const d = at(step.backward(`blocks.${layer}.norm1`), t, 0);
      return [filled('dNorm1'), filled('dNorm1Numbers', { t, c: 0, residual, through: { signed: d - residual }, d })];
    },
    tensors: (step, place) => [byPosition(step, place, `blocks.${place.layer}.norm1`, { gradient: true })],
    sources: ['dNorm1'],
  },
  {
    id: 'dSum1',
    picks: ['layer'],
    formulas: (step, place) => layerNormBackward(step, place, 1),
    tensors: (step, place) =>
      ['norm1', 'sum1'].map((name) => byPosition(step, place, `blocks.${place.layer}.${name}`, { gradient: true })),
    sources: ['dNorm'],
  },
];

/** dS k, dS q and P dz in the head's first column, at the position that is followed. */
function queryKeyValueNumbers(step: Step, place: Place): Filled[] {
  const { layer, position: t } = place;
  const block = `blocks.${layer}`;
  const c = firstColumn(step, place, `${block}.query`);
  const width = headRow(step, place, step.forward(`${block}.query`), t).length;
  const its = (name: string): number => at(step.backward(`${block}.${name}`), t, c);
  const rows = (position: number): number => attentionRow(step, place, position);
  const dScores = step.backward(`${block}.scores`);
  const later = Array.from({ length: step.length - t }, (_, i) => t + i);
  const over = (matrix: 'query' | 'key' | 'value'): Float32Array => column(step.forward(`${block}.${matrix}`), c);
  const dMixed = column(step.backward(`${block}.mixed`), c);
  const attention = step.forward(`${block}.attention`);
  return [
    filled('dQueryNumbers', {
      t,
      c,
      width,
      terms: dot(row(dScores, rows(t)).subarray(0, t + 1), over('key').subarray(0, t + 1)),
      d: its('query'),
    }),
    filled('dKeyNumbers', {
      t,
      c,
      width,
      terms: dot(
        later.map((u) => at(dScores, rows(u), t)),
        over('query').subarray(t),
      ),
      d: its('key'),
    }),
    filled('dValueNumbers', {
      t,
      c,
      terms: dot(
        later.map((u) => at(attention, rows(u), t)),
        dMixed.subarray(t),
      ),
      d: its('value'),
    }),
  ];
}

const ATTENTION_STAGES: readonly Stage[] = [
  {
    id: 'dMixed',
    picks: ['layer', 'head'],
    formulas: (step, place) => {
      const { layer, position: t } = place;
      const c = firstColumn(step, place, `blocks.${layer}.mixed`);
      const dy = row(step.backward(`blocks.${layer}.sum1`), t);
      const terms = linearBackward(step, dy, `blocks.${layer}.attention.output`, c);
      const d = at(step.backward(`blocks.${layer}.mixed`), t, c);
      return [filled('dMixed'), filled('dMixedNumbers', { t, c, terms, d })];
    },
    tensors: (step, place) => [ofHead(step, place, `blocks.${place.layer}.mixed`, true)],
    sources: ['dMixed'],
  },
  {
    id: 'dScores',
    picks: ['layer', 'head'],
    formulas: (step, place) => {
      const { layer, position: t } = place;
      const s = attended(step, place);
      const r = attentionRow(step, place, t);
      const dz = headRow(step, place, step.backward(`blocks.${layer}.mixed`), t);
      const weights = row(step.forward(`blocks.${layer}.attention`), r).subarray(0, t + 1);
      const gradients = row(step.backward(`blocks.${layer}.attention`), r).subarray(0, t + 1);
      const dp = gradients[s] ?? NaN;
      return [
        filled('dWeights'),
        filled('dWeightsNumbers', {
          t,
          s,
          terms: dot(dz, headRow(step, place, step.forward(`blocks.${layer}.value`), s)),
          d: dp,
        }),
        filled('dScores'),
        filled('dScoresNumbers', {
          t,
          s,
          dp,
          p: weights[s] ?? NaN,
          expected: { signed: product(weights, gradients) },
          d: at(step.backward(`blocks.${layer}.scores`), r, s),
        }),
      ];
    },
    tensors: (step, place) =>
      ['attention', 'scores'].map((name) => betweenPositions(step, place, `blocks.${place.layer}.${name}`, true)),
    sources: ['dAttention', 'dScores'],
  },
  {
    id: 'dQueryKeyValue',
    picks: ['layer', 'head'],
    formulas: (step, place) => [filled('dQueryKeyValue'), ...queryKeyValueNumbers(step, place)],
    tensors: (step, place) =>
      ['query', 'key', 'value'].map((which) => ofHead(step, place, `blocks.${place.layer}.${which}`, true)),
    sources: ['dQueryKeyValue'],
  },
  {
    id: 'dInput',
    picks: ['layer'],
    formulas: (step, { layer, position: t }) => {
      const through = (which: string): number => {
        const weights = step.weights(`blocks.${layer}.attention.${which}`);
        return weights === null ? NaN : product(row(step.backward(`blocks.${layer}.${which}`), t), row(weights, 0));
      };
      return [
        filled('dInput'),
        filled('dInputNumbers', {
          t,
          c: 0,
          residual: at(step.backward(`blocks.${layer}.sum1`), t, 0),
          query: { signed: through('query') },
          key: { signed: through('key') },
          value: { signed: through('value') },
          d: at(step.backward(step.input(layer)), t, 0),
        }),
      ];
    },
    tensors: (step, place) => [byPosition(step, place, step.input(place.layer), { gradient: true })],
    sources: ['dInput'],
  },
];

export const BACKWARD: readonly Stage[] = [...LOSS_STAGES, ...FEED_FORWARD_STAGES, ...ATTENTION_STAGES];
