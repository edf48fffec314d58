// What was told of a run's steps, as charts draw it and as it is kept.

import type { StepColumns } from './protocol';

/** Above this many points, neighbours are merged: no screen is wider. */
const MOST_POINTS = 4000;

/** One entry a step, or a few steps in a row; null where nothing was measured. */
export interface HistoryColumns {
  step: number[];
  loss: (number | null)[];
  epochLoss: (number | null)[];
  validationLoss: (number | null)[];
  gradNorm: (number | null)[];
  learningRate: (number | null)[];
  tokensPerSecond: (number | null)[];
  seconds: (number | null)[];
}

type Column = keyof HistoryColumns;
type Measured = Exclude<Column, 'step'>;

/** What becomes of a column when two steps become one point. */
const MERGING: Record<Measured, 'mean' | 'later'> = {
  loss: 'mean',
  epochLoss: 'later',
  validationLoss: 'later',
  gradNorm: 'mean',
  learningRate: 'later',
  tokensPerSecond: 'later',
  seconds: 'later',
};
const MEASURED = Object.keys(MERGING) as Measured[];

const empty = (): HistoryColumns => ({
  step: [],
  loss: [],
  epochLoss: [],
  validationLoss: [],
  gradNorm: [],
  learningRate: [],
  tokensPerSecond: [],
  seconds: [],
});

export class RunHistory {
  columns = empty();

  clear(): void {
    this.columns = empty();
  }

  /** Forgets the steps after `step`: they will be taken again. */
  keepUntil(step: number): void {
    const kept = this.columns.step.filter((taken) => taken <= step).length;
    for (const column of Object.values(this.columns)) column.length = kept;
  }

  append(steps: StepColumns): void {
    this.columns.step.push(...steps.step);
    for (const name of MEASURED) {
      this.columns[name].push(...Array.from(steps[name], (value) => (Number.isNaN(value) ? null : value)));
    }
    while (this.columns.step.length > MOST_POINTS) this.#merge();
  }

  /** Makes one point of two, at the later step; but an epoch's mean stays where the epoch ended. */
  #merge(): void {
    const { step, epochLoss } = this.columns;
    const last = step.length - 1;
    const endsBefore = (i: number): boolean => i % 2 === 1 && epochLoss[i] === null && epochLoss[i - 1] !== null;
    const later = step.map((_, i) => i).filter((i) => i % 2 === 1 || i === last);
    const merged = { ...empty(), step: later.map((i) => step[endsBefore(i) ? i - 1 : i] ?? NaN) };
    for (const name of MEASURED) {
      const column = this.columns[name];
      merged[name] = later.map((i) => mergedValue(i % 2 === 1 ? column[i - 1] : null, column[i], MERGING[name]));
    }
    this.columns = merged;
  }
}

function mergedValue(earlier: number | null | undefined, later: number | null | undefined, how: 'mean' | 'later') {
  if (how === 'mean' && typeof earlier === 'number' && typeof later === 'number') return (earlier + later) / 2;
  return later ?? earlier ?? null;
}
