// How far training is and how it went: it changes some 20 times a second while training.

import { LossCurve } from '../hand-in/loss-curve';
import type { Event, Progress } from '../protocol';
import { type HistoryColumns, RunHistory } from '../run-history';
import { completedProgress, continued, progressUntil } from './progress';
import { State } from './state';

export class ProgressState extends State {
  /** Null before the first step. */
  latest: Progress | null = null;
  readonly history = new RunHistory();
  /** Of the steps that this visit took. */
  readonly curve = new LossCurve();

  append({ progress, steps }: Extract<Event, { type: 'progress' }>): void {
    this.latest = continued(this.latest, progress);
    this.history.append(steps);
    this.curve.append(steps);
    this.changed();
  }

  clear(): void {
    this.latest = null;
    this.history.clear();
    this.curve.clear();
    this.changed();
  }

  /** After a crash, the run stands where its last snapshot was taken. */
  keepUntil(step: number): void {
    if (this.latest !== null) this.latest = progressUntil(this.latest, step);
    this.history.keepUntil(step);
    this.curve.keepUntil(step);
    this.changed();
  }

  /** As a run was kept that stands at a step. */
  restore(latest: Progress | null, columns: HistoryColumns, step: number): void {
    this.latest = latest && completedProgress(latest);
    this.curve.clear();
    this.history.columns = columns;
    this.history.keepUntil(step);
    this.changed();
  }
}
