// The runs kept in this browser: saves the run under way by itself, and tells where it is not saved.

import type { EngineClient } from '../client';
import { TextError } from '../i18n/translate';
import type { Snapshot } from '../protocol';
import type { AnswersState } from './answers-state';
import type { DataState } from './data-state';
import { stepsInAll } from './progress';
import type { ProgressState } from './progress-state';
import type { QuestionState } from './question-state';
import { type OwnershipHandlers, RunOwnership } from './run-ownership';
import { type KeptRun, type RunFiles, RunStore } from './run-store';
import type { SamplesState } from './samples-state';
import { faultOf, type SavingFault } from './saving-fault';
import type { SettingsState } from './settings-state';
import { State } from './state';
import type { StatusState } from './status-state';
import { TabMemory } from './tab-memory';

/** More are not kept: the ones saved longest ago go. */
export const MOST_RUNS = 24;
/** Least time between two saves of a run under way, in milliseconds: what a crash loses at most, and a bit. */
const INTERVAL_MS = 4000;
/** When to look again at whose the runs are, in milliseconds. */
const SECOND_LOOK_MS = 1000;
/** When to tell that the storage does not answer, in milliseconds. */
const SILENCE_MS = 10_000;

/** What of the page it works on. */
interface Parts {
  life: AbortSignal;
  client: EngineClient;
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  status: StatusState;
  progress: ProgressState;
  samples: SamplesState;
  answers: AnswersState;
}

/** A run to write, as it was when its snapshot was taken. */
interface Unwritten {
  record: KeptRun;
  files: RunFiles;
}

export class KeptRuns extends State {
  /** The one saved last first. */
  kept: KeptRun[] = [];
  /** The run on the page, once it is saved. */
  current: string | null = null;
  /** Before anything is trained: the run that this tab was at, or that a visit before this one left unfinished. */
  unfinished: KeptRun | null = null;
  /** Ids of the runs that are open in other tabs. */
  elsewhere: ReadonlySet<string> = new Set();
  /** Why the run on the page is not saved; null if it is, or there is none. */
  fault: SavingFault | null = null;
  /** Somebody has taken note of `fault`. */
  faultDismissed = false;
  /** Whether runs are kept at all; else nothing is stored, or looked for. */
  readonly keeps: boolean;

  readonly #parts: Parts;
  readonly #store = new RunStore({ closed: () => this.#lookAgain() });
  readonly #ownership: RunOwnership;
  readonly #tabMemory: TabMemory;
  #began = 0;
  /** `current` was written before. */
  #written = false;
  #lastKept = -Infinity;
  /** The step at which another tab took the run. */
  #takenAt = 0;
  /** The latest there is; null once it is written. */
  #unwritten: Unwritten | null = null;
  #writing: Promise<void> | null = null;

