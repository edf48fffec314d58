// How modules of several workers share the steps of a training run.

import type { Session } from './glassgpt';

/** What consecutive shards of a step come to. */
export interface ShardSum {
  first: number;
  count: number;
  /** What they add to the step's. */
  loss: number;
  /** As long as the weights. */
  gradients: Float32Array;
}

/**
 * Shares the steps of a session's runs with helpers that have modules of their own, in other workers: the bits of the
 * weights stay the same. Whoever has it carries tasks to them, and sums back, between two calls of trainFor().
 */
export interface SharedSteps {
  /** Shares the runs that the session begins from now on. @param began called as each step begins, when tasks are there */
  share(session: Session, began: () => void): void;
  /** From the next step on so many help, as far as there are shards for them; at first nobody does. */
  setHelpers(count: number): void;
  /** Of the step under way: its number, which a step that begins again gets anew, its shards, and who help with it. */
  number(): number;
  shards(): number;
  helpers(): number;
  /** What a helper, from 0 on, is to work on in the step under way, as StepHelper takes it. */
  task(helper: number): Int32Array;
  /** Brings in what a helper found in the step under way. */
  bring(sum: ShardSum): void;
  /** A helper's part of the step under way will not come: it begins again, with as many helpers as are set. */
  beginAgain(): void;
  /** To be called after that of the session. */
  delete(): void;
}

/** Works on shards of the steps of a session that is somewhere else. */
export interface StepHelper {
  /** @param weights the session's, as they are as the step begins */
  work(weights: Float32Array, task: Int32Array): ShardSum[];
  delete(): void;
}
