// The losses of a run as the chart draws them.

import type { StepColumns } from './protocol';

/** Above this many points, neighbours are merged: no screen is wider. */
const MOST_POINTS = 4000;

export class LossHistory {
  step: number[] = [];
  loss: number[] = [];
  /** Mean of an epoch at its last step, else null. */
  epochLoss: (number | null)[] = [];

  clear(): void {
    this.keepUntil(-1);
  }

  /** Forgets the steps after `step`: they will be taken again. */
  keepUntil(step: number): void {
    const kept = this.step.filter((taken) => taken <= step).length;
    this.step.length = this.loss.length = this.epochLoss.length = kept;
  }

  append({ step, loss, epochLoss }: StepColumns): void {
    this.step.push(...step);
    this.loss.push(...loss);
    this.epochLoss.push(...Array.from(epochLoss, (value) => (Number.isNaN(value) ? null : value)));
    while (this.step.length > MOST_POINTS) this.#merge();
  }

  /** Makes one point of two: the later step, the mean loss, the later epoch's mean. */
  #merge(): void {
    const { step, loss, epochLoss } = this;
    const later = step.map((_, i) => i).filter((i) => i % 2 === 1 || i === step.length - 1);
    const pick = (column: number[], i: number): number => column[i] ?? NaN;
    this.step = later.map((i) => pick(step, i));
    this.loss = later.map((i) => (i % 2 === 1 ? (pick(loss, i - 1) + pick(loss, i)) / 2 : pick(loss, i)));
    this.epochLoss = later.map((i) => epochLoss[i] ?? (i % 2 === 1 ? epochLoss[i - 1] : null) ?? null);
  }
}
