// What is announced of training to those who do not see the page.

import { figures } from '../../format';
import { t } from '../../i18n/translate';
import type { Phase, Progress, Run, Stage } from '../../protocol';
import { lastEpochLoss, type PhaseParts, phasesOf } from './phase-progress';
import { checkText, resultOf, stageName, troubleText } from './attainment';

/** What it said last about, so that nothing is said twice. */
interface Announced {
  state: Run['state'];
  fresh: boolean;
  phase: Phase;
  stage: Stage;
  troubles: number;
}

export class Announcements {
  #announced: Announced | null = null;

  /** What there is to say since it was asked last; empty if nothing. */
  news(page: PhaseParts): string {
    const { run } = page.status;
    const progress = page.progress.latest;
    const announced = this.#announced;
    this.#announced = run && announcedOf(run, progress);
    if (run === null || announced === null) return run?.state === 'running' ? t('stage.announce.began') : '';
    if (run.fresh && !announced.fresh) return t('stage.announce.reset');
    if (run.state !== announced.state) return ofState(run, announced, progress);
    if (run.state !== 'running' || progress === null || this.#announced === null) return '';
    const { phase, stage, troubles } = this.#announced;
    if (troubles > announced.troubles) return progress.troubles.slice(announced.troubles).map(troubleText).join(' ');
    if (phase !== announced.phase) return ofPhase(page, announced.phase);
    // A stage that is the beginning's, or of a run that was gone back to, is no news.
    if (stage === announced.stage || stage === 'noise') return '';
    return t('stage.announce.learned', { stage: stageName(progress), numbers: checkText(run, progress) });
  }
}

const announcedOf = (run: Run, progress: Progress | null): Announced => ({
  state: run.state,
  fresh: run.fresh,
  phase: progress?.last.phase ?? run.phase,
  stage: progress?.last.stage ?? 'noise',
  troubles: progress?.troubles.length ?? 0,
});

function ofPhase(page: PhaseParts, phase: Phase): string {
  const ended = phasesOf(page).find((its) => its.phase === phase);
  if (ended === undefined) return '';
  return t('stage.announce.phaseDone', { number: ended.number, loss: lastEpochLoss(page, ended.span) });
}

function ofState(run: Run, announced: Announced, progress: Progress | null): string {
  const loss = figures(progress?.last.epochLoss ?? NaN);
  switch (run.state) {
    case 'running':
      return t(announced.fresh ? 'stage.announce.began' : 'stage.announce.resumed');
    case 'paused':
      return run.stoppedBy === null ? t('stage.announce.paused', { loss }) : t(`stage.stoppedBy.${run.stoppedBy}`);
    case 'done':
      return ofEnd(run, progress, loss);
    case 'failed':
      return t('stage.failed');
  }
}

function ofEnd(run: Run, progress: Progress | null, loss: string): string {
  const result = resultOf(run, progress);
  const over = t('stage.announce.over', { loss });
  if (result === null) return `${over} ${t('stage.announce.ask')}`;
  const { text, good } = result;
  return `${over} ${text} ${good ? t('stage.announce.ask') : t('learned.low')}`;
}
