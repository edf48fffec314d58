// The runs kept in this browser: saves the run under way by itself.

import type { EngineClient } from '../client';
import { t } from '../i18n/translate';
import type { Snapshot } from '../protocol';
import type { AnswersState } from './answers-state';
import type { DataState } from './data-state';
import type { NoticeState } from './messages';
import { stepsInAll } from './progress';
import type { ProgressState } from './progress-state';
import type { QuestionState } from './question-state';
import { type KeptRun, type RunFiles, RunStore } from './run-store';
import type { SamplesState } from './samples-state';
import type { SettingsState } from './settings-state';
import { State } from './state';
import type { StatusState } from './status-state';

/** Least time between two saves of a run under way, in milliseconds: what a crash loses at most, and a bit. */
const INTERVAL_MS = 4000;

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  notice: NoticeState;
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  status: StatusState;
  progress: ProgressState;
  samples: SamplesState;
  answers: AnswersState;
}

export class KeptRuns extends State {
  /** The one saved last first. */
  kept: KeptRun[] = [];
  /** The run under way, once it is saved. */
  current: string | null = null;
  /** Before anything is trained: the run that a visit before this one left unfinished. */
  unfinished: KeptRun | null = null;

  readonly #parts: Parts;
  readonly #store = new RunStore();
  #began = 0;
  #lastKept = -Infinity;
  #waiting: Snapshot | null = null;
  #busy = false;
  #notSavedShown = false;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
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
    this.changed();
  }

  /** What is saved from now on is another run. */
  beginAnother(): void {
    this.current = this.unfinished = this.#waiting = null;
    this.#began = Date.now();
    this.#lastKept = -Infinity;
    this.changed();
  }

  /** What is saved from now on is that run. */
  goOnWith({ id, began }: KeptRun): void {
    this.current = id;
    this.unfinished = null;
    this.#began = began;
    this.changed();
  }

  dismissUnfinished(): void {
    this.unfinished = null;
    this.changed();
  }

  /** Saves the run where the snapshot was taken, or skips it if the run was saved just now and goes on. */
  async keep(snapshot: Snapshot): Promise<void> {
    const { run } = this.#parts.status;
    if (run === null || run.fresh) return;
    if (run.state === 'running' && performance.now() - this.#lastKept < INTERVAL_MS) return;
    this.#waiting = snapshot;
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#takeWaiting(); next !== null; next = this.#takeWaiting()) await this.#write(next);
    } catch (error) {
      this.#showNotSaved(error as Error);
    } finally {
      this.#busy = false;
    }
  }

  /** Saves the run under way as it stands: another one takes its place. */
  async keepNow(): Promise<void> {
    const { client, progress, status } = this.#parts;
    const { run } = status;
    if (run === null || run.fresh) return;
    await client.request<'pause'>({ type: 'pause' });
    const { file } = await client.request<'save'>({ type: 'save', format: 'safetensors', withTraining: true });
    const seconds = progress.history.columns.seconds.at(-1) ?? 0;
    await this.#write({ step: status.run?.step ?? run.step, seconds, file });
  }

  /** What it takes to go on with a run. */
  async filesOf({ id }: KeptRun): Promise<RunFiles> {
    return this.#store.files(id).catch(() => {
      throw new Error(t('runs.gone'));
    });
  }

  async remove({ id }: KeptRun): Promise<void> {
    await this.#store.remove(id);
    if (this.unfinished?.id === id) this.unfinished = null;
    if (this.current === id) this.current = null;
    this.kept = await this.#store.list();
    this.changed();
  }

  #takeWaiting(): Snapshot | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }

  async #write(snapshot: Snapshot): Promise<void> {
    const record = this.#record(snapshot);
    if (record === null) return;
    const { training: data, validation } = this.#parts.data;
    const isNew = this.current === null;
    this.current = record.id;
    await this.#store.keep(record, { data, validation, snapshot });
    this.#lastKept = performance.now();
    if (isNew) await this.#store.prune();
    this.kept = await this.#store.list();
    this.changed();
  }

  #record(snapshot: Snapshot): KeptRun | null {
    const { data, settings, question, status, progress, samples, answers } = this.#parts;
    const { run, model, opened } = status;
    if (run === null || model === null) return null;
    return {
      id: this.current ?? `${this.#began}-${Math.random().toString(36).slice(2)}`,
      began: this.#began,
      saved: Date.now(),
      dataset: data.dataset.name,
      settings: settings.current,
      start: settings.start,
      files: data.files.map(({ name }) => name),
      from: settings.start === 'new' ? '' : (opened?.name ?? ''),
      question: question.text,
      samplePrompts: samples.prompts,
      parameters: model.parameters,
      state: run.state,
      step: snapshot.step,
      totalSteps: stepsInAll(run, progress.latest).total,
      seconds: snapshot.seconds,
      progress: progress.latest,
      history: progress.history.columns,
      samples: samples.taken,
      answers: answers.byMilestone,
    };
  }

  /** Once: training goes on all the same. */
  #showNotSaved({ message }: Error): void {
    if (this.#notSavedShown) return;
    this.#notSavedShown = true;
    this.#parts.notice.show(t('runs.notSaved', { reason: message }));
  }
}
