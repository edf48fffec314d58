// What is done between turns of training, a slice of time after the other.

import type { CoreError } from '../protocol';

export interface Work {
  /** There is something to do. */
  readonly busy: boolean;
  /** Goes on with it until `deadline`, in performance.now() terms, or a little longer. */
  advance(deadline: number): void;
  /** Gives up what it was at, for an error of the module that advance() has thrown. */
  giveUp(message: CoreError): void;
}
