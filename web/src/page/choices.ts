// What people choose that touches several parts of the state: the data with the settings that suit it, a recipe, what
// training starts from.

import { bundledFiles, type Dataset, datasetIn, DATASETS, type DatasetName, moved, type Preset, preset } from '../datasets';
import type { Locale } from '../i18n/translate';
import type { Start, TrainingOptions } from '../protocol';
import type { Recipe } from '../recipe';
import { type Settings, withTokensOf } from '../settings';
import { leftTo } from '../settings-by-recipe';
import type { CostEstimate } from './cost-estimate';
import { type CameBy, contextAndShare, type DataState, type Load, type LoadedFiles, NO_DATA } from './data-state';
import { readDataFiles } from './file-reading';
import type { NoticeState } from './messages';
import type { QuestionState } from './question-state';
import type { RecipeAdvice } from './recipe-advice';
import type { SamplesState } from './samples-state';
import type { SettingsState } from './settings-state';
import type { StatusState } from './status-state';
import { abortOf, type WorkState } from './work-state';

/** What of the page it works on. */
interface Parts {
  life: AbortSignal;
  locale: Locale;
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  samples: SamplesState;
  status: StatusState;
  advice: RecipeAdvice;
  estimate: CostEstimate;
  notice: NoticeState;
  work: WorkState;
}

export class Choices {
  readonly #parts: Parts;
  /** The options of a run that is not the opened file's. */
  #ownTraining: TrainingOptions | null = null;
  /** Addresses of the data that the page's author chose in place of people's own. */
  #authorsFiles: readonly string[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes a bundled dataset, or waits for own files, with the settings that suit it or those given. */
  async chooseDataset(
    name: DatasetName,
    given: { settings?: Settings; question?: string; files?: readonly string[] } = {},
  ): Promise<void> {
    this.#authorsFiles = given.files ?? this.#authorsFiles;
    const dataset = name === 'own' ? { ...DATASETS.own, files: this.#authorsFiles } : DATASETS[name];
    const settings = given.settings ?? this.#settingsFor(name);
    this.#parts.data.clear();
    this.#parts.data.setDataset(dataset);
    this.#parts.estimate.forget();
    this.#parts.settings.replace(settings);
    this.#parts.question.setText(given.question ?? dataset.question);
    this.#parts.samples.setPrompts(dataset.samples);
    const taken = await this.takeData((needless) => this.#fetch(dataset, needless));
    if (taken || (globalThis.navigator as Navigator | undefined)?.onLine !== false || this.#parts.life.aborted) return;
    addEventListener('online', () => this.#fetchAgain(name), { once: true, signal: this.#parts.life });
  }

  /**
   * Takes the same bundled data in the language that is spoken now, unless there is a run of what is chosen. Where it
   * cannot be fetched, that stays.
   */
  async followLanguage(): Promise<void> {
    const { locale, data, question, status } = this.#parts;
    const { dataset: before } = data;
    const { language } = locale;
    const its = datasetIn(language, before.kind);
    if (before.language === null || its === before) return;
    const fetched = await bundledFiles([...its.files, ...its.validationChats]).catch(() => null);
    if (fetched === null || data.dataset !== before || locale.language !== language || status.locked) return;
    await this.chooseDataset(its.name, question.text === before.question ? {} : { question: question.text });
  }

  /** What could not be fetched without a connection, unless something else was chosen since. */
  #fetchAgain(name: DatasetName): void {
    const { data, settings, question } = this.#parts;
    if (data.dataset.name !== name || data.fault === '') return;
    void this.chooseDataset(name, { settings: settings.current, question: question.text });
  }

  #fetch({ kind, files, validationChats }: Dataset, needless: AbortSignal): Promise<LoadedFiles> {
    return this.#parts.work.during('read', this.#parts.locale.t(`data.${kind}.title`), needless, async (_, signal) => {
      const fetching = Promise.all([bundledFiles(files), bundledFiles(validationChats)]);
      const [own, tune] = await Promise.race([fetching, abortOf(signal)]);
      return { files: own, validation: { pretrain: [], tune } };
    });
  }

  /** @param cameBy without it, people chose them here */
  async takeOwnFiles(chosen: File[], cameBy?: CameBy): Promise<void> {
    const taken = await this.takeData(async (needless) => ({
      files: await readDataFiles(chosen, this.#parts.work, needless),
      validation: NO_DATA,
      ...(cameBy === undefined ? {} : { cameBy }),
    }));
    if (!taken) return;
    const already = this.#parts.data.dataset.name === 'own';
    const settings = this.#settingsFor('own');
    this.#parts.data.setDataset(DATASETS.own);
    if (already) return;
    this.#parts.question.setText('');
    this.#parts.samples.setPrompts(DATASETS.own.samples);
    this.changeSettings(settings);
    await this.#parts.estimate.settled;
  }

  /** Takes over what `load` brings, with what it costs to train on it. Returns whether it could be read. */
  takeData(load: Load): Promise<boolean> {
    const { data, settings, estimate } = this.#parts;
    return data.take(load, contextAndShare(settings.current), () => estimate.update());
  }

  changeSettings(settings: Settings): void {
    this.#parts.settings.replace(this.#parts.advice.applied(settings));
    void this.#parts.notice.attempt(() => this.#parts.estimate.update());
  }

  takePreset(name: Preset): void {
    const { current } = this.#parts.settings;
    const its = withTokensOf(preset(name, this.#parts.data.dataset.name), current);
    const { clipNorm, beta1, epsilon, seed, shuffle } = its.training;
    this.changeSettings({ ...its, training: { ...current.training, clipNorm, beta1, epsilon, seed, shuffle }, arithmetic: current.arithmetic });
  }

  /** Leaves all that a recipe says to it. */
  leaveTo(recipe: Recipe): void {
    this.changeSettings(leftTo(recipe, this.#parts.settings.current, this.#parts.data.dataset.brief));
  }

  chooseStart(start: Start['kind']): void {
    const { current } = this.#parts.settings;
    if (this.#parts.settings.start !== 'resume') this.#ownTraining = current.training;
    this.#parts.settings.start = start;
    const { opened } = this.#parts.status;
    let { sizes } = current;
    if (opened !== null && start !== 'new') {
      const { tokenizer, maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads, activation = 'relu' } = opened.model;
      sizes = { tokenizer, maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads, activation };
    }
    const training = (start === 'resume' ? opened?.resumable : this.#ownTraining) ?? current.training;
    this.changeSettings({ ...current, sizes, training });
  }

  /** Those of now as they suit another dataset; a run that is resumed keeps its own. */
  #settingsFor(dataset: DatasetName): Settings {
    const { current, start } = this.#parts.settings;
    return start === 'resume' ? current : moved(current, this.#parts.data.dataset.name, dataset);
  }
}
