// When the diagram looks at the model: as soon as there is something new, and while it trains so seldom that training
// keeps its speed.

import { Cancelled, EngineLost } from '../../client';
import type { Page } from '../../page/page';
import type { ReplyTo, TensorRequest } from '../../protocol';

/** While the model trains, a look follows the last one after so many milliseconds: painting takes longer than looking; */
const REST_MS = 700;
/** and after so many times as long as that one held training up: it takes 3% of the time at most. */
const REST_TIMES = 32;
/** Words that may come next. */
const TOP = 5;

/** What is looked at. */
export interface Wanted {
  text: string;
  position: number;
  requests: TensorRequest[];
}

export class Watching {
  live = true;
  #stale = true;
  #urgent = true;
  #looking: Promise<void> | null = null;
  #restUntil = 0;
  #timer = 0;

  /**
   * @param wanted null while there is nothing to look at
   * @param seen is given what was seen, or why there is nothing
   */
  constructor(
    readonly page: () => Page,
    readonly wanted: () => Wanted | null,
    readonly seen: (reply: ReplyTo<'observe'>, wanted: Wanted) => void,
    readonly failed: (error: Error) => void,
  ) {}

  /** Something has changed. @param urgently somebody waits for it */
  stir(urgently = false): void {
    this.#stale = true;
    this.#urgent ||= urgently;
    this.consider();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Looks as soon as it may, if there is anything new. */
  consider(): void {
    clearTimeout(this.#timer);
    if (!this.#stale || this.#looking !== null) return;
    if (this.page().status.run?.state === 'running' && !this.#urgent) {
      if (!this.live) return;
      const wait = this.#restUntil - performance.now();
      if (wait > 0) {
        this.#timer = window.setTimeout(() => this.consider(), wait);
        return;
      }
    }
    void this.look();
  }

  /** Looks now, or once the look under way is over. */
  async look(): Promise<void> {
    await this.#looking;
    this.#looking = this.#lookOnce();
    await this.#looking;
    this.#looking = null;
    this.consider();
  }

  async #lookOnce(): Promise<void> {
    this.#stale = this.#urgent = false;
    const wanted = this.wanted();
    if (wanted === null) return;
    try {
      const reply = await this.page().client.request<'observe'>({ type: 'observe', top: TOP, ...wanted });
      this.#restUntil = performance.now() + Math.max(REST_MS, REST_TIMES * reply.milliseconds);
      this.seen(reply, wanted);
    } catch (error) {
      if (!(error instanceof Cancelled || error instanceof EngineLost)) this.failed(error as Error);
    }
  }
}
