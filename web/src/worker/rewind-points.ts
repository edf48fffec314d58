// States of the run some way back, from which it can be trained again.

import type { Snapshot } from '../protocol';

/** The later of the two that are kept is at least so many times as far as the earlier one. */
const APART = 1.1;
/** Nearer ones are no way back. */
const LEAST_WAY = 1.05;

export class RewindPoints {
  /** Two at most, the later one last. */
  #points: Snapshot[] = [];

  clear(): void {
    this.#points = [];
  }

  /** Takes what was saved anyway, if it is far enough from what there is. */
  add(snapshot: Snapshot): void {
    const latest = this.#points.at(-1);
    if (snapshot.step > 0 && snapshot.step >= (latest?.step ?? 0) * APART) this.#points = [...this.#points.slice(-1), snapshot];
  }

  /** The latest one that is some way before a step. */
  before(step: number): Snapshot | null {
    return this.#points.filter((point) => point.step * LEAST_WAY <= step).at(-1) ?? null;
  }

  at(step: number): Snapshot | null {
    return this.#points.find((point) => point.step === step) ?? null;
  }
}
