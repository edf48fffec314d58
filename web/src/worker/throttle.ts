// When something that is done now and then is due again.

/** Side work takes at most this share of the time: what took a second comes only every 50 seconds. */
const SHARE = 0.02;

export class Throttle {
  readonly #interval: number;
  #due = 0;

  /** @param interval least time in milliseconds from one end to the next beginning */
  constructor(interval: number) {
    this.#interval = interval;
  }

  isDue(): boolean {
    return performance.now() >= this.#due;
  }

  /** It was done, and took so many milliseconds. */
  done(spent = 0): void {
    this.#due = performance.now() + Math.max(this.#interval, spent / SHARE);
  }
}
