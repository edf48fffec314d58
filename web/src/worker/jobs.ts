// Commands that take long, worked at in slices, first come, first served.

import type { Command, Post } from '../protocol';
import { errorMessage } from './errors';
import { Throttle } from './throttle';
import type { Work } from './work';

const WORKING_MS = 100;

/** Work that can be left at every `yield`, which gives the share of it that is done, 0 to 1, and for good by return(). */
export type Job<T> = Generator<number, T, void>;

/** A job as a part of another: its shares come to lie between two. */
export function* part<T>(from: number, to: number, job: Job<T>): Job<T> {
  try {
    for (;;) {
      const next = job.next();
      if (next.done) return next.value;
      yield from + (to - from) * next.value;
    }
  } finally {
    job.return(undefined as T);
  }
}

interface Queued {
  command: Command;
  job: Job<void>;
}

export class Jobs implements Work {
  readonly #post: Post;
  readonly #queue: Queued[] = [];
  readonly #throttle = new Throttle(WORKING_MS);

  constructor(post: Post) {
    this.#post = post;
  }

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** @param job posts the reply at its end, or throws */
  add(command: Command, job: Job<void>): void {
    this.#queue.push({ command, job });
  }

  /** Whether one is of such a command. */
  has(types: readonly Command['type'][]): boolean {
    return this.#queue.some(({ command }) => types.includes(command.type));
  }

  /** Does nothing if the command is over, or none of these. */
  cancel(id: number): void {
    const place = this.#queue.findIndex(({ command }) => command.id === id);
    const [cancelled] = place < 0 ? [] : this.#queue.splice(place, 1);
    if (cancelled === undefined) return;
    cancelled.job.return();
    this.#post({ type: 'cancelled', id });
  }

  advance(deadline: number): void {
    const [first] = this.#queue;
    if (first === undefined) return;
    try {
      do {
        const { done, value: share } = first.job.next();
        if (done) return void this.#queue.shift();
        this.#tell(first.command.id, share);
      } while (performance.now() < deadline);
    } catch (error) {
      this.#queue.shift();
      this.#post({ type: 'error', id: first.command.id, message: errorMessage(error) });
    }
  }

  /** Never: a job's errors are its command's. */
  giveUp(): void {}

  #tell(id: number, share: number): void {
    if (!this.#throttle.isDue()) return;
    this.#throttle.done();
    this.#post({ type: 'working', id, share });
  }
}
