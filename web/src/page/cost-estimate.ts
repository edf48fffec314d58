// What the training that the choices describe will cost on this device.

import type { DataFile, Phase, TrainingCost } from '../protocol';
import type { PageState } from './page-state';

/** Of a training step on a token, a forward pass alone takes this share. */
const FORWARD_SHARE = 1 / 3;
/** How long the page rests before it measures the device, in milliseconds. */
const IDLE_MS = 1500;

const sizeOf = (files: readonly DataFile[]): number => files.reduce((sum, { bytes }) => sum + bytes.length, 0);

export class CostEstimate {
  /** Of the model that the settings describe; null until it is known. */
  cost: TrainingCost | null = null;

  readonly #page: PageState;
  /** What this device does while training, in floating-point operations; null until measured. */
  #operationsPerSecond: number | null = null;
  #updating = false;
  #updateDue = false;

  constructor(page: PageState) {
    this.#page = page;
  }

  /** There is no data to train on. */
  forget(): void {
    this.cost = null;
  }

  /** How long all epochs take on this device, about; null while that is not known. */
  get seconds(): number | null {
    const { start, phases } = this.#page;
    if (this.cost === null || this.#operationsPerSecond === null || start === 'resume') return null;
    const tokens = phases.reduce((sum, phase) => sum + this.#tokensOf(phase), 0);
    return (tokens * this.cost.operationsPerToken) / this.#operationsPerSecond;
  }

  /** Takes up a change of choices, one request after the other; what changes meanwhile is taken up at the end. */
  async update(): Promise<void> {
    this.#updateDue = true;
    if (this.#updating) return;
    this.#updating = true;
    try {
      while (this.#updateDue) {
        this.#updateDue = false;
        await this.#updateOnce();
      }
    } finally {
      this.#updating = false;
    }
    setTimeout(() => void this.#benchmark().catch(() => {}), IDLE_MS); // without it, there is no estimate
  }

  async #updateOnce(): Promise<void> {
    const page = this.#page;
    if (page.dataVocabSize === 0 || !(await page.examineForContext())) return;
    const { sizes, training } = page.settings;
    const { batchSize } = training;
    const vocabSize = (page.start === 'new' ? null : page.status.opened?.model.vocabSize) ?? page.dataVocabSize;
    const request = { type: 'measure', sizes, vocabSize, batchSize, length: this.#exampleLength() } as const;
    this.cost = (await page.client.request<'measure'>(request)).cost;
    page.changed('cost');
  }

  /** Measures this device, once, while it rests. */
  async #benchmark(): Promise<void> {
    const { status, client } = this.#page;
    if (this.#operationsPerSecond !== null || status.run?.state === 'running') return;
    this.#operationsPerSecond = (await client.request<'benchmark'>({ type: 'benchmark' })).operationsPerSecond;
    this.#page.changed('cost');
  }

  /** In tokens, of an example as they mostly are. */
  #exampleLength(): number {
    const { dataFiles } = this.#page;
    const sum = (key: 'tokens' | 'examples'): number => dataFiles.reduce((total, file) => total + file[key], 0);
    return Math.max(1, Math.round(sum('tokens') / sum('examples')));
  }

  /** Tokens that all epochs of a phase train on; those that are only measured count for as much as they cost. */
  #tokensOf(phase: Phase): number {
    const { settings, dataFiles, data, validationFiles } = this.#page;
    const { training, validationShare } = settings;
    const files = dataFiles.filter((file) => (file.chats > 0 ? 'tune' : 'pretrain') === phase);
    const anEpoch = files.reduce((sum, { tokens }) => sum + tokens, 0);
    const held = sizeOf(validationFiles[phase]);
    const measured = held > 0 ? held / sizeOf(data[phase]) : validationShare;
    const trained = held > 0 ? 1 : 1 - validationShare;
    return training[phase].epochs * anEpoch * (trained + measured * FORWARD_SHARE);
  }
}
