// Causal attention: z = softmax(q k^T / sqrt(d / H)) v, head by head.

import { dot, type Filled, filled, powers } from '../formula';
import { inBlock, type Operation } from '../operations';
import type { Explanation, Stage } from '../stage';
import { at, column, largest, type Place, product, row, type Step } from '../step';
import { attentionRow, betweenPositions, columnOfHead, headRow, ofHead } from '../tensors';

/** The names of what it reads and computes. */
interface Names {
  query: string;
  key: string;
  value: string;
  scores: string;
  weights: string;
  mixed: string;
}

export function attention(operation: Operation): Explanation {
  const [query = '', key = '', value = ''] = operation.inputs;
  const [mixed = ''] = operation.outputs;
  const scores = inBlock(operation, 'scores');
  const weights = inBlock(operation, 'attention');
  const names = { query, key, value, scores, weights, mixed };
  return {
    forward: [scoresStage(names), weightsStage(names), mixedStage(names)],
    backward: [dScoresStage(names), dQueryKeyValueStage(names)],
  };
}

/** The position that is looked at from the one that is followed: the one that the head looks at most, if none was picked. */
function attended(step: Step, place: Place, { weights }: Names): number {
  if (place.attended !== null && place.attended <= place.position) return place.attended;
  const its = row(step.forward(weights), attentionRow(step, place, place.position));
  return largest(its.subarray(0, place.position + 1));
}

const scoresStage = (names: Names): Stage => ({
  id: 'scores',
  picks: ['layer', 'head'],
  formulas: (step, place) => {
    const { position: t } = place;
    const s = attended(step, place, names);
    const query = headRow(step, place, step.forward(names.query), t);
    const key = headRow(step, place, step.forward(names.key), s);
    const score = at(step.forward(names.scores), attentionRow(step, place, t), s);
    return [
      filled('scores'),
      filled('scoresNumbers', { t, s, terms: dot(query, key), width: query.length, score }),
    ];
  },
  tensors: (step, place) => [betweenPositions(step, place, names.scores)],
  sources: ['scores'],
});

const weightsStage = (names: Names): Stage => ({
  id: 'weights',
  picks: ['layer', 'head'],
  formulas: (step, place) => {
    const { position: t } = place;
    const s = attended(step, place, names);
    const r = attentionRow(step, place, t);
    const scores = [...row(step.forward(names.scores), r).subarray(0, t + 1)];
    const [score = NaN] = scores.splice(s, 1);
    const p = at(step.forward(names.weights), r, s);
    const terms = powers([score, ...scores], scores.length + 1);
    return [filled('weights'), filled('weightsNumbers', { t, s, score, terms, p })];
  },
  tensors: (step, place) => [betweenPositions(step, place, names.weights)],
  sources: ['weights', 'softmax'],
});

const mixedStage = (names: Names): Stage => ({
  id: 'mixed',
  picks: ['layer', 'head'],
  formulas: (step, place) => {
    const { position: t } = place;
    const c = columnOfHead(step, place, names.mixed);
    const weights = row(step.forward(names.weights), attentionRow(step, place, t));
    const values = column(step.forward(names.value), c);
    const terms = dot(weights.subarray(0, t + 1), values.subarray(0, t + 1));
    return [filled('mixed'), filled('mixedNumbers', { t, c, terms, z: at(step.forward(names.mixed), t, c) })];
  },
  tensors: (step, place) => [
    betweenPositions(step, place, names.weights),
    ofHead(step, place, names.value),
    ofHead(step, place, names.mixed),
  ],
  sources: ['mixed'],
});

const dScoresStage = (names: Names): Stage => ({
  id: 'dScores',
  picks: ['layer', 'head'],
  formulas: (step, place) => {
    const { position: t } = place;
    const s = attended(step, place, names);
    const r = attentionRow(step, place, t);
    const dz = headRow(step, place, step.backward(names.mixed), t);
    const weights = row(step.forward(names.weights), r).subarray(0, t + 1);
    const gradients = row(step.backward(names.weights), r).subarray(0, t + 1);
    const dp = gradients[s] ?? NaN;
    return [
      filled('dWeights'),
      filled('dWeightsNumbers', { t, s, terms: dot(dz, headRow(step, place, step.forward(names.value), s)), d: dp }),
      filled('dScores'),
      filled('dScoresNumbers', {
        t,
        s,
        dp,
        p: weights[s] ?? NaN,
        expected: { signed: product(weights, gradients) },
        d: at(step.backward(names.scores), r, s),
      }),
    ];
  },
  tensors: (step, place) => [names.weights, names.scores].map((name) => betweenPositions(step, place, name, true)),
  sources: ['dAttention', 'dScores'],
});

const dQueryKeyValueStage = (names: Names): Stage => ({
  id: 'dQueryKeyValue',
  picks: ['layer', 'head'],
  formulas: (step, place) => [filled('dQueryKeyValue'), ...queryKeyValueNumbers(step, place, names)],
  tensors: (step, place) => [names.query, names.key, names.value].map((name) => ofHead(step, place, name, true)),
  sources: ['dQueryKeyValue'],
});

/** dS k, dS q and P dz in the head's first column, at the position that is followed. */
function queryKeyValueNumbers(step: Step, place: Place, names: Names): Filled[] {
  const { position: t } = place;
  const c = columnOfHead(step, place, names.query);
  const width = headRow(step, place, step.forward(names.query), t).length;
  const its = (name: string): number => at(step.backward(name), t, c);
  const rows = (position: number): number => attentionRow(step, place, position);
  const dScores = step.backward(names.scores);
  const weights = step.forward(names.weights);
  const later = Array.from({ length: step.length - t }, (_, i) => t + i);
  const over = (name: string): Float32Array => column(step.forward(name), c);
  const ofQuery = dot(row(dScores, rows(t)).subarray(0, t + 1), over(names.key).subarray(0, t + 1));
  const ofKey = dot(later.map((u) => at(dScores, rows(u), t)), over(names.query).subarray(t));
  const ofValue = dot(later.map((u) => at(weights, rows(u), t)), column(step.backward(names.mixed), c).subarray(t));
  return [
    filled('dQueryNumbers', { t, c, width, terms: ofQuery, d: its(names.query) }),
    filled('dKeyNumbers', { t, c, width, terms: ofKey, d: its(names.key) }),
    filled('dValueNumbers', { t, c, terms: ofValue, d: its(names.value) }),
  ];
}
