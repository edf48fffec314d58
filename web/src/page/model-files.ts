// Model files that come and go.

import type { EngineClient } from '../client';
import { t } from '../i18n/translate';
import type { CheckpointFormat, DataFile } from '../protocol';
import type { Choices } from './choices';
import type { StatusState } from './status-state';

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  status: StatusState;
  choices: Choices;
}

export class ModelFiles {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async open(chosen: File): Promise<void> {
    const file: DataFile = { name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) };
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

  /** A model file is opened, anything else is training data. */
  async takeDropped(files: File[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    const json = first.name.toLowerCase().endsWith('.json');
    const isObject = json && /^\ufeff?\s*\{/.test(await first.slice(0, 64).text());
    if (isObject || first.name.toLowerCase().endsWith('.safetensors')) await this.open(first);
    else if (!this.#parts.status.locked) await this.#parts.choices.takeOwnFiles(files);
    else throw new Error(t('data.underWay'));
  }
}
