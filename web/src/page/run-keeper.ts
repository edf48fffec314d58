// Saves the run under way to this browser by itself, and brings kept runs back.

import { t } from '../i18n/translate';
import type { Snapshot } from '../protocol';
import type { PageState } from './page-state';
import { stepsInAll } from './progress';
import { type KeptRun, RunStore } from './run-store';

/** Least time between two saves of a run under way, in milliseconds: what a crash loses at most, and a bit. */
const INTERVAL_MS = 4000;

export class RunKeeper {
  /** The runs kept, the one saved last first. */
  kept: KeptRun[] = [];
  /** The run under way, once it is saved. */
  current: string | null = null;
  /** Before anything is trained: the run that a visit before this one left unfinished. */
  unfinished: KeptRun | null = null;

  readonly #page: PageState;
  readonly #store = new RunStore();
  #began = 0;
  #lastKept = -Infinity;
  #waiting: Snapshot | null = null;
  #busy = false;
  #notSavedShown = false;

  constructor(page: PageState) {
    this.#page = page;
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.kept = await this.#store.list();
    } catch {
      return; // a browser without storage: saving will tell
    }
    const [last] = this.kept;
    if (last !== undefined && last.state !== 'done' && last.state !== 'failed') this.unfinished = last;
    this.#page.changed('runs');
  }

  /** What is saved from now on is another run. */
  beginAnother(): void {
    this.current = this.unfinished = this.#waiting = null;
    this.#began = Date.now();
    this.#lastKept = -Infinity;
    this.#page.changed('runs');
  }

  dismissUnfinished(): void {
    this.unfinished = null;
    this.#page.changed('runs');
  }

  /** Saves the run where the snapshot was taken, or skips it if the run was saved just now and goes on. */
  async keep(snapshot: Snapshot): Promise<void> {
    const { run } = this.#page.status;
    if (run === null || run.fresh) return;
    if (run.state === 'running' && performance.now() - this.#lastKept < INTERVAL_MS) return;
    this.#waiting = snapshot;
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#takeWaiting(); next !== null; next = this.#takeWaiting()) await this.#write(next);
    } catch (error) {
      this.#tellUnsaved(error as Error);
    } finally {
      this.#busy = false;
    }
  }

  /** Saves the run under way as it stands: another one takes its place. */
  async #keepNow(): Promise<void> {
    const { status, history, client } = this.#page;
    if (status.run === null || status.run.fresh) return;
    await client.request<'pause'>({ type: 'pause' });
    const { file } = await client.request<'save'>({ type: 'save', format: 'safetensors', withTraining: true });
    const seconds = history.columns.seconds.at(-1) ?? 0;
    await this.#write({ step: this.#page.status.run?.step ?? status.run.step, seconds, file });
  }

  #takeWaiting(): Snapshot | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }

  async #write(snapshot: Snapshot): Promise<void> {
    const page = this.#page;
    const record = this.#record(snapshot);
    if (record === null) return;
    const isNew = this.current === null;
    this.current = record.id;
    await this.#store.keep(record, { data: page.data, validation: page.validationFiles, snapshot });
    this.#lastKept = performance.now();
    if (isNew) await this.#store.prune();
    this.kept = await this.#store.list();
    page.changed('runs');
  }

  #record(snapshot: Snapshot): KeptRun | null {
    const page = this.#page;
    const { run, model, opened } = page.status;
    if (run === null || model === null) return null;
    return {
      id: this.current ?? `${this.#began}-${Math.random().toString(36).slice(2)}`,
      began: this.#began,
      saved: Date.now(),
      dataset: page.dataset.name,
      settings: page.settings,
      start: page.start,
      files: page.dataFiles.map(({ name }) => name),
      from: page.start === 'new' ? '' : (opened?.name ?? ''),
      question: page.question,
      samplePrompts: page.samplePrompts,
      parameters: model.parameters,
      state: run.state,
      step: snapshot.step,
      totalSteps: stepsInAll(run, page.progress).total,
      seconds: snapshot.seconds,
      progress: page.progress,
      history: page.history.columns,
      samples: page.samples,
      answers: page.answers,
    };
  }

  /** Once: training goes on all the same. */
  #tellUnsaved({ message }: Error): void {
    if (this.#notSavedShown) return;
    this.#notSavedShown = true;
    this.#page.tellPeople(t('runs.notSaved', { reason: message }));
  }

  /** Goes back to a kept run, where it was saved last. */
  async resume(kept: KeptRun): Promise<void> {
    await this.#keepNow();
    const files = await this.#store.files(kept.id).catch(() => {
      throw new Error(t('runs.gone'));
    });
    await this.#page.adopt(kept, files);
    this.current = kept.id;
    this.unfinished = null;
    this.#began = kept.began;
    this.#page.changed('runs');
  }

  async remove({ id }: KeptRun): Promise<void> {
    await this.#store.remove(id);
    if (this.unfinished?.id === id) this.unfinished = null;
    if (this.current === id) this.current = null;
    this.kept = await this.#store.list();
    this.#page.changed('runs');
  }
}
