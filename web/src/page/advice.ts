// Keeps the training options as their recipe says, whenever data or choices change.

import { settled } from '../recipe';
import type { CommandOf, ReplyTo } from '../protocol';
import type { Settings } from '../settings';
import { amountsOf } from './data-size';
import type { PageState } from './page-state';

type Question = Omit<CommandOf<'recommend'>, 'id'>;

export class Advice {
  readonly #page: PageState;
  /** What was asked last, as text, and the reply. */
  #asked = '';
  #reply: ReplyTo<'recommend'> | null = null;

  constructor(page: PageState) {
    this.#page = page;
  }

  /** Steps that the questions of tuning are about learned after. */
  get tuningSteps(): number {
    return this.#reply?.tuningSteps ?? 0;
  }

  /** What is known now. */
  applied(settings: Settings): Settings {
    if (!this.#advises) return settings;
    return settled(settings, this.#reply?.training ?? null, this.#page.dataset.brief);
  }

  /** Asks for what the choices need, if it is not known, and takes it over. */
  async update(): Promise<void> {
    const page = this.#page;
    if (!this.#advises || page.dataFiles.length === 0) return;
    const question = this.question(page.settings);
    const asked = JSON.stringify(question);
    if (asked !== this.#asked) {
      this.#reply = await page.client.request<'recommend'>(question);
      this.#asked = asked;
    }
    const settings = this.applied(page.settings);
    if (JSON.stringify(settings) === JSON.stringify(page.settings)) return;
    page.settings = settings;
    page.changed('choice');
  }

  question({ sizes, training, recipe, chosen, validationShare }: Settings): Question {
    const { pretrain, tune } = amountsOf(this.#page, validationShare);
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
    return this.#page.start !== 'resume' && !this.#page.locked;
  }
}
