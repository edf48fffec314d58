// From the text to the loss.

import { t } from '../../i18n/translate';
import { dot, type Filled, filled, sum } from './formula';
import type { Stage } from './stage';
import { at, column, largest, normalise, type Place, product, row, type Step } from './step';
import {
  attentionRow,
  betweenPositions,
  byPosition,
  byToken,
  candidates,
  firstColumn,
  headRow,
  MOST_COLUMNS,
  ofHead,
} from './tensors';

/** Terms that a sum of exponentials shows. */
const POWERS_SHOWN = 4;

export const quoted = (word: string): string => t('microscope.quoted', { word });

/** The position that the head looks at most from the one that is followed. */
export function attended(step: Step, place: Place): number {
  const weights = row(step.forward(`blocks.${place.layer}.attention`), attentionRow(step, place, place.position));
  return largest(weights.subarray(0, place.position + 1));
}

/** A sum of e^x, beginning with the one in the numerator. */
function powers(values: readonly number[], count: number): Element {
  return sum(
    values.slice(0, POWERS_SHOWN).map((x) => filled('power', { x })),
    count,
  );
}

/** y = x W + b in one column: the terms, and the bias, which is NaN where the weights are not there. */
function linear(step: Step, x: Float32Array, tensor: string, c: number): Element {
  const weights = step.weights(tensor);
  return dot(x, weights === null ? null : column(weights, c));
}

const bias = (step: Step, tensor: string, c: number): { signed: number } => {
  const weights = step.weights(tensor);
  return { signed: weights === null ? NaN : at(weights, 0, c) };
};

/** Of a linear layer without bias, at the first column of the head. */
function projection(
  step: Step,
  place: Place,
  formula: 'queryNumbers' | 'keyNumbers' | 'valueNumbers',
  which: string,
): Filled {
  const name = `blocks.${place.layer}.${which}`;
  const c = firstColumn(step, place, name);
  return filled(formula, {
    t: place.position,
    c,
    terms: linear(
      step,
      row(step.forward(step.input(place.layer)), place.position),
      `blocks.${place.layer}.attention.${which}`,
      c,
    ),
    y: at(step.forward(name), place.position, c),
  });
}

/** Mean and variance of a row, and what LayerNorm makes of its first number. */
function layerNorm(step: Step, { layer, position }: Place, which: 1 | 2): Filled[] {
  const from = row(step.forward(`blocks.${layer}.sum${which}`), position);
  const { mu, variance } = normalise(from);
  const deviations = from.map((x) => x - mu);
  const weight = (name: string): number => {
    const matrix = step.weights(`blocks.${layer}.norm${which}.${name}`);
    return matrix === null ? NaN : at(matrix, 0, 0);
  };
  const shown = (name: 'number' | 'square', values: ArrayLike<number>): Element =>
    sum(
      Array.from({ length: Math.min(3, values.length) }, (_, i) => filled(name, { x: { signed: values[i] ?? NaN } })),
      values.length,
    );
  return [
    filled('norm'),
    filled('meanNumbers', { terms: shown('number', from), d: from.length, mean: mu }),
    filled('varianceNumbers', { terms: shown('square', deviations), d: from.length, variance }),
    filled('normNumbers', {
      t: position,
      c: 0,
      gamma: weight('gamma'),
      r: from[0] ?? NaN,
      mean: { signed: mu },
      variance,
      beta: { signed: weight('beta') },
      y: at(step.forward(which === 1 ? `blocks.${layer}.norm1` : `blocks.${layer}.out`), position, 0),
    }),
  ];
}

/** Of the hidden units shown, the most active one. */
export const hiddenUnit = (step: Step, { layer, position }: Place): number =>
  largest(row(step.forward(`blocks.${layer}.hidden`), position).subarray(0, MOST_COLUMNS));

/** What is to follow the position. */
const target = (step: Step, { position }: Place): { id: number; word: string } => ({
  id: step.dissection.targetIds[position] ?? 0,
  word: step.dissection.targets[position] ?? '',
});

const TEXT_STAGES: readonly Stage[] = [
  {
    id: 'tokens',
    picks: [],
    formulas: (step, place) => [
      filled('tokens', {
        word: quoted(step.dissection.tokens[place.position] ?? ''),
        id: step.dissection.ids[place.position] ?? 0,
        target: quoted(target(step, place).word),
        targetId: target(step, place).id,
      }),
    ],
    tensors: () => [],
    sources: ['encode', 'tokens'],
  },
  {
    id: 'embedding',
    picks: [],
    formulas: (step, { position }) => [
      filled('embedding'),
      filled('embeddingNumbers', {
        t: position,
        c: 0,
        id: step.dissection.ids[position] ?? 0,
        token: at(step.forward('token_embedding'), position, 0),
        place: { signed: at(step.forward('position_embedding'), position, 0) },
        x: at(step.forward('embedded'), position, 0),
      }),
    ],
    tensors: (step, place) =>
      ['token_embedding', 'position_embedding', 'embedded'].map((name) => byPosition(step, place, name)),
    sources: ['embedding'],
  },
];

