// <gg-side-by-side>: one prompt, answered greedily and by chance, and where the two part.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, percent, plain } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import { stepsTaken } from '../../page/progress';
import type { AnswerEnd, ExamplePreview, GenerationOptions } from '../../protocol';
import { ASKING_FIELDS } from '../../settings';
import { answerColumns, shared, stack } from '../../styles/shared';
import { markedPrompt, promptMarks } from '../marked-prompt';
import '../number-field';

/** At 0 chance has nothing to choose, and the two would be the same. */
const USUAL_TEMPERATURE = 1;

interface Answer {
  tokens: { id: number; text: string; probability: number }[];
  /** Null while it is being answered. */
  end: AnswerEnd | null;
}

interface Asked {
  prompt: string;
  /** Null until known. */
  split: ExamplePreview | null;
  mode: 'chat' | 'text';
  temperature: number;
  seed: number;
  step: number;
}

const begun = (): Answer => ({ tokens: [], end: null });

@customElement('gg-side-by-side')
export class SideBySide extends GlassElement {
  static override readonly states: readonly StateName[] = ['question', 'status'];

  @property() prompt = '';
  @state() private greedy: Answer | null = null;
  @state() private sampled: Answer | null = null;
  @state() private fault = '';
  /** Of the answers shown. */
  @state() private asked: Asked = { prompt: '', split: null, mode: 'text', temperature: 0, seed: 0, step: 0 };
  @state() private seed = 0;
  @state() private temperature = USUAL_TEMPERATURE;
  /** Another time was asked since. */
  #turn = 0;

  static override styles = [
    shared,
    stack,
    answerColumns,
    promptMarks,
    css`
      .parting {
        border-bottom: 2px solid var(--amber);
        background: var(--amber-tint);
      }
      @container (min-width: 608px) {
        .answers {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const { temperature, seed } = this.page.question.asking.options;
    this.temperature = temperature === 0 ? USUAL_TEMPERATURE : temperature;
    this.seed = seed;
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#turn += 1;
  }

  /** One after the other: only one is answered at a time. */
  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    const { prompt, temperature, seed } = this;
    const { options } = this.page.question.asking;
    this.fault = '';
    this.asked = { prompt, split: null, mode: 'text', temperature, seed, step: stepsTaken(this.page.status.run, this.page.progress.latest) };
    this.greedy = begun();
    this.sampled = null;
    try {
      await this.#hear(turn, this.greedy, { ...options, temperature: 0 });
      if (turn !== this.#turn) return;
      this.sampled = begun();
      await this.#hear(turn, this.sampled, { ...options, temperature, seed });
      if (turn === this.#turn) this.announce(() => this.#difference());
    } catch (error) {
      if (turn === this.#turn) this.fault = this.inItsLanguage(() => reasonOf(error));
    }
  }

  async #hear(turn: number, answer: Answer, options: GenerationOptions): Promise<void> {
    const { mode } = this.page.question.asking;
    const { end } = await this.page.client.ask(this.asked.prompt, mode, options, (heard) => {
      if (heard.type === 'token') answer.tokens.push(heard.token);
      else if (turn === this.#turn) this.asked = { ...this.asked, mode: heard.mode, split: heard.split };
      this.requestUpdate();
    });
    answer.end = end;
    this.requestUpdate();
  }

  protected override render() {
    const isAnswering = this.fault === '' && (this.sampled?.end ?? null) === null;
    return html`
      <h3>${t('choose.both.title')}</h3>
      <p class="soft">${t('choose.both.lead')}</p>
      ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.asked.mode === 'chat' ? html`<p class="soft" dir="auto">${markedPrompt(this.asked.prompt, this.asked.split)}</p>` : nothing}
      <dl class="answers">
        ${this.#answer('greedy', t('choose.both.greedy'), this.greedy)}
        ${this.#answer(
          'sampled',
          t('choose.both.sampled', { temperature: plain(this.asked.temperature), seed: plain(this.asked.seed) }),
          this.sampled,
        )}
      </dl>
      ${isAnswering ? nothing : html`<p data-name="difference">${this.#difference()}</p>`}
      <div class="row">
        <button type="button" data-name="another" aria-disabled=${isAnswering} @click=${() => !isAnswering && this.#another()}>
          ${t('choose.both.another')}
        </button>
        <button type="button" data-name="again" aria-disabled=${isAnswering} @click=${() => !isAnswering && void this.#ask()}>
          ${t('choose.both.again')}
        </button>
      </div>
      ${ASKING_FIELDS.filter(({ name }) => name === 'temperature').map(
        (field) => html`<gg-number-field
          area="ask"
          .field=${field}
          .value=${this.temperature}
          .take=${(value: number | null) => (this.temperature = value ?? USUAL_TEMPERATURE)}
        ></gg-number-field>`,
      )}
      ${this.page.status.run === null ? nothing : html`<p class="soft">${t('choose.step', { step: count(this.asked.step) })}</p>`}
    `;
  }

  #another(): void {
    this.seed = this.asked.seed + 1;
    void this.#ask();
  }

  #answer(name: string, title: string, answer: Answer | null) {
    const parting = this.#parting();
    const isChat = this.asked.mode === 'chat';
    const tokens = answer?.tokens ?? [];
    return html`<div class="there" data-answer=${name}>
      <dt>${title}</dt>
      <dd dir="auto">${isChat ? nothing : html`<span class="given">${markedPrompt(this.asked.prompt, this.asked.split)}</span>`}${tokens.map(({ text }, i) => {
        const said = i === 0 && isChat ? text.trimStart() : text;
        // The space before a word is no part of it.
        return i === parting ? html`${said.startsWith(' ') ? ' ' : nothing}<mark class="parting">${said.trimStart()}</mark>` : said;
      })}${answer !== null && answer.end === null ? '…' : nothing}${answer?.end === 'end_token' && tokens.length === parting
        ? html`<mark class="parting soft">${t('choose.words.end')}</mark>`
        : nothing}</dd>
      ${answer?.end === 'stopped' ? html`<dd class="soft">${t('ask.brokenOff')}</dd>` : nothing}
    </div>`;
  }

  /** The first place where the two are not the same; null if there is none, or as long as that is not known. */
  #parting(): number | null {
    const [a, b] = [this.greedy, this.sampled];
    if (a === null || b === null || b.end === null) return null;
    const place = a.tokens.findIndex(({ id }, i) => id !== b.tokens[i]?.id);
    if (place >= 0) return place;
    return a.tokens.length === b.tokens.length ? null : a.tokens.length;
  }

  #difference(): string {
    const place = this.#parting();
    if (place === null) return t('choose.both.same');
    const said = (answer: Answer | null): string => {
      const token = answer?.tokens[place];
      return token === undefined ? t('choose.words.end') : t('choose.both.word', { word: token.text.trim(), share: percent(token.probability) });
    };
    return t('choose.both.part', { number: count(place + 1), greedy: said(this.greedy), sampled: said(this.sampled) });
  }
}
