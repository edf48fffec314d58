// What the parts of the page share: what people chose, what the worker told, and what one can do. Parts listen to the
// topics they draw; of the model itself nothing is kept here.

import { EngineClient, EngineLost } from '../client';
import { bundledFiles, type Dataset, DATASETS, type DatasetName, readFiles } from '../datasets';
import { RunHistory } from '../run-history';
import {
  type CheckpointFormat,
  type DataFile,
  type Event as EngineEvent,
  type ExaminedFile,
  type Milestone,
  type Phase,
  type Progress,
  type Sample,
  type Setup,
  type Start,
  type Status,
  type TrainingCost,
  type TrainingData,
  unreachable,
} from '../protocol';
import { DEFAULTS, type Settings } from '../settings';
import { withoutDensest } from '../thin';
import { RunKeeper } from './run-keeper';
import type { KeptRun, RunFiles } from './run-store';

/** Parts of the state that change together. */
export type Topic =
  /** dataset, data, settings, start, samplePrompts, question. */
  | 'choice'
  /** cost, operationsPerSecond. */
  | 'cost'
  /** status: the model, the run, the opened file. */
  | 'status'
  /** progress and history: some 20 times a second while training. */
  | 'progress'
  /** samples. */
  | 'samples'
  /** answers. */
  | 'answers'
  /** notice. */
  | 'notice'
  /** announcement. */
  | 'announcement'
  /** runs. */
  | 'runs';

/** Above this many samples, some are dropped, so that those left stay evenly spread. */
const MOST_SAMPLES = 200;

const NO_DATA: TrainingData = { pretrain: [], tune: [] };

export type Answers = Partial<Record<Milestone, Extract<EngineEvent, { type: 'milestone' }>>>;

export class PageState {
  // What people chose.
  dataset: Dataset = DATASETS.facts;
  settings: Settings = DEFAULTS;
  start: Start['kind'] = 'new';
  samplePrompts: Record<Phase, string> = DATASETS.facts.samples;
  question = DATASETS.facts.question;
  /** Of the dataset chosen; empty until it is there. */
  data: TrainingData = NO_DATA;
  validationFiles: TrainingData = NO_DATA;
  dataFiles: ExaminedFile[] = [];
  /** Why the files chosen last could not be taken; empty if they could. */
  dataFault = '';
  /** Words in the vocabulary that the data makes; 0 while there is none. */
  dataVocabSize = 0;

  // What the worker told.
  status: Status = { model: null, opened: null, run: null };
  progress: Progress | null = null;
  readonly history = new RunHistory();
  /** What the model made of the sample prompts, in the order of training. */
  samples: Sample[] = [];
  answers: Answers = {};
  /** Of the model that the settings describe; null until it is known. */
  cost: TrainingCost | null = null;
  /** What this device does while training, in floating-point operations; null until measured. */
  operationsPerSecond: number | null = null;
  notice = '';
  /** What a screen reader says next. */
  announcement = '';

  readonly client = new EngineClient({
    event: (event) => this.#hear(event),
    restarted: (notice) => this.tellPeople(notice),
  });
  readonly runs = new RunKeeper(this);
  readonly #listeners = new Map<Topic, Set<() => void>>();
  /** The dataset chosen last: what arrives for an earlier one is dropped. */
  #dataTurn = 0;

