// Model files that come and go, and all files that people bring.

import { type EngineClient, EngineLost } from '../client';
import { type Locale, TextError } from '../i18n/translate';
import type { CheckpointFormat } from '../protocol';
import type { Choices } from './choices';
import type { DataState } from './data-state';
import { download } from './download';
import { openableAmong, readModelFile } from './file-reading';
import type { KeptRuns } from './kept-runs';
import { loadedLater, type NoticeState } from './messages';
import type { PresentationState } from './presentation-state';
import type { QuestionState } from './question-state';
import type { SettingsState } from './settings-state';
import type { StatusState } from './status-state';
import type { WorkState } from './work-state';

/** What of the page it works on. */
interface Parts {
  locale: Locale;
  client: EngineClient;
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  status: StatusState;
  choices: Choices;
  work: WorkState;
  runs: KeptRuns;
  notice: NoticeState;
  presentation: PresentationState;
}

/** What whoever brings files can do here. */
interface Bounds {
  has: (control: string) => boolean;
  fixes: (word: string) => boolean;
}

export class ModelFiles {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Opens a model file. If it is none, the training that was paused to be saved goes on. */
  async open(chosen: File): Promise<void> {
    const { client, status, work, runs, choices } = this.#parts;
    const file = await readModelFile(chosen, work);
    const wasRunning = status.run?.state === 'running';
    await runs.keepNow();
    try {
      const { opened } = await client.request<'open'>({ type: 'open', file });
      choices.chooseStart(opened.resumable === null ? 'opened' : 'resume');
    } catch (error) {
      if (wasRunning) await client.request<'run'>({ type: 'run' }).catch(() => {}); // the first error is the one to show
      throw error;
    }
  }

  /** There is a model to download. */
  get hasModel(): boolean {
    return this.#parts.status.model !== null || this.#parts.client.lastSnapshot !== null;
  }

  /** Downloads the model; where the engine is lost with it, as it was when it was last heard of. */
  async save(format: CheckpointFormat, withTraining: boolean): Promise<void> {
    const { client, status, notice, locale } = this.#parts;
    try {
      if (status.model === null) throw new EngineLost();
      const of = status.shows;
      const { file } = await client.request<'save'>({ type: 'save', format, withTraining, of });
      this.#download(file, format, of === 'own' ? status.run?.step : undefined);
    } catch (error) {
      const { lastSnapshot } = client;
      if (!(error instanceof EngineLost) || lastSnapshot === null) throw error;
      this.#download(lastSnapshot.file, 'safetensors', lastSnapshot.step);
      notice.show(locale.t('engine.lastSaved', { step: lastSnapshot.step }));
    }
  }

  /** The model as a JSON file holds it. */
  async text(withTraining: boolean): Promise<string> {
    const { client, status } = this.#parts;
    const { file } = await client.request<'save'>({ type: 'save', format: 'json', withTraining, of: status.shows });
    return file.text();
  }

  #download(file: Blob, format: CheckpointFormat, step: number | undefined): void {
    download(file, `glassgpt${step === undefined ? '' : `-step-${step}`}.${format}`);
  }

  /** Takes what people chose, dropped or pasted: a model file or a run passed on is opened, anything else is training data. */
  async take(files: File[], folders: string[] = []): Promise<void> {
    const { presentation } = this.#parts;
    // What the page's author took away or fixed is no way in.
    await this.#take(files, folders, {
      has: (control) => presentation.shows(control),
      fixes: (word) => presentation.locks(word),
    });
  }

  /** Likewise what the page's author brings. */
  async takeFromAuthor(files: File[]): Promise<void> {
    await this.#take(files, [], { has: () => true, fixes: () => false });
  }

  async #take(files: File[], folders: string[], page: Bounds): Promise<void> {
    const [folder] = folders;
    if (folder !== undefined) throw new TextError('reading.folder', { name: folder });
    if (files.length === 0) return;
    const openable = await openableAmong(files);
    if (openable !== null && files.length > 1) throw new TextError('reading.modelAlone', { name: openable.file.name, kind: openable.kind });
    const control = openable?.kind === 'model' ? 'open-model' : 'own';
    if (!page.has(control) || page.fixes(control)) throw new TextError('words.fixed');
    if (openable === null) return this.#takeData(files);
    if (openable.kind === 'model') return this.open(openable.file);
    const [{ takeFromFile }] = await loadedLater(() => Promise.all([import('./taking-shared'), this.#parts.locale.need('share')]));
    await takeFromFile(this.#parts, openable.file, page.fixes);
  }

  async #takeData(files: File[]): Promise<void> {
    if (this.#parts.status.locked) throw new TextError('data.underWay');
    await this.#parts.choices.takeOwnFiles(files);
  }
}
