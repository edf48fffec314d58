// A few points of a run's loss, each of one step alone, so that they can be compared with those of the same run elsewhere.

import type { StepColumns } from '../protocol';

export interface LossPoint {
  /** From 1. */
  step: number;
  loss: number;
}

/** Above this many, every other one is left out. */
const MOST_POINTS = 64;

export class LossCurve {
  points: LossPoint[] = [];
  /** Steps from one point to the next. */
  #distance = 1;

  clear(): void {
    this.points = [];
    this.#distance = 1;
  }

  /** Forgets the steps after `step`: they will be taken again. */
  keepUntil(step: number): void {
    this.points = this.points.filter((point) => point.step <= step);
  }

  append({ step, loss }: Pick<StepColumns, 'step' | 'loss'>): void {
    for (const [i, at] of step.entries()) {
      if (at % this.#distance !== 0) continue;
      this.points.push({ step: at, loss: loss[i] ?? NaN });
      if (this.points.length > MOST_POINTS) this.#thin();
    }
  }

  #thin(): void {
    this.#distance *= 2;
    this.points = this.points.filter(({ step }) => step % this.#distance === 0);
  }
}
