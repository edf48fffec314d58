// How far training is, as the page keeps it: what was found out stays until there is news.

import type { Progress, Run } from '../protocol';

/** What the worker tells, after what it told before. */
export const continued = (before: Progress | null, news: Progress): Progress => ({
  ...news,
  check: news.check ?? before?.check ?? null,
  troubles: [...(before?.troubles ?? []), ...news.troubles],
});

/** What of it was told until a step. */
export function progressUntil(progress: Progress, step: number): Progress {
  const { check, troubles } = progress;
  return {
    ...progress,
    check: check !== null && check.step > step ? null : check,
    troubles: troubles.filter((trouble) => trouble.step <= step),
  };
}

const NOTHING = { right: 0, checked: 0 };

/** As it was kept, by this page or one before it that told less. */
export function completedProgress(kept: Progress): Progress {
  const { last, check = null, troubles = [] } = kept as Omit<Progress, 'check' | 'troubles'> & Partial<Progress>;
  const { step, totalSteps, known = NOTHING, validationKnown = NOTHING, phaseStepsLeft = totalSteps - step } = last;
  const { learned = false, stage = 'noise', setback = null } = last;
  const share = kept.share ?? step / totalSteps;
  const { tokens = 0, tokensLeft = 0 } = kept;
  const completed = { ...last, known, validationKnown, phaseStepsLeft, learned, stage, setback };
  return { ...kept, last: completed, tokens, tokensLeft, share, check, troubles };
}

/** How many steps the model has been trained, as far as was told; 0 without a run. */
export const stepsTaken = (run: Run | null, progress: Progress | null): number =>
  run === null ? 0 : Math.max(run.step, run.state === 'running' ? (progress?.last.step ?? 0) : 0);

/** How many steps a run takes, as far as can be told. */
export function stepsInAll({ state, step, report }: Run, progress: Progress | null): { total: number; about: boolean } {
  if (state === 'done') return { total: Math.max(step, progress?.last.step ?? 0), about: false };
  const { phases, totalSteps } = report;
  const now = progress === null ? -1 : phases.findIndex(({ phase }) => phase === progress.last.phase);
  const taken = progress === null || now < 0 ? 0 : progress.last.step + progress.last.phaseStepsLeft;
  const total = phases.slice(now + 1).reduce((sum, { expectedSteps }) => sum + expectedSteps, taken);
  return { total, about: total < totalSteps };
}
