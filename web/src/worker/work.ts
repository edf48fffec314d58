// What is done between turns of training, a slice of time after the other.

export interface Work {
  /** There is something to do. */
  readonly busy: boolean;
  /** Goes on with it until `deadline`, in performance.now() terms, or a little longer. */
  advance(deadline: number): void;
  /** Gives up what it was at, for an error of the module that advance() has thrown. */
  giveUp(message: string): void;
}
