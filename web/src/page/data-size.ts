// How much there is to train on, and how many steps that makes.

import type { Phase, PhaseSize } from '../protocol';
import type { Settings } from '../settings';
import type { DataState } from './data-state';

/** Of a phase: what is trained on, and what is only measured. */
export interface Amount extends PhaseSize {
  /** Tokens that an epoch goes through; the others of `tokens` are cut, or there is nothing before them. */
  predicted: number;
  /** Likewise those that are measured at the end of every epoch. */
  held: number;
}

const NOTHING: Amount = { examples: 0, questions: 0, tokens: 0, predicted: 0, held: 0 };

/** Of a phase's data, for a validation share. */
export function amountOf(data: DataState, phase: Phase, share: number): Amount {
  const counts = data.tokensOf(phase, share);
  if (counts === null) return NOTHING;
  const { examples, questions, tokens, predictedTokens } = counts.training;
  return { examples, questions, tokens, predicted: predictedTokens, held: counts.validation.predictedTokens };
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