const ATTENTION_STAGES: readonly Stage[] = [
  {
    id: 'queryKeyValue',
    picks: ['layer', 'head'],
    formulas: (step, place) => [
      filled('queryKeyValue'),
      projection(step, place, 'queryNumbers', 'query'),
      projection(step, place, 'keyNumbers', 'key'),
      projection(step, place, 'valueNumbers', 'value'),
    ],
    tensors: (step, place) => [
      byPosition(step, place, step.input(place.layer)),
      ...['query', 'key', 'value'].map((which) => ofHead(step, place, `blocks.${place.layer}.${which}`)),
    ],
    sources: ['queryKeyValue'],
  },
  {
    id: 'scores',
    picks: ['layer', 'head'],
    formulas: (step, place) => {
      const s = attended(step, place);
      const query = headRow(step, place, step.forward(`blocks.${place.layer}.query`), place.position);
      const key = headRow(step, place, step.forward(`blocks.${place.layer}.key`), s);
      const score = at(step.forward(`blocks.${place.layer}.scores`), attentionRow(step, place, place.position), s);
      return [
        filled('scores'),
        filled('scoresNumbers', { t: place.position, s, terms: dot(query, key), width: query.length, score }),
      ];
    },
    tensors: (step, place) => [betweenPositions(step, place, `blocks.${place.layer}.scores`)],
    sources: ['scores'],
  },
  {
    id: 'weights',
    picks: ['layer', 'head'],
    formulas: (step, place) => {
      const s = attended(step, place);
      const r = attentionRow(step, place, place.position);
      const scores = [...row(step.forward(`blocks.${place.layer}.scores`), r).subarray(0, place.position + 1)];
      const [score = NaN] = scores.splice(s, 1);
      const p = at(step.forward(`blocks.${place.layer}.attention`), r, s);
      const terms = powers([score, ...scores], scores.length + 1);
      return [filled('weights'), filled('weightsNumbers', { t: place.position, s, score, terms, p })];
    },
    tensors: (step, place) => [betweenPositions(step, place, `blocks.${place.layer}.attention`)],
    sources: ['weights', 'softmax'],
  },
  {
    id: 'mixed',
    picks: ['layer', 'head'],
    formulas: (step, place) => {
      const name = `blocks.${place.layer}.mixed`;
      const c = firstColumn(step, place, name);
      const seen = place.position + 1;
      const weights = row(step.forward(`blocks.${place.layer}.attention`), attentionRow(step, place, place.position));
      const values = column(step.forward(`blocks.${place.layer}.value`), c);
      const terms = dot(weights.subarray(0, seen), values.subarray(0, seen));
      return [
        filled('mixed'),
        filled('mixedNumbers', { t: place.position, c, terms, z: at(step.forward(name), place.position, c) }),
      ];
    },
    tensors: (step, place) => [
      betweenPositions(step, place, `blocks.${place.layer}.attention`),
      ofHead(step, place, `blocks.${place.layer}.value`),
      ofHead(step, place, `blocks.${place.layer}.mixed`),
    ],
    sources: ['mixed'],
  },
  {
    id: 'sum1',
    picks: ['layer'],
    formulas: (step, { layer, position: t }) => {
      const o = at(step.forward(`blocks.${layer}.projected`), t, 0);
      const terms = linear(step, row(step.forward(`blocks.${layer}.mixed`), t), `blocks.${layer}.attention.output`, 0);
      return [
        filled('sum1'),
        filled('projectedNumbers', { t, c: 0, terms, o }),
        filled('sumNumbers', {
          t,
          c: 0,
          x: at(step.forward(step.input(layer)), t, 0),
          o: { signed: o },
          r: at(step.forward(`blocks.${layer}.sum1`), t, 0),
        }),
      ];
    },
    tensors: (step, place) => [
      byPosition(step, place, step.input(place.layer)),
      byPosition(step, place, `blocks.${place.layer}.projected`),
      byPosition(step, place, `blocks.${place.layer}.sum1`),
    ],
    sources: ['sum1'],
  },
  {
    id: 'norm1',
    picks: ['layer'],
    formulas: (step, place) => layerNorm(step, place, 1),
    tensors: (step, place) => [
      byPosition(step, place, `blocks.${place.layer}.sum1`),
      byPosition(step, place, `blocks.${place.layer}.norm1`),
    ],
    sources: ['norm'],
  },
];

