// What is announced of training to those who do not see the page.

import { figures } from '../../format';
import { t } from '../../i18n/translate';
import type { PageState } from '../../page/page-state';
import type { Phase, Run } from '../../protocol';
import { actsOf, lastEpochLoss } from './act';

/** What it said last about, so that nothing is said twice. */
interface Told {
  state: Run['state'];
  fresh: boolean;
  phase: Phase;
}

export class Herald {
  #told: Told | null = null;

  /** What there is to say since it was asked last; empty if nothing. */
  news(page: PageState): string {
    const { status, progress } = page;
    const { run } = status;
    const told = this.#told;
    this.#told = run && { state: run.state, fresh: run.fresh, phase: progress?.last.phase ?? run.phase };
    if (run === null || told === null) return run?.state === 'running' ? t('stage.announce.began') : '';
    if (run.fresh && !told.fresh) return t('stage.announce.reset');
    const loss = figures(progress?.last.epochLoss ?? NaN);
    if (run.state !== told.state) return ofState(run, told, loss);
    if (run.state !== 'running' || this.#told?.phase === told.phase) return '';
    const ended = actsOf(page).find(({ phase }) => phase === told.phase);
    if (ended === undefined) return '';
    return t('stage.announce.actDone', { number: ended.number, loss: lastEpochLoss(page, ended.span) });
  }
}

function ofState(run: Run, told: Told, loss: string): string {
  switch (run.state) {
    case 'running':
      return t(told.fresh ? 'stage.announce.began' : 'stage.announce.resumed');
    case 'paused':
      return run.stoppedBy === null ? t('stage.announce.paused', { loss }) : t(`stage.stoppedBy.${run.stoppedBy}`);
    case 'done':
      return t('stage.announce.done', { loss });
    case 'failed':
      return t('stage.failed');
  }
}