  constructor(parts: Parts, keeps: boolean) {
    super();
    this.#parts = parts;
    this.keeps = keeps;
    this.#tabMemory = new TabMemory(keeps);
    const handlers: OwnershipHandlers = {
      changed: () => document.hidden || void this.refresh(),
      removed: (id) => this.#heardRemoved(id),
      wanted: (id) => this.#handOver(id),
      lost: (id) => this.#wasTaken(id),
    };
    this.#ownership = new RunOwnership(handlers, keeps);
    if (!keeps) return;
    void this.#load();
    const { life: signal } = parts;
    document.addEventListener('visibilitychange', () => void (document.hidden ? this.#keepHidden() : this.refresh()), { signal });
    document.addEventListener('freeze', () => void this.#writeAll(), { signal });
    document.addEventListener('resume', () => void this.refresh(), { signal });
    addEventListener('pagehide', () => void this.#writeAll(), { signal });
    signal.addEventListener('abort', () => this.#end());
  }

  #end(): void {
    this.#letGo();
    this.#ownership.end();
    removeEventListener('beforeunload', askBeforeLeaving);
  }

  async #load(): Promise<void> {
    await this.refresh();
    // The lock of a page that this one takes the place of may still be about to go.
    if (this.elsewhere.size > 0) this.#lookAgain();
    const [last] = this.kept;
    const mine = this.kept.find(({ id }) => id === this.#tabMemory.run);
    const isOver = last === undefined || last.state === 'done' || last.state === 'failed';
    if (!this.#isUnderWay()) this.unfinished = mine ?? (isOver ? null : last);
    this.changed();
  }

  /** Looks at what is there. */
  async refresh(): Promise<void> {
    try {
      const [kept, elsewhere] = await Promise.all([this.#store.list(), this.#ownership.elsewhere()]);
      this.kept = kept;
      this.elsewhere = elsewhere;
    } catch {
      return; // a browser without storage: saving will tell
    }
    const { unfinished, current } = this;
    const isThere = (id: string): boolean => this.kept.some((run) => run.id === id);
    if (unfinished !== null) this.unfinished = this.kept.find(({ id }) => id === unfinished.id) ?? null;
    if (current !== null && this.#written && this.#writing === null && !isThere(current)) this.#isGone();
    this.changed();
  }

  /** What is saved from now on is another run. */
  beginAnother(): void {
    this.#letGo();
    this.unfinished = this.#unwritten = null;
    this.#began = Date.now();
    this.#lastKept = -Infinity;
    this.#show(null);
  }

  /** What is on the page would be lost with it. */
  get isUnsaved(): boolean {
    return this.fault !== null && this.fault.kind !== 'taken';
  }

  dismissUnfinished(): void {
    this.unfinished = null;
    this.changed();
  }

  dismissFault(): void {
    this.faultDismissed = true;
    this.#show(this.fault);
  }

  /** Saves the run where the snapshot was taken, or skips it if the run was saved just now and goes on. */
  async keep(snapshot: Snapshot): Promise<void> {
    const { run } = this.#parts.status;
    if (!this.keeps || run === null || run.fresh || this.#waitsForDecision(snapshot.step)) return;
    this.#unwritten = this.#takeDown(snapshot);
    if (run.state === 'running' && performance.now() - this.#lastKept < INTERVAL_MS) return;
    await this.#writeAll();
  }

  /**
   * Saves the run on the page as it stands: another one takes its place, or another tab goes on with it. Throws where
   * that fails.
   */
  async keepNow(): Promise<void> {
    if (!this.keeps || !this.#isUnderWay() || this.#waitsForDecision(this.#parts.status.run?.step ?? 0)) return;
    const { current } = this;
    await this.#parts.client.request<'pause'>({ type: 'pause' });
    if (this.current !== current) return; // another tab took it meanwhile
    await this.#keepAsItStands();
    if (this.fault !== null) throw new TextError('runs.notSavedNow');
  }

  /** Saves the run on the page after all: once more where it was deleted, as another run where it is another tab's. */
  async saveAgain(): Promise<void> {
    if (this.fault?.kind === 'taken') this.#began = Date.now();
    this.#written = false;
    await this.#keepAsItStands();
  }

  /** Makes a run this tab's, and reads it. Throws if it is gone. */
  async takeOver({ id }: KeptRun): Promise<{ run: KeptRun; files: RunFiles }> {
    await this.#ownership.take(id);
    const taken = await this.#store.take(id, this.#ownership.tab);
    if (taken !== null) return taken;
    this.#ownership.letGo(id);
    throw new TextError('runs.gone');
  }

  /** A run as it was saved last, whoever goes on with it. Throws if it is gone. */
  async read({ id }: KeptRun): Promise<{ run: KeptRun; files: RunFiles }> {
    const taken = await this.#store.take(id, null);
    if (taken === null) throw new TextError('runs.gone');
    return taken;
  }

  /** What is saved from now on is that run, which this tab took over. */
  goOnWith({ id, began }: KeptRun): void {
    this.#letGo();
    this.current = id;
    this.#tabMemory.remember(id);
    this.#written = true;
    this.unfinished = this.#unwritten = null;
    this.#began = began;
    this.#show(null);
  }

  /** A run that was taken over is not gone on with after all. */
  release({ id }: KeptRun): void {
    this.#ownership.letGo(id);
  }

  /** The run on the page is a copy: it is saved as a run of its own. */
  async goOnAsCopy(snapshot: Snapshot): Promise<void> {
    this.beginAnother();
    await this.keep(snapshot);
  }

  async remove({ id }: KeptRun): Promise<void> {
    await this.#store.remove(id);
    if (this.unfinished?.id === id) this.unfinished = null;
    if (this.current === id) this.#letGo();
    this.#ownership.tellRemoved(id);
    await this.refresh();
  }

  /** What is about to change is so in a moment: the browser that closed the storage has cleared it. */
  #lookAgain(): void {
    setTimeout(() => void this.refresh(), SECOND_LOOK_MS);
  }

  #isUnderWay(): boolean {
    const { run } = this.#parts.status;
    return run !== null && !run.fresh;
  }

  /** A run that was deleted is not brought back unasked; one that another tab has is saved anew once it goes on here. */
  #waitsForDecision(step: number): boolean {
    return this.fault?.kind === 'gone' || (this.fault?.kind === 'taken' && step <= this.#takenAt);
  }

  /** Nobody may come back to a hidden tab: browsers end them without a word. */
  async #keepHidden(): Promise<void> {
    if (!this.#isUnderWay()) return;
    this.#lastKept = -Infinity;
    if (this.#parts.status.run?.state === 'running') await this.#parts.client.request<'wantSnapshot'>({ type: 'wantSnapshot' }).catch(() => {});
    else await this.#writeAll();
  }

  async #keepAsItStands(): Promise<void> {
    const { client, progress, status } = this.#parts;
    const { current } = this;
    const { file } = await client.request<'save'>({ type: 'save', format: 'safetensors', withTraining: true });
    if (this.current !== current) return; // another tab took it meanwhile
    const seconds = progress.history.columns.seconds.at(-1) ?? 0;
    this.#unwritten = this.#takeDown({ step: status.run?.step ?? 0, seconds, file });
    await this.#writeAll();
  }

  /** Writes what is not written yet, and what comes meanwhile; waits some seconds at most. */
  #writeAll(): Promise<void> {
    if (this.#writing === null && this.#unwritten !== null) {
      this.#writing = this.#writeWaiting().finally(() => (this.#writing = null));
    }
    return Promise.race([this.#writing, this.#silence()]).then(() => {});
  }

  /** Settles when the storage should have answered, and tells if it has not. */
  async #silence(): Promise<void> {
    const writing = this.#writing;
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    if (writing !== null && writing === this.#writing) this.#show({ kind: 'silent' });
  }

  async #writeWaiting(): Promise<void> {
    try {
      while (this.#unwritten !== null) {
        const next = this.#unwritten;
        this.#unwritten = null;
        await this.#write(next);
      }
    } catch (error) {
      this.#show(faultOf(error));
    }
  }

  async #write({ record, files }: Unwritten): Promise<void> {
    const { id } = record;
    const isNew = id === this.current && !this.#written;
    if (isNew) await this.#ownership.take(id);
    const outcome = await this.#store.keep(record, files, isNew);
    if (outcome === 'kept') {
      this.#lastKept = performance.now();
      if (isNew) await this.#prune();
      this.kept = await this.#store.list();
      this.#ownership.tellChanged();
    }
    if (id !== this.current) return;
    if (outcome === 'gone') return this.#isGone();
    if (outcome === 'taken') return this.#wasTaken(id);
    this.#written = true;
    this.#show(null);
  }

  /** Removes what is above the most that are kept, but for what is open. */
  async #prune(): Promise<void> {
    const surplus = (await this.#store.list()).slice(MOST_RUNS);
    if (surplus.length === 0) return;
    const elsewhere = await this.#ownership.elsewhere();
    for (const { id } of surplus) if (id !== this.current && !elsewhere.has(id)) await this.#store.remove(id);
  }

  #show(fault: SavingFault | null): void {
    if (fault?.kind !== this.fault?.kind) this.faultDismissed = false;
    this.fault = fault;
    if (!this.keeps) return this.changed();
    if (this.isUnsaved && !this.faultDismissed) addEventListener('beforeunload', askBeforeLeaving);
    else removeEventListener('beforeunload', askBeforeLeaving);
    this.changed();
  }

  #isGone(): void {
    this.#unwritten = null;
    this.#show({ kind: 'gone' });
  }

  #heardRemoved(id: string): void {
    if (this.current === id && this.#written) this.#isGone();
    void this.refresh();
  }

  /** Another tab asks for the run: it gets it as it stands. */
  async #handOver(id: string): Promise<void> {
    if (this.current !== id) return;
    await this.keepNow().catch(() => {}); // it gets what was saved last, then, and this tab keeps what it has
    this.#wasTaken(id);
  }

  #wasTaken(id: string): void {
    if (this.current !== id) return;
    this.#letGo();
    this.#unwritten = null;
    this.#began = Date.now();
    this.#takenAt = Infinity;
    this.#show({ kind: 'taken' });
    void this.#standStill();
    void this.refresh();
  }

  /** What is trained from here on is another run. */
  async #standStill(): Promise<void> {
    const { client, status } = this.#parts;
    await client.request<'pause'>({ type: 'pause' }).catch(() => {}); // it does not run, then
    this.#takenAt = status.run?.step ?? 0;
  }

  /** What is on the page is no kept run any more. */
  #letGo(): void {
    const { current } = this;
    this.current = null;
    this.#written = false;
    if (current !== null) this.#ownership.letGo(current);
  }

  /** The run as it is now. */
  #takeDown(snapshot: Snapshot): Unwritten | null {
    const { data, settings, question, status, progress, samples, answers } = this.#parts;
    const { run, own, opened } = status;
    if (run === null || own === null) return null;
    this.current ??= `${this.#began}-${Math.random().toString(36).slice(2)}`;
    this.#tabMemory.remember(this.current);
    const record: KeptRun = {
      id: this.current,
      began: this.#began,
      saved: Date.now(),
      dataset: data.dataset.name,
      settings: settings.current,
      start: settings.start,
      files: data.files.map(({ name }) => name),
      from: settings.start === 'new' ? '' : (opened?.name ?? ''),
      question: question.text,
      samplePrompts: samples.prompts,
      parameters: own.parameters,
      state: run.state,
      step: snapshot.step,
      totalSteps: stepsInAll(run, progress.latest).total,
      seconds: snapshot.seconds,
      progress: progress.latest,
      history: progress.history.columns,
      samples: samples.taken,
      answers: answers.byMilestone,
      owner: this.#ownership.tab,
    };
    return { record, files: { data: data.training, validation: data.validation, snapshot } };
  }
}

/** What is on the page would be lost. */
function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
