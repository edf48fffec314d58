// Keeps the training options as their recipe says, whenever data or choices change.

import type { EngineClient } from '../client';
import type { CommandOf, ReplyTo } from '../protocol';
import type { Settings } from '../settings';
import { settled } from '../settings-by-recipe';
import { amountsOf } from './data-size';
import type { DataState } from './data-state';
import type { SettingsState } from './settings-state';
import type { StatusState } from './status-state';

type Question = Omit<CommandOf<'recommend'>, 'id'>;

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  data: DataState;
  settings: SettingsState;
  status: StatusState;
}

export class RecipeAdvice {
  readonly #parts: Parts;
  /** What was asked last, as text, and the reply. */
  #asked = '';
  #reply: ReplyTo<'recommend'> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Steps that the questions of tuning are about learned after. */
  get tuningSteps(): number {
    return this.#reply?.tuningSteps ?? 0;
  }

  /** What is known now. */
  applied(settings: Settings): Settings {
    if (!this.#advises) return settings;
    return settled(settings, this.#reply?.training ?? null, this.#parts.data.dataset.brief);
  }

  /** Asks for what the choices need, if it is not known, and takes it over. */
  async update(): Promise<void> {
    const { client, data, settings } = this.#parts;
    if (!this.#advises || data.files.length === 0) return;
    const question = this.question(settings.current);
    const asked = JSON.stringify(question);
    if (asked !== this.#asked) {
      this.#reply = await client.request<'recommend'>(question);
      this.#asked = asked;
    }
    const applied = this.applied(settings.current);
    if (JSON.stringify(applied) !== JSON.stringify(settings.current)) settings.replace(applied);
  }

  question({ sizes, training, recipe, chosen, validationShare }: Settings): Question {
    const { pretrain, tune } = amountsOf(this.#parts.data, validationShare);
    const size = ({ examples, questions, tokens }: typeof tune) => ({ examples, questions, tokens });
    return {
      type: 'recommend',
      data: { pretrain: size(pretrain), tune: size(tune) },
      sizes,
      batchSize: recipe === 'classic' || chosen.includes('batchSize') ? training.batchSize : null,
    };
  }

  /** A run under way, and one that is resumed, have their own options. */
  get #advises(): boolean {
    return this.#parts.settings.start !== 'resume' && !this.#parts.status.locked;
  }
}
