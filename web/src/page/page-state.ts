// What the parts of the page share: what people chose, what the worker told, and what one can do. Parts listen to the
// topics they draw; of the model itself nothing is kept here.

import { EngineClient, EngineLost } from '../client';
import {
  bundledFiles,
  type Dataset,
  DATASETS,
  type DatasetName,
  defaultsOf,
  moved,
  type Preset,
  preset,
  readFiles,
} from '../datasets';
import { t } from '../i18n/translate';
import { RunHistory } from '../run-history';
import {
  type CheckpointFormat,
  type DataFile,
  type Event as EngineEvent,
  type ExaminedFile,
  type Milestone,
  type Phase,
  type Progress,
  type ReplyTo,
  type Sample,
  type Setup,
  type Start,
  type Status,
  type TrainingData,
  type TrainingOptions,
  unreachable,
} from '../protocol';
import { completed, leftTo, type Recipe } from '../recipe';
import { type Asking, DEFAULT_ASKING, type Settings } from '../settings';
import { withoutDensest } from '../downsample';
import { Advice } from './advice';
import { CostEstimate } from './cost-estimate';
import { completedProgress, continued, progressUntil } from './progress';
import { RunKeeper } from './run-keeper';
import type { KeptRun, RunFiles } from './run-store';
import { followVisibility } from './visibility';

/** Parts of the state that change together. */
export type Topic =
  /** dataset, data, settings, start, samplePrompts, question, asking, pauseWhenHidden. */
  | 'choice'
  /** settingWanted. */
  | 'settingWanted'
  /** estimate. */
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

interface Loaded {
  files: DataFile[];
  validation: TrainingData;
}

export type Answers = Partial<Record<Milestone, Extract<EngineEvent, { type: 'milestone' }>>>;

export class PageState {
  // What people chose.
  dataset: Dataset = DATASETS.facts;
  settings: Settings = defaultsOf('facts');
  start: Start['kind'] = 'new';
  samplePrompts: Record<Phase, string> = DATASETS.facts.samples;
  question = DATASETS.facts.question;
  asking: Asking = DEFAULT_ASKING;
  /** The field of the settings that holds what cannot be used; empty if there is none. */
  settingsFault = '';
  /** The setting that people are to look at now, by its name. */
  settingWanted = '';
  /** Training pauses while the tab is hidden, instead of going on. */
  pauseWhenHidden = false;
  /** Of the dataset chosen; empty until it is there. */
  data: TrainingData = NO_DATA;
  validationFiles: TrainingData = NO_DATA;
  dataFiles: ExaminedFile[] = [];
  /** Why the files chosen last could not be taken; empty if they could. */
  dataFault = '';
  /** Words in the vocabulary that the data makes; 0 while there is none. */
  dataVocabSize = 0;
  /** Distinct words that the vocabulary has no room for. */
  dataWordsDropped = 0;

  // What the worker told.
  status: Status = { model: null, opened: null, run: null };
  progress: Progress | null = null;
  readonly history = new RunHistory();
  /** What the model made of the sample prompts, in the order of training. */
  samples: Sample[] = [];
  answers: Answers = {};
  notice = '';
  /** What a screen reader says next. */
  announcement = '';

  readonly client = new EngineClient({
    event: (event) => this.#hear(event),
    restarted: (notice) => this.tellPeople(notice),
  });
  readonly runs = new RunKeeper(this);
  readonly advice = new Advice(this);
  readonly estimate = new CostEstimate(this);
  readonly #listeners = new Map<Topic, Set<() => void>>();
  /** The dataset chosen last: what arrives for an earlier one is dropped. */
  #dataTurn = 0;
  /** What the last run was set up as. */
  #setUpAs: { settings: Settings | null; data: TrainingData | null } = { settings: null, data: null };
  /** The options of a run that is not the opened file's. */
  #ownTraining: TrainingOptions | null = null;
  /** The context that `dataFiles` were examined for. */
  #examinedContext = 0;

