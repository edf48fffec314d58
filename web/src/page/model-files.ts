// Model files that come and go.

import type { EngineClient } from '../client';
import { t } from '../i18n/translate';
import type { CheckpointFormat } from '../protocol';
import type { Choices } from './choices';
import { modelsAmong, readModelFile } from './file-reading';
import type { StatusState } from './status-state';
import type { WorkState } from './work-state';

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  status: StatusState;
  choices: Choices;
  work: WorkState;
}

export class ModelFiles {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Opens a model file. */
  async open(chosen: File): Promise<void> {
    const file = await readModelFile(chosen, this.#parts.work);
    const { opened } = await this.#parts.client.request<'open'>({ type: 'open', file });
    this.#parts.choices.chooseStart(opened.resumable === null ? 'opened' : 'resume');
  }

  /** Downloads the model. */
  async save(format: CheckpointFormat, withTraining: boolean): Promise<void> {
    const { file } = await this.#parts.client.request<'save'>({ type: 'save', format, withTraining });
    const step = this.#parts.status.run?.step;
    const link = document.createElement('a');
    link.download = `glassgpt${step === undefined ? '' : `-step-${step}`}.${format}`;
    link.href = URL.createObjectURL(file);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** Takes what was chosen, dropped or pasted: a model file is opened, anything else is training data. */
  async take(files: File[], folders: string[] = []): Promise<void> {
    const [folder] = folders;
    if (folder !== undefined) throw new Error(t('reading.folder', { name: folder }));
    if (files.length === 0) return;
    const [model] = await modelsAmong(files);
    if (model === undefined) return this.#takeData(files);
    if (files.length > 1) throw new Error(t('reading.modelAlone', { name: model.name }));
    return this.open(model);
  }

  async #takeData(files: File[]): Promise<void> {
    if (this.#parts.status.locked) throw new Error(t('data.underWay'));
    await this.#parts.choices.takeOwnFiles(files);
  }
}
