// The phases of a run: pre-training and tuning, as far as there is data for them.

import { figures } from '../../format';
import { t } from '../../i18n/translate';
import type { Told } from '../../page/shown-state';
import type { Phase } from '../../protocol';
import { lastIndex, type Span, spans, within } from '../watch/chart-data';

export interface PhaseProgress {
  /** From 1. */
  number: number;
  phase: Phase;
  /** Its steps, at most; without a run there are none yet. */
  span: Span;
  /** That it takes, as far as can be told. */
  steps: number;
  state: 'waiting' | 'running' | 'paused' | 'done';
  /** Of its steps taken. */
  share: number;
}

/** What tells of the phases. */
export type PhaseParts = Pick<Told, 'data' | 'settings' | 'status' | 'progress'>;

/** The phases of the run under way, or of the one that the choices describe. */
export function phasesOf({ data, settings, status, progress }: PhaseParts): PhaseProgress[] {
  const { run } = status;
  if (run === null || !status.locked) {
    const chosen = data.phases.filter((phase) => settings.current.training[phase].epochs > 0);
    return chosen.map((phase, i) => ({
      number: i + 1,
      phase,
      span: { begin: 0, end: 0 },
      steps: 0,
      state: 'waiting',
      share: 0,
    }));
  }
  const last = progress.latest?.last;
  const taken = Math.max(run.step, last?.step ?? 0);
  const places = spans(run.report);
  return run.report.phases.map(({ phase, expectedSteps }, i) => {
    const span = places[i] ?? { begin: 0, end: 0 };
    const { begin, end } = span;
    const its = Math.max(0, Math.min(taken, end) - begin);
    // The last phase may end before its last step.
    const over = taken >= end || (run.state === 'done' && taken > begin);
    const left = over ? 0 : last?.phase === phase ? last.phaseStepsLeft : Math.max(0, expectedSteps - its);
    const steps = its + left;
    const share = steps > 0 ? its / steps : 1;
    const state = over ? 'done' : taken < begin ? 'waiting' : run.state === 'running' ? 'running' : 'paused';
    return { number: i + 1, phase, span, steps, state, share };
  });
}

/** What a phase is called, by what it reads. */
export function phaseTitle({ phase }: PhaseProgress, { data }: Pick<Told, 'data'>): string {
  if (phase === 'tune') return t('stage.phase.tune');
  return t(data.dataset.kind === 'facts' ? 'stage.phase.facts' : 'stage.phase.pretrain');
}

/** The mean loss of the last epoch that ended within the span; a dash before the first. */
export function lastEpochLoss({ progress }: Pick<Told, 'progress'>, span: Span): string {
  const { step, epochLoss } = progress.history.columns;
  const last = lastIndex(within(span, step, epochLoss), (loss) => loss !== null);
  return figures(epochLoss[last] ?? NaN);
}