  constructor() {
    followVisibility(this);
  }

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
        this.progress = continued(this.progress, event.progress);
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
      if (this.progress !== null) this.progress = progressUntil(this.progress, run.step);
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
    if (this.#refuses()) return;
    await this.#beginIfFresh();
    await this.client.request<'run'>({ type: 'run' });
  }

  async pause(): Promise<void> {
    await this.client.request<'pause'>({ type: 'pause' });
  }

  async step(): Promise<void> {
    if (this.#refuses()) return;
    await this.#beginIfFresh();
    await this.client.request<'step'>({ type: 'step' });
  }

  async reset(): Promise<void> {
    await this.client.request<'reset'>({ type: 'reset' });
    this.runs.beginAnother();
  }

  /** Takes people to the setting of that name. */
  showSetting(name: string): void {
    this.settingWanted = name;
    this.changed('settingWanted');
  }

  #refuses(): boolean {
    if (this.locked || this.settingsFault === '') return false;
    this.showSetting(this.settingsFault);
    return true;
  }

  /** Sets the run up as chosen, unless one is under way. */
  async #beginIfFresh(): Promise<void> {
    if (this.locked) return;
    await this.estimate.settled.catch(() => {}); // told where it was asked for
    this.#setUpAs = { settings: this.settings, data: this.data };
    await this.client.request<'begin'>({ type: 'begin', setup: this.setup(), snapshot: null });
    this.runs.beginAnother();
  }

  /** Makes the model that the choices describe, untrained, unless it is there, or one that was trained or opened. */
  async ensureModel(): Promise<void> {
    const { model, run } = this.status;
    const { settings, data } = this.#setUpAs;
    const outdated = run?.fresh === true && (settings !== this.settings || data !== this.data);
    if (model === null || outdated) await this.#beginIfFresh();
  }

  /** Takes over a kept run with all that was chosen for it, and stands where it was saved. */
  async adopt(kept: KeptRun, { data, validation, snapshot }: RunFiles): Promise<void> {
    const before = { dataset: this.dataset, settings: this.settings, start: this.start };
    const settings = completed(kept.settings);
    Object.assign(this, { dataset: DATASETS[kept.dataset], settings, start: kept.start });
    this.question = kept.question;
    if (!(await this.#takeData(async () => ({ files: [...data.pretrain, ...data.tune], validation })))) {
      Object.assign(this, before);
      throw new Error(this.dataFault);
    }
    this.settings = settings; // a run keeps its options, whatever its recipe says today
    await this.client.request<'begin'>({ type: 'begin', setup: this.setup(), snapshot });
    this.setSamplePrompts(kept.samplePrompts);
    this.progress = kept.progress && completedProgress(kept.progress);
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

  /** Takes a bundled dataset, or waits for own files, with the settings that suit it or those given. */
  async chooseDataset(name: DatasetName, given: { settings?: Settings; question?: string } = {}): Promise<void> {
    const dataset = DATASETS[name];
    const before = this.dataset.name;
    this.dataset = dataset;
    this.data = this.validationFiles = NO_DATA;
    this.dataFiles = [];
    this.dataVocabSize = 0;
    this.estimate.forget();
    this.settings = given.settings ?? (this.start === 'resume' ? this.settings : moved(this.settings, before, name));
    this.question = given.question ?? dataset.question;
    this.setSamplePrompts(dataset.samples);
    await this.#takeData(async () => {
      const [files, chats] = await Promise.all([bundledFiles(dataset.files), bundledFiles(dataset.validationChats)]);
      return { files, validation: { pretrain: [], tune: chats } };
    });
  }

  async takeOwnFiles(chosen: File[]): Promise<void> {
    const taken = await this.#takeData(async () => ({ files: await readFiles(chosen), validation: NO_DATA }));
    if (!taken || this.dataset.name === 'own') return;
    const settings = this.start === 'resume' ? this.settings : moved(this.settings, this.dataset.name, 'own');
    this.dataset = DATASETS.own;
    this.question = '';
    this.setSamplePrompts(DATASETS.own.samples);
    this.changeSettings(settings);
    await this.estimate.settled;
  }

  /** Takes over what `load` brings; if it cannot be read, what was there stays. Returns whether it did. */
  async #takeData(load: () => Promise<Loaded>): Promise<boolean> {
    const turn = ++this.#dataTurn;
    this.dataFault = '';
    this.changed('choice');
    try {
      const { files, validation } = await load();
      if (files.length === 0) return false;
      const { maxSeqLen } = this.settings.sizes;
      const examined = await this.client.request<'examine'>({ type: 'examine', files, maxSeqLen });
      if (turn !== this.#dataTurn) return false;
      const ofChats = (chats: boolean): DataFile[] =>
        files.filter((_, i) => (examined.files[i]?.chats ?? 0) > 0 === chats);
      this.data = { pretrain: ofChats(false), tune: ofChats(true) };
      this.validationFiles = validation;
      this.#takeExamined(examined, maxSeqLen);
      await this.estimate.update();
      return true;
    } catch (error) {
      if (turn === this.#dataTurn) this.dataFault = (error as Error).message;
      return false;
    } finally {
      this.changed('choice');
    }
  }

  #takeExamined({ files, vocabSize, wordsDropped }: ReplyTo<'examine'>, context: number): void {
    const ofChats = (chats: boolean): ExaminedFile[] => files.filter((file) => file.chats > 0 === chats);
    this.dataFiles = [...ofChats(false), ...ofChats(true)];
    this.dataVocabSize = vocabSize;
    this.dataWordsDropped = wordsDropped;
    this.#examinedContext = context;
  }

  changeSettings(settings: Settings): void {
    this.settings = this.advice.applied(settings);
    this.changed('choice');
    void this.attempt(() => this.estimate.update());
  }

  takePreset(name: Preset): void {
    const its = preset(name, this.dataset.name);
    const { clipNorm, seed, shuffle } = its.training;
    this.changeSettings({ ...its, training: { ...this.settings.training, clipNorm, seed, shuffle } });
  }

  /** Leaves all that a recipe says to it. */
  leaveTo(recipe: Recipe): void {
    this.changeSettings(leftTo(recipe, this.settings, this.dataset.brief));
  }

  changeAsking(asking: Asking): void {
    this.asking = asking;
    this.changed('choice');
  }

  /** Examines the data anew if the context is not the one it was examined for. Returns whether it is still there. */
  async examineForContext(): Promise<boolean> {
    const { maxSeqLen } = this.settings.sizes;
    if (this.#examinedContext === maxSeqLen) return true;
    const turn = this.#dataTurn;
    const files = [...this.data.pretrain, ...this.data.tune];
    const examined = await this.client.request<'examine'>({ type: 'examine', files, maxSeqLen });
    if (turn !== this.#dataTurn) return false;
    this.#takeExamined(examined, maxSeqLen);
    this.changed('choice');
    return true;
  }

  chooseStart(start: Start['kind']): void {
    if (this.start !== 'resume') this.#ownTraining = this.settings.training;
    this.start = start;
    const { opened } = this.status;
    let { sizes } = this.settings;
    if (opened !== null && start !== 'new') {
      const { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads } = opened.model;
      sizes = { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads };
    }
    const training = (start === 'resume' ? opened?.resumable : this.#ownTraining) ?? this.settings.training;
    this.changeSettings({ ...this.settings, sizes, training });
  }

  setQuestion(question: string): void {
    this.question = question;
    this.changed('choice');
  }

  setPauseWhenHidden(pause: boolean): void {
    this.pauseWhenHidden = pause;
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
    else throw new Error(t('data.underWay'));
  }
}