  /** Calls back whenever the topic changes. Returns what ends that. */
  on(topic: Topic, callback: () => void): () => void {
    const its = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, its.add(callback));
    return () => its.delete(callback);
  }

  /** Tells those who listen. */
  changed(...topics: Topic[]): void {
    for (const topic of topics) this.#listeners.get(topic)?.forEach((callback) => callback());
  }

  /** A run is under way, so that what it is made of cannot be changed. */
  get locked(): boolean {
    const { run } = this.status;
    return run !== null && !run.fresh;
  }

  /** The phases there is data for. */
  get phases(): Phase[] {
    return (['pretrain', 'tune'] as const).filter((phase) => this.data[phase].length > 0);
  }

  // What the worker tells -----------------------------------------------------------------------------------------

  #hear(event: EngineEvent): void {
    switch (event.type) {
      case 'status':
        return this.#takeStatus(event.status);
      case 'progress':
        this.progress = event.progress;
        this.history.append(event.steps);
        return this.changed('progress');
      case 'sampled':
        this.#takeSample(event);
        return this.changed('samples');
      case 'milestone':
        this.answers = { ...this.answers, [event.at]: event };
        return this.changed('answers');
      case 'failed':
        return this.tellPeople(event.message);
      case 'snapshot':
        return void this.runs.keep(event.snapshot);
      case 'answering':
      case 'token':
        return; // the client's
      default:
        return unreachable(event);
    }
  }

  #takeSample(sample: Sample): void {
    this.samples = [...this.samples.filter(({ step }) => step < sample.step), sample];
    if (this.samples.length > MOST_SAMPLES) this.samples = withoutDensest(this.samples, ({ step }) => step);
  }

  #takeStatus(status: Status): void {
    this.status = status;
    const { run } = status;
    if (run === null || run.fresh) {
      this.history.clear();
      this.progress = null;
      this.samples = [];
      this.answers = {};
    } else {
      // After a crash, the run stands where its last snapshot was taken.
      this.history.keepUntil(run.step);
      this.samples = this.samples.filter(({ step }) => step <= run.step);
    }
    this.changed('status', 'progress', 'samples', 'answers');
  }

  // What people do ------------------------------------------------------------------------------------------------

  /** Shows a notice until it is dismissed; an empty one dismisses. */
  tellPeople(notice: string): void {
    this.notice = notice;
    this.changed('notice');
  }

  /** Has a screen reader say it, when it is done with what it is saying. */
  announce(text: string): void {
    this.announcement = text;
    this.changed('announcement');
  }

  /** Does it; what goes wrong is shown. Returns whether it went well. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      this.tellPeople('');
      await action();
      return true;
    } catch (error) {
      // The client tells of a lost engine itself.
      if (!(error instanceof EngineLost)) this.tellPeople((error as Error).message);
      return false;
    }
  }

  async train(): Promise<void> {
    await this.#beginIfFresh();
    await this.client.request<'run'>({ type: 'run' });
  }

  async pause(): Promise<void> {
    await this.client.request<'pause'>({ type: 'pause' });
  }

  async step(): Promise<void> {
    await this.#beginIfFresh();
    await this.client.request<'step'>({ type: 'step' });
  }

  async reset(): Promise<void> {
    await this.client.request<'reset'>({ type: 'reset' });
    this.runs.beginAnother();
  }

  /** Sets the run up as chosen, unless one is under way. */
  async #beginIfFresh(): Promise<void> {
    if (this.locked) return;
    await this.client.request<'begin'>({ type: 'begin', setup: this.setup(), snapshot: null });
    this.runs.beginAnother();
  }

  /** Takes over a kept run with all that was chosen for it, and stands where it was saved. */
  async adopt(kept: KeptRun, { data, validation, snapshot }: RunFiles): Promise<void> {
    const before = { dataset: this.dataset, settings: this.settings, start: this.start };
    Object.assign(this, { dataset: DATASETS[kept.dataset], settings: kept.settings, start: kept.start });
    this.question = kept.question;
    if (!(await this.#takeData(async () => [...data.pretrain, ...data.tune]))) {
      Object.assign(this, before);
      throw new Error(this.dataFault);
    }
    this.validationFiles = validation;
    await this.client.request<'begin'>({ type: 'begin', setup: this.setup(), snapshot });
    this.setSamplePrompts(kept.samplePrompts);
    this.progress = kept.progress;
    this.history.columns = kept.history;
    this.history.keepUntil(snapshot.step);
    this.samples = kept.samples.filter(({ step }) => step <= snapshot.step);
    this.answers = kept.answers;
    this.changed('choice', 'progress', 'samples', 'answers');
  }

  /** The run that the choices describe. */
  setup(): Setup {
    const { sizes, training, validationShare, stopping } = this.settings;
    return {
      data: this.data,
      validation: { files: this.validationFiles, share: validationShare },
      start: this.start === 'new' ? { kind: 'new', sizes } : { kind: this.start },
      training,
      stopping,
      question: this.question,
    };
  }

  async chooseDataset(name: DatasetName): Promise<void> {
    const dataset = DATASETS[name];
    this.dataset = dataset;
    this.data = this.validationFiles = NO_DATA;
    this.dataFiles = [];
    this.dataVocabSize = 0;
    this.cost = null;
    if (this.start !== 'resume') this.settings = withTraining(this.settings, dataset.training);
    this.question = dataset.question;
    this.setSamplePrompts(dataset.samples);
    await this.#takeData(() => bundledFiles(dataset.files));
    this.validationFiles = { pretrain: [], tune: await bundledFiles(dataset.validationChats) };
  }

  async takeOwnFiles(chosen: File[]): Promise<void> {
    const taken = await this.#takeData(() => readFiles(chosen));
    if (!taken || this.dataset.name === 'own') return;
    this.dataset = DATASETS.own;
    this.validationFiles = NO_DATA;
    this.question = '';
    this.setSamplePrompts(DATASETS.own.samples);
  }

  /** Takes over the files that `load` brings; if they cannot be read, what was there stays. Returns whether it did. */
  async #takeData(load: () => Promise<DataFile[]>): Promise<boolean> {
    const turn = ++this.#dataTurn;
    this.dataFault = '';
    this.changed('choice');
    try {
      const files = await load();
      if (files.length === 0) return false;
      const { maxSeqLen } = this.settings.sizes;
      const examined = await this.client.request<'examine'>({ type: 'examine', files, maxSeqLen });
      if (turn !== this.#dataTurn) return false;
      const hasChats = (i: number): boolean => (examined.files[i]?.chats ?? 0) > 0;
      this.data = {
        pretrain: files.filter((_, i) => !hasChats(i)),
        tune: files.filter((_, i) => hasChats(i)),
      };
      this.dataFiles = examined.files;
      this.dataVocabSize = examined.vocabSize;
      await this.#measure();
      return true;
    } catch (error) {
      if (turn === this.#dataTurn) this.dataFault = (error as Error).message;
      return false;
    } finally {
      this.changed('choice');
    }
  }

  changeSettings(settings: Settings): void {
    this.settings = settings;
    this.changed('choice');
    if (this.start === 'new') void this.attempt(() => this.#measure());
  }

  async #measure(): Promise<void> {
    if (this.dataVocabSize === 0) return;
    const { sizes, training } = this.settings;
    const { batchSize } = training;
    const request = { type: 'measure', sizes, vocabSize: this.dataVocabSize, batchSize, length: sizes.maxSeqLen } as const;
    const { cost } = await this.client.request<'measure'>(request);
    if (sizes !== this.settings.sizes) return;
    this.cost = cost;
    this.changed('cost');
  }

  /** Measures this device, once. */
  async benchmark(): Promise<void> {
    if (this.operationsPerSecond !== null) return;
    const { operationsPerSecond } = await this.client.request<'benchmark'>({ type: 'benchmark' });
    this.operationsPerSecond = operationsPerSecond;
    this.changed('cost');
  }

  chooseStart(start: Start['kind']): void {
    this.start = start;
    this.changed('choice');
    const { opened } = this.status;
    if (opened === null || start === 'new') return void this.attempt(() => this.#measure());
    const { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads } = opened.model;
    this.settings = {
      ...this.settings,
      sizes: { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads },
      training: (start === 'resume' ? opened.resumable : null) ?? this.settings.training,
    };
    this.changed('choice');
  }

  setQuestion(question: string): void {
    this.question = question;
    this.changed('choice');
  }

  setSamplePrompts(prompts: Record<Phase, string>): void {
    this.samplePrompts = prompts;
    this.changed('choice');
    void this.attempt(() => this.client.request<'sample'>({ type: 'sample', prompts }));
  }

  // Files ---------------------------------------------------------------------------------------------------------

  async open(chosen: File): Promise<void> {
    const file: DataFile = { name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) };
    const { opened } = await this.client.request<'open'>({ type: 'open', file });
    this.chooseStart(opened.resumable === null ? 'opened' : 'resume');
  }

  /** Downloads the model. */
  async save(format: CheckpointFormat, withTraining: boolean): Promise<void> {
    const { file } = await this.client.request<'save'>({ type: 'save', format, withTraining });
    const step = this.status.run?.step;
    const link = document.createElement('a');
    link.download = `glassgpt${step === undefined ? '' : `-step-${step}`}.${format}`;
    link.href = URL.createObjectURL(file);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** A model file is opened, anything else is training data. */
  async takeDropped(files: File[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    const json = first.name.toLowerCase().endsWith('.json');
    const isObject = json && /^\ufeff?\s*\{/.test(await first.slice(0, 64).text());
    if (isObject || first.name.toLowerCase().endsWith('.safetensors')) await this.open(first);
    else if (!this.locked) await this.takeOwnFiles(files);
    else throw new Error('Training is under way. Reset it to train on other files.');
  }
}

function withTraining(settings: Settings, { pretrain, tune, batchSize }: Dataset['training']): Settings {
  return { ...settings, training: { ...settings.training, pretrain, tune, batchSize } };
}
