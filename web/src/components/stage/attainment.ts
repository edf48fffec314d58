// What the model has learned, in words.

import { count, figures, phaseName } from '../../format';
import { t } from '../../i18n/translate';
import type { Told } from '../../page/shown-state';
import type { Known, Phase, PhaseReport, Progress, Run, Trouble } from '../../protocol';

/** Of its questions, from which on a model has learned them: as the core says. */
const LEARNED_SHARE = 0.98;

const reportOf = ({ report }: Run, phase: Phase): PhaseReport | undefined =>
  report.phases.find((its) => its.phase === phase);

/** Whether the loss of the phase counts the answers alone, in the run under way or as it is chosen. */
export function countsAnswersOnly({ settings, status }: Pick<Told, 'settings' | 'status'>, phase: Phase): boolean {
  if (phase !== 'tune') return false;
  const { run } = status;
  const report = run === null || !status.locked ? undefined : reportOf(run, phase);
  return report === undefined ? settings.current.training.answersOnly : report.lossTokens < report.tokens;
}

/** The stage, as one would name it. */
export const stageName = ({ last }: Progress): string => t(`learned.stage.${last.stage}`);

/** The numbers of the latest check that belong to it; empty before the first. */
export function checkText(run: Run, { last, check }: Progress): string {
  if (check === null) return '';
  const report = reportOf(run, check.phase);
  const values = { right: count(check.known.right), checked: count(check.known.checked) };
  if ((report?.questions ?? 0) > 0) return t('learned.answers', values);
  if (last.stage === 'facts') return t('learned.facts', values);
  const { wordsLoss = NaN, orderLoss = NaN } = report ?? {};
  const loss = figures(check.loss);
  if (last.stage === 'noise') return t('learned.above', { loss, bound: figures(wordsLoss) });
  return t('learned.below', { loss, bound: figures(last.stage === 'words' ? wordsLoss : orderLoss) });
}

/** What each stage means, with the losses that bound the first ones in the phase under way. */
export function stagesAbout(run: Run, { last }: Progress): string {
  const { wordsLoss = NaN, orderLoss = NaN } = reportOf(run, last.phase) ?? {};
  return t('learned.about', { words: figures(wordsLoss), order: figures(orderLoss) });
}

/** What is known at the end of a run. */
export interface Result {
  text: string;
  /** Of what it was not trained on; empty if there is nothing. */
  others: string;
  /** Enough to rely on. */
  good: boolean;
}

/** Null if the run is not over, or nothing was checked at its end. */
export function resultOf(run: Run, progress: Progress | null): Result | null {
  if (run.state !== 'done' || progress === null) return null;
  const { known, validationKnown, phase, learned } = progress.last;
  if (known.checked === 0) return null;
  const questions = reportOf(run, phase)?.questions ?? 0;
  const right = count(known.right);
  const checked = count(known.checked);
  if (questions === 0) return { text: t('learned.endings', { right, checked }), others: '', good: true };
  const text =
    known.checked < questions
      ? t('learned.answersSome', { right, checked, all: count(questions) })
      : t('learned.answersAll', { right, checked });
  const { right: ofOthers, checked: others } = validationKnown;
  const heldOut = others === 0 ? '' : t('learned.heldOut', { right: count(ofOthers), checked: count(others) });
  return { text: learned ? `${text} ${t('learned.learned')}` : text, others: heldOut, good: isGood(known) };
}

const isGood = ({ right, checked }: Known): boolean => right >= LEARNED_SHARE * checked;

/** What went wrong, and what became of it. */
export function troubleText({ step, phase, trouble, wentBack, loss, learningRate }: Trouble): string {
  const values = { phase: phaseName(phase), step: count(step), loss: figures(loss) };
  const what = trouble === 'diverged' ? t('learned.diverged', values) : t('learned.standsStill', values);
  const then = wentBack ? t('learned.wentBack', { rate: figures(learningRate) }) : t('learned.goesOn');
  return `${what} ${then}`;
}
