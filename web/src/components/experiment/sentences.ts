// The difference between two runs, in words.

import { count, figures, percent } from '../../format';
import { t } from '../../i18n/translate';
import { findings, type Findings, type Outcome } from './findings';

/** What is said of them, the most telling first. */
export function sentences({ name, values: [first, second], reply }: Outcome): string[] {
  const found = findings(reply);
  if (found === null) return [];
  const { parting } = found;
  const same = parting === null ? t('experiment.found.sameLoss', { steps: count(found.steps) }) : lossSentence(found, name, first, second);
  const from = parting === null ? [] : [t('experiment.found.parting', { step: count(parting) })];
  return [same, ...from, ...answerSentences(found, first, second), ...learnedSentences(found, first, second), ...headSentences(found)];
}

function lossSentence({ losses: [a, b], steps }: Findings, name: string, first: string, second: string): string {
  const values = { name, first, second, steps: count(steps), a: figures(a), b: figures(b), difference: figures(Math.abs(b - a)) };
  return t(b > a ? 'experiment.found.higher' : 'experiment.found.lower', values);
}

function answerSentences({ otherAnswers, answers, right }: Findings, first: string, second: string): string[] {
  const other = t('experiment.found.answers', { n: otherAnswers, total: count(answers) });
  if (right === null) return [other];
  const { of, each } = right;
  return [other, t('experiment.found.right', { of: count(of), first, second, a: count(each[0]), b: count(each[1]) })];
}

function learnedSentences({ learned: [a, b] }: Findings, first: string, second: string): string[] {
  if (a === null && b === null) return [];
  const after = (step: number | null): string => (step === null ? t('experiment.found.notLearned') : t('experiment.found.afterStep', { step: count(step) }));
  return [t('experiment.found.learned', { first, second, a: after(a), b: after(b) })];
}

function headSentences({ head }: Findings): string[] {
  if (head === null || head.difference === 0) return [];
  return [t('experiment.found.head', { layer: count(head.layer + 1), head: count(head.head + 1), share: percent(head.difference) })];
}
