// How many workers train fastest, found out by trying: the bits are the same for any number.

/** Steps that each number is measured for, after one that warms it up; in turn, as a device may change its speed. */
const ROUNDS = 3;
/** Several workers have to be faster by so much: they take memory, and other programs' time. */
const LEAST_GAIN = 1.05;
/** More would find little to do, and take much memory. */
const MOST_WORKERS = 8;

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Infinity;

/** 1, 2, 4 and so on: shards are as many, so that others would wait for each other. */
export function candidates(cores: number, shards: number): number[] {
  const most = Math.min(cores, shards, MOST_WORKERS);
  return [1, 2, 4, 8].filter((count) => count <= most);
}

export class WorkerChoice {
  readonly #counts: number[];
  /** Of each number: milliseconds a token, of each of its steps. */
  readonly #measured: number[][];
  #turn = 0;

  constructor(counts: number[]) {
    this.#counts = counts;
    this.#measured = counts.map(() => []);
  }

  get over(): boolean {
    return this.#turn >= this.#counts.length * (ROUNDS + 1);
  }

  /** For the next step. */
  get workers(): number {
    return this.over ? this.#best : (this.#counts[this.#turn % this.#counts.length] ?? 1);
  }

  /** How many times as fast as one they are that were chosen. */
  get speedup(): number {
    return this.#time(1) / this.#time(this.workers);
  }

  /** A step has ended that so many worked on. */
  add(workers: number, tokens: number, milliseconds: number): void {
    if (this.over || workers !== this.workers) return;
    if (this.#turn >= this.#counts.length) this.#measured[this.#turn % this.#counts.length]?.push(milliseconds / tokens);
    ++this.#turn;
  }

  get #best(): number {
    const fastest = this.#counts.reduce((best, count) => (this.#time(count) < this.#time(best) ? count : best));
    return this.#time(1) > LEAST_GAIN * this.#time(fastest) ? fastest : 1;
  }

  #time(workers: number): number {
    return median(this.#measured[this.#counts.indexOf(workers)] ?? []);
  }
}
