// How fast this device trains, measured on a small model that is thrown away.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { CoreError, Post } from '../protocol';
import { CLASSIC } from '../recipe';
import type { Work } from './work';

/** Time spent on whole steps, once the first one has warmed up the caches and the compiler. */
const MEASURED_MS = 100;
/** Of the steps, how many are slower than the one that counts: others want the processor too, now and then. */
const SLOWER_SHARE = 0.75;

// The matrices of the settings that the page begins with, in one block: small enough for a step to take little time,
// large enough to be as fast as those of larger models.
const SIZES = { maxSeqLen: 64, embeddingDim: 128, hiddenDim: 256, numLayers: 1, numHeads: 4 };
const BATCH = 2;
const WORDS = 250;

/** Text of `WORDS` different words, in examples that fill the context. */
function generatedText(): string {
  const examples = Math.ceil(WORDS / SIZES.maxSeqLen);
  const words = Array.from({ length: examples * SIZES.maxSeqLen }, (_, i) => `w${i % WORDS}`);
  return Array.from({ length: examples }, (_, i) =>
    words.slice(i * SIZES.maxSeqLen, (i + 1) * SIZES.maxSeqLen).join(' '),
  ).join('\n');
}

/** A measurement under way. */
interface Measurement {
  session: Session;
  operationsPerToken: number;
  /** Of each whole step but the first one: milliseconds a token. */
  steps: number[];
  milliseconds: number;
  /** Of the step under way. */
  spent: number;
  /** It is the first one, which does not count. */
  warmingUp: boolean;
}

export class Benchmark implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  /** The commands that wait for the result. */
  #waiting: number[] = [];
  #measurement: Measurement | null = null;

  constructor(module: GlassGptModule, post: Post) {
    this.#module = module;
    this.#post = post;
  }

  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  ask(id: number): void {
    this.#waiting.push(id);
  }

  advance(deadline: number): void {
    const measurement = (this.#measurement ??= this.#begin());
    const began = performance.now();
    const result = measurement.session.trainFor(deadline - began);
    measurement.spent += performance.now() - began;
    if (result === null) return;
    if (!measurement.warmingUp) {
      measurement.steps.push(measurement.spent / result.tokens);
      measurement.milliseconds += measurement.spent;
    }
    measurement.spent = 0;
    measurement.warmingUp = false;
    if (measurement.milliseconds >= MEASURED_MS) this.#tell(measurement);
  }

  giveUp(message: CoreError): void {
    for (const id of this.#waiting) this.#post({ type: 'error', id, message });
    this.#end();
  }

  #begin(): Measurement {
    const session = new this.#module.Session();
    session.setData('pretrain', [{ name: 'generated.txt', bytes: new TextEncoder().encode(generatedText()) }]);
    const { vocabSize } = session.create(SIZES, 1);
    const phase = { epochs: 100_000, learningRate: 1e-4 };
    session.startTraining({ ...CLASSIC, pretrain: phase, tune: phase, batchSize: BATCH });
    const { operationsPerToken } = this.#module.trainingCost(SIZES, vocabSize, BATCH, SIZES.maxSeqLen);
    return { session, operationsPerToken, steps: [], milliseconds: 0, spent: 0, warmingUp: true };
  }

  #tell({ operationsPerToken, steps }: Measurement): void {
    const slowestFirst = steps.sort((a, b) => b - a);
    const counts = slowestFirst[Math.floor(SLOWER_SHARE * slowestFirst.length)] ?? Infinity;
    const operationsPerSecond = (operationsPerToken * 1000) / counts;
    for (const id of this.#waiting) this.#post({ type: 'benchmark', id, operationsPerSecond });
    this.#end();
  }

  #end(): void {
    this.#waiting = [];
    this.#measurement?.session.delete();
    this.#measurement = null;
  }
}
