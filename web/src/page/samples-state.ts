// What the model makes of the sample prompts while it trains.

import type { EngineClient } from '../client';
import { DATASETS } from '../datasets';
import { withoutDensest } from '../downsample';
import type { Phase, Sample } from '../protocol';
import type { NoticeState } from './messages';
import { State } from './state';

/** Above this many samples, some are dropped, so that those left stay evenly spread. */
const MOST_SAMPLES = 200;

export class SamplesState extends State {
  prompts: Record<Phase, string> = DATASETS.facts.samples;
  /** In the order of training. */
  taken: Sample[] = [];

  readonly #client: EngineClient;
  readonly #notice: NoticeState;

  constructor(client: EngineClient, notice: NoticeState) {
    super();
    this.#client = client;
    this.#notice = notice;
  }

  setPrompts(prompts: Record<Phase, string>): void {
    this.prompts = prompts;
    this.changed();
    void this.#notice.attempt(() => this.#client.request<'sample'>({ type: 'sample', prompts }));
  }

  add(sample: Sample): void {
    this.taken = [...this.taken.filter(({ step }) => step < sample.step), sample];
    if (this.taken.length > MOST_SAMPLES) this.taken = withoutDensest(this.taken, ({ step }) => step);
    this.changed();
  }

  clear(): void {
    this.restore([], 0);
  }

  keepUntil(step: number): void {
    this.restore(this.taken, step);
  }

  /** Those of a run that stands at a step. */
  restore(samples: Sample[], step: number): void {
    this.taken = samples.filter((sample) => sample.step <= step);
    this.changed();
  }
}