const FEED_FORWARD_STAGES: readonly Stage[] = [
  {
    id: 'hidden',
    picks: ['layer'],
    formulas: (step, place) => {
      const { layer, position: t } = place;
      const j = hiddenUnit(step, place);
      const h = at(step.forward(`blocks.${layer}.hidden`), t, j);
      const a = row(step.forward(`blocks.${layer}.norm1`), t);
      const b = bias(step, `blocks.${layer}.ffn.b1`, j);
      const w1 = step.weights(`blocks.${layer}.ffn.w1`);
      // What ReLU lets through is what it was given; what it was given else is known from the weights alone.
      const u = h > 0 || w1 === null ? h : product(a, column(w1, j)) + b.signed;
      return [
        filled('hidden'),
        filled('hiddenSum', { t, j, terms: linear(step, a, `blocks.${layer}.ffn.w1`, j), b, u }),
        filled('hiddenNumbers', { t, j, u, h }),
      ];
    },
    tensors: (step, place) => [
      byPosition(step, place, `blocks.${place.layer}.norm1`),
      byPosition(step, place, `blocks.${place.layer}.hidden`),
    ],
    sources: ['hidden', 'relu'],
  },
  {
    id: 'sum2',
    picks: ['layer'],
    formulas: (step, { layer, position: t }) => {
      const f = at(step.forward(`blocks.${layer}.ffn`), t, 0);
      const terms = linear(step, row(step.forward(`blocks.${layer}.hidden`), t), `blocks.${layer}.ffn.w2`, 0);
      return [
        filled('sum2'),
        filled('ffnNumbers', { t, c: 0, terms, b: bias(step, `blocks.${layer}.ffn.b2`, 0), f }),
        filled('sumNumbers', {
          t,
          c: 0,
          x: at(step.forward(`blocks.${layer}.norm1`), t, 0),
          o: { signed: f },
          r: at(step.forward(`blocks.${layer}.sum2`), t, 0),
        }),
      ];
    },
    tensors: (step, place) => [
      byPosition(step, place, `blocks.${place.layer}.hidden`),
      byPosition(step, place, `blocks.${place.layer}.ffn`),
      byPosition(step, place, `blocks.${place.layer}.sum2`),
    ],
    sources: ['sum2'],
  },
  {
    id: 'norm2',
    picks: ['layer'],
    formulas: (step, place) => layerNorm(step, place, 2),
    tensors: (step, place) => [
      byPosition(step, place, `blocks.${place.layer}.sum2`),
      byPosition(step, place, `blocks.${place.layer}.out`),
    ],
    sources: ['norm'],
  },
];

const LOSS_STAGES: readonly Stage[] = [
  {
    id: 'logits',
    picks: [],
    formulas: (step, place) => {
      const { id, word } = target(step, place);
      return [
        filled('logits'),
        filled('logitNumbers', {
          t: place.position,
          word: quoted(word),
          terms: linear(step, row(step.forward(step.last), place.position), 'output_projection', id),
          logit: at(step.forward('logits'), place.position, id),
        }),
      ];
    },
    tensors: (step, place) => [byPosition(step, place, step.last), byToken(step, place, 'logits')],
    sources: ['logits'],
  },
  {
    id: 'probabilities',
    picks: [],
    formulas: (step, place) => {
      const { id, word } = target(step, place);
      const logits = row(step.forward('logits'), place.position);
      const terms = candidates(step, place).map((candidate) => logits[candidate] ?? NaN);
      return [
        filled('probabilities'),
        filled('probabilityNumbers', {
          t: place.position,
          word: quoted(word),
          logit: logits[id] ?? NaN,
          terms: powers(terms, logits.length),
          p: at(step.forward('probabilities'), place.position, id),
        }),
      ];
    },
    tensors: (step, place) => [byToken(step, place, 'probabilities')],
    sources: ['probabilities', 'softmax'],
  },
  {
    id: 'loss',
    picks: [],
    formulas: (step, place) => {
      const { losses, loss } = step.dissection;
      const terms = Array.from(losses.subarray(0, POWERS_SHOWN), (x) => filled('number', { x }));
      return [
        filled('loss'),
        filled('lossNumbers', {
          t: place.position,
          p: at(step.forward('probabilities'), place.position, target(step, place).id),
          loss: losses[place.position] ?? NaN,
        }),
        filled('meanLossNumbers', { terms: sum(terms, losses.length), count: losses.length, loss }),
      ];
    },
    tensors: () => [],
    sources: ['loss'],
  },
];

export const FORWARD: readonly Stage[] = [...TEXT_STAGES, ...ATTENTION_STAGES, ...FEED_FORWARD_STAGES, ...LOSS_STAGES];
