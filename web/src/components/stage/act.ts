// The acts of a run: pre-training and tuning, as far as there is data for them.

import { figures } from '../../format';
import { t } from '../../i18n/translate';
import type { PageState } from '../../page/page-state';
import type { Phase } from '../../protocol';
import { lastIndex, type Span, spans, within } from '../watch/chart-data';

export interface Act {
  /** From 1. */
  number: number;
  phase: Phase;
  /** Its steps; without a run there are none yet. */
  span: Span;
  state: 'waiting' | 'running' | 'paused' | 'done';
  /** Of its steps taken. */
  share: number;
}

/** The acts of the run under way, or of the one that the choices describe. */
export function actsOf(page: PageState): Act[] {
  const { run } = page.status;
  if (run === null || !page.locked) {
    const chosen = page.phases.filter((phase) => page.settings.training[phase].epochs > 0);
    return chosen.map((phase, i) => ({
      number: i + 1,
      phase,
      span: { begin: 0, end: 0 },
      state: 'waiting',
      share: 0,
    }));
  }
  const taken = Math.max(run.step, page.progress?.last.step ?? 0);
  const places = spans(run.report);
  return run.report.phases.map(({ phase }, i) => {
    const span = places[i] ?? { begin: 0, end: 0 };
    const { begin, end } = span;
    const share = end > begin ? Math.max(0, Math.min(1, (taken - begin) / (end - begin))) : 1;
    const current = share < 1 && taken >= begin;
    const state = taken >= end ? 'done' : !current ? 'waiting' : run.state === 'running' ? 'running' : 'paused';
    return { number: i + 1, phase, span, state, share };
  });
}

/** What an act is called, by what it reads. */
export function actTitle({ phase }: Act, page: PageState): string {
  if (phase === 'tune') return t('stage.act.tune');
  return t(page.dataset.name === 'facts' ? 'stage.act.facts' : 'stage.act.pretrain');
}

/** The mean loss of the last epoch that ended within the span; a dash before the first. */
export function lastEpochLoss({ history }: PageState, span: Span): string {
  const { step, epochLoss } = history.columns;
  const last = lastIndex(within(span, step, epochLoss), (loss) => loss !== null);
  return figures(epochLoss[last] ?? NaN);
}
