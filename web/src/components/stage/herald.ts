// What is announced of training to those who do not see the page.

import { figures } from '../../format';
import { t } from '../../i18n/translate';
import type { PageState } from '../../page/page-state';
import type { Phase, Progress, Run, Stage } from '../../protocol';
import { actsOf, lastEpochLoss } from './act';
import { checkWords, resultOf, stageName, troubleWords } from './attainment';

/** What it said last about, so that nothing is said twice. */
interface Told {
  state: Run['state'];
  fresh: boolean;
  phase: Phase;
  stage: Stage;
  troubles: number;
}

export class Herald {
  #told: Told | null = null;

  /** What there is to say since it was asked last; empty if nothing. */
  news(page: PageState): string {
    const { status, progress } = page;
    const { run } = status;
    const told = this.#told;
    this.#told = run && toldOf(run, progress);
    if (run === null || told === null) return run?.state === 'running' ? t('stage.announce.began') : '';
    if (run.fresh && !told.fresh) return t('stage.announce.reset');
    if (run.state !== told.state) return ofState(run, told, progress);
    if (run.state !== 'running' || progress === null || this.#told === null) return '';
    const { phase, stage, troubles } = this.#told;
    if (troubles > told.troubles) return progress.troubles.slice(told.troubles).map(troubleWords).join(' ');
    if (phase !== told.phase) return ofAct(page, told.phase);
    // A stage that is the beginning's, or of a run that was gone back to, is no news.
    if (stage === told.stage || stage === 'noise') return '';
    return t('stage.announce.learned', { stage: stageName(progress), numbers: checkWords(run, progress) });
  }
}

const toldOf = (run: Run, progress: Progress | null): Told => ({
  state: run.state,
  fresh: run.fresh,
  phase: progress?.last.phase ?? run.phase,
  stage: progress?.last.stage ?? 'noise',
  troubles: progress?.troubles.length ?? 0,
});

function ofAct(page: PageState, phase: Phase): string {
  const ended = actsOf(page).find((act) => act.phase === phase);
  if (ended === undefined) return '';
  return t('stage.announce.actDone', { number: ended.number, loss: lastEpochLoss(page, ended.span) });
}

function ofState(run: Run, told: Told, progress: Progress | null): string {
  const loss = figures(progress?.last.epochLoss ?? NaN);
  switch (run.state) {
    case 'running':
      return t(told.fresh ? 'stage.announce.began' : 'stage.announce.resumed');
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
  const { words, good } = result;
  return `${over} ${words} ${good ? t('stage.announce.ask') : t('learned.low')}`;
}
