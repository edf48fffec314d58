// How much there is to train on, and how many steps that makes.

import type { DataFile, Phase, PhaseSize } from '../protocol';
import type { Settings } from '../settings';
import type { DataState } from './data-state';

/** Of a phase: what is trained on, and what is only measured. */
export interface Amount extends PhaseSize {
  /** Tokens that an epoch goes through; the others of `tokens` are cut, or there is nothing before them. */
  predicted: number;
  /** Likewise those that are measured at the end of every epoch. */
  held: number;
}

const bytesOf = (files: readonly DataFile[]): number => files.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** How many of so many examples a share holds out, as the core rounds it. */
function heldOut(examples: number, share: number): number {
  if (share === 0 || examples < 2) return 0;
  return Math.max(1, Math.min(Math.floor(examples / 2), Math.round(share * examples)));
}

/** Of a phase's data, for a validation share. */
export function amountOf(data: DataState, phase: Phase, share: number): Amount {
  const files = data.files.filter(({ chats }) => (chats > 0 ? 'tune' : 'pretrain') === phase);
  const sum = (count: (file: (typeof files)[number]) => number): number =>
    files.reduce((total, file) => total + count(file), 0);
  const all = sum(({ examples }) => examples);
  const predicted = sum(({ tokens }) => tokens);
  const tokens = predicted + sum(({ tokensCut, examples }) => tokensCut + examples);
  const validation = bytesOf(data.validation[phase]);
  const apart = validation > 0 ? 0 : heldOut(all, share);
  const trained = all === 0 ? 0 : 1 - apart / all;
  return {
    examples: all - apart,
    questions: phase === 'tune' ? all - apart : 0,
    tokens: Math.round(tokens * trained),
    predicted: predicted * trained,
    held: validation > 0 ? (predicted * validation) / bytesOf(data.training[phase]) : predicted * (1 - trained),
  };
}

export const amountsOf = (data: DataState, share: number): Record<Phase, Amount> => ({
  pretrain: amountOf(data, 'pretrain', share),
  tune: amountOf(data, 'tune', share),
});

/** How many steps a phase takes. */
export interface Steps {
  perEpoch: number;
  /** At most. */
  most: number;
  /** About. */
  expected: number;
  /** It ends once its questions are answered right. */
  untilLearned: boolean;
}

/** @param tuningSteps after which the questions are about learned */
export function stepsOf(phase: Phase, { training }: Settings, amount: Amount, tuningSteps: number): Steps {
  const perEpoch = Math.ceil(amount.examples / training.batchSize);
  const most = perEpoch * training[phase].epochs;
  const untilLearned = phase === 'tune' && training.untilLearned && amount.questions > 0;
  return { perEpoch, most, expected: untilLearned ? Math.min(most, tuningSteps) : most, untilLearned };
}
