// <gg-word-by-word>: a prompt that a person continues, each word chosen among those that the model expects.

import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import { stepsTaken } from '../../page/progress';
import type { Choices, NextToken, ReplyTo } from '../../protocol';
import { shared, stack } from '../../styles/shared';
import { styled } from '../diagram/styled';
import { terms } from '../glossary/term';
import { tokenText } from '../inside/inspected';
import { askingFields } from '../asking-fields';
import { markedPrompt, promptMarks } from '../marked-prompt';
import { fetchWordsOf, promptNotes } from '../prompt-notes';

/** Words to choose from at first, and when more are wanted. */
const FEW = 8;
const MANY = 40;
/** What is typed is looked at once nothing was typed for so long, in milliseconds. */
const PAUSE_MS = 300;
const END_ID = 1;

@customElement('gg-word-by-word')
export class WordByWord extends GlassElement {
  static override readonly states: readonly StateName[] = ['question', 'status', 'progress'];

  @property() prompt = '';
  /** The tokens chosen so far. */
  @state() private chosen: readonly number[] = [];
  /** What may follow them, or before that is known, the tokens before. */
  @state() private reply: ReplyTo<'choose'> | null = null;
  @state() private fault = '';
  @state() private most = FEW;
  /** The model goes on by itself. */
  @state() private finishing = false;
  /** Steps were taken since the model was looked at. */
  @state() private isOld = false;
  /** Done once what may follow is known as it is wanted; null if it is. */
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** What of the page it was looked at with. */
  #seen = '';

  static override styles = [
    shared,
    stack,
    promptMarks,
    css`
      .text {
        font: var(--size-text) / 1.5 var(--serif);
        overflow-wrap: anywhere;
      }
      .last {
        border-bottom: 2px solid var(--glass);
      }
      ol {
        display: grid;
        gap: var(--space-1);
        list-style: none;
      }
      .candidate {
        display: grid;
        grid-template: 'word numbers' auto 'bars bars' auto / minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-1) var(--space-3);
        width: 100%;
        min-height: 44px;
        padding: var(--space-1) var(--space-2);
        text-align: left;
      }
      .word {
        grid-area: word;
        font: var(--size-text) / 1.3 var(--serif);
      }
      .sampled .word {
        font-weight: 650;
      }
      .bars {
        grid-area: bars;
        display: grid;
        gap: 2px;
      }
      .bars i {
        display: block;
        box-sizing: border-box;
        min-width: 2px;
        height: 8px;
        border: 1px solid var(--series-3);
      }
      .bars .chance {
        border-color: var(--series-1);
        background: var(--series-1);
        forced-color-adjust: none;
      }
      .cut .bars .model {
        border-color: var(--rule-strong);
        background: repeating-linear-gradient(45deg, transparent 0 3px, var(--rule-strong) 3px 4px);
      }
      .cut .word {
        color: var(--ink-soft);
      }
      .numbers {
        grid-area: numbers;
        display: flex;
        gap: var(--space-3);
        text-align: right;
        font-size: var(--size-small);
        line-height: 1.3;
        font-variant-numeric: tabular-nums;
      }
      .settings {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
        gap: var(--space-2) var(--space-5);
      }
      .note {
        color: var(--amber);
        font-size: var(--size-small);
      }
      @container (min-width: 608px) {
        .candidate {
          grid-template: 'word bars numbers' auto / minmax(0, 16ch) minmax(0, 1fr) minmax(18ch, auto);
        }
        .numbers {
          display: grid;
          gap: 0;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
    this.finishing = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('prompt') || changed.get('prompt') === undefined) return;
    clearTimeout(this.#pause);
    this.finishing = false;
    this.#pause = setTimeout(() => this.#restart(), PAUSE_MS);
  }

  protected override changed(name: StateName): void {
    if (name === 'progress') {
      this.isOld = this.reply !== null && this.#step > this.reply.step;
      return;
    }
    super.changed(name);
    const { model } = this.page.status;
    if (model === null) return;
    // Another model may have other words; other settings cut others off.
    if (this.#seen !== '' && this.#seen !== JSON.stringify(model)) this.#restart();
    else if (name === 'question' || this.#step !== this.reply?.step) void this.#look();
  }

  get #step(): number {
    return stepsTaken(this.page.status.run, this.page.progress.latest);
  }

  #restart(): void {
    this.chosen = [];
    this.finishing = false;
    void this.#look();
  }

  /** Asks what may follow. While that is under way, what is wanted last counts. */
  #look(): Promise<void> {
    this.#lookAgain = true;
    return (this.#looking ??= this.#lookUntilItIsKnown());
  }

  async #lookUntilItIsKnown(): Promise<void> {
    while (this.#lookAgain) {
      this.#lookAgain = false;
      this.#seen = JSON.stringify(this.page.status.model);
      const { mode, options } = this.page.question.asking;
      const request = { type: 'choose', prompt: this.prompt, mode, chosen: this.chosen, options, count: this.most } as const;
      try {
        const reply = await this.page.client.request<'choose'>(request);
        if (this.#lookAgain) continue;
        this.reply = reply;
        fetchWordsOf(reply.choices.prompt.notes, this.page.locale);
        this.page.seen.see({ chosen: { prompt: request.prompt, choices: reply.choices } });
        this.fault = '';
        this.isOld = false;
      } catch (error) {
        this.fault = this.inItsLanguage(() => reasonOf(error));
        this.finishing = false;
      }
    }
    this.#looking = null;
  }

  /** @param said what is told to those who do not see it */
  async #choose(chosen: readonly number[], said: (choices: Choices) => string): Promise<void> {
    if (this.#looking !== null) return;
    const before = this.chosen;
    const hadFocus = this.shadowRoot?.activeElement != null;
    this.chosen = chosen;
    await this.#look();
    const { reply } = this;
    if (this.fault !== '' || reply === null) {
      this.chosen = before;
      return;
    }
    this.announce(() => said(reply.choices));
    // What was clicked is gone at the end: whoever uses the keyboard goes on at what is left.
    await this.updateComplete;
    if (hadFocus && reply.choices.ended) this.renderRoot.querySelector<HTMLElement>('[data-name=back]')?.focus();
  }

  #add({ id, token }: NextToken): void {
    void this.#choose([...this.chosen, id], ({ ended, next }) => {
      const [likeliest] = next;
      if (ended || likeliest === undefined) return t('choose.words.ended');
      const [word, then] = [tokenText(id, token), tokenText(likeliest.id, likeliest.token)];
      return t('choose.words.added', { word, then, share: percent(likeliest.probability) });
    });
  }

  #back(): void {
    this.finishing = false;
    void this.#choose(this.chosen.slice(0, -1), () => t('choose.words.wentBack'));
  }

  /** Goes on as an answer with these settings would, word by word. */
  async #finish(): Promise<void> {
    this.finishing = true;
    while (this.finishing && this.#goesOn) {
      this.chosen = [...this.chosen, this.reply?.choices.sampled ?? END_ID];
      await this.#look();
    }
    if (!this.finishing) return;
    this.finishing = false;
    const text = this.reply?.choices.chosen.map((token) => token.text).join('') ?? '';
    this.announce(() => t('choose.words.said', { text }));
  }

  get #goesOn(): boolean {
    const { maxTokens } = this.page.question.asking.options;
    return this.reply !== null && !this.reply.choices.ended && this.chosen.length < maxTokens;
  }

  protected override render() {
    return html`
      <h3>${t('choose.words.title')}</h3>
      <p class="soft">${terms('choose.words.lead')}</p>
      ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.reply === null ? nothing : this.#shown(this.reply)}
    `;
  }

  #shown({ choices, mode, step, split }: ReplyTo<'choose'>) {
    const { ended, chosen, prompt } = choices;
    const last = chosen.length - 1;
    const asked = markedPrompt(this.prompt, split);
    return html`
      ${mode === 'chat' ? html`<p class="soft" dir="auto">${asked}</p>` : nothing}
      <p class="text" dir="auto" data-name="text">${mode === 'text' ? html`<span class="given">${asked}</span>` : nothing}${chosen.map(
          ({ text }, i) => html`<span class=${i === last ? 'last' : ''}>${i === 0 && mode === 'chat' ? text.trimStart() : text}</span>`,
        )}${ended ? html` <span class="soft">${t('choose.words.end')}</span>` : chosen.length === 0 ? html`<span class="soft">${t('choose.words.none')}</span>` : nothing}</p>
      ${promptNotes(prompt.notes)}
      <div class="row">
        <button type="button" data-name="back" aria-disabled=${this.chosen.length === 0} @click=${() => this.chosen.length > 0 && this.#back()}>
          ${t('choose.words.back')}
        </button>
        ${this.finishing
          ? html`<button type="button" data-name="finish" @click=${() => (this.finishing = false)}>${t('ask.stop')}</button>`
          : html`<button type="button" data-name="finish" aria-disabled=${!this.#goesOn} @click=${() => this.#goesOn && void this.#finish()}>
              ${t('choose.words.finish')}
            </button>`}
        <button type="button" data-name="again" aria-disabled=${this.chosen.length === 0} @click=${() => this.chosen.length > 0 && this.#restart()}>
          ${t('choose.words.again')}
        </button>
      </div>
      ${ended ? nothing : this.#candidates(choices)}
      <div class="settings">
        ${askingFields(this.page.question, (name, disabled) => this.control(name, disabled))}
      </div>
      <p class="row soft">
        ${this.page.status.run === null ? nothing : html`<span data-name="step">${t('choose.step', { step: count(step) })}</span>`}
        ${this.isOld ? html`<button type="button" @click=${() => void this.#look()}>${t('choose.words.lookAgain')}</button>` : nothing}
      </p>
    `;
  }

  #candidates({ next, kept, sampled }: Choices) {
    const left = Math.max(0, 1 - next.reduce((sum, { probability }) => sum + probability, 0));
    return html`
      <ol aria-label=${t('choose.words.candidates')}>
        ${next.map((token) => html`<li>${this.#candidate(token, token.id === sampled)}</li>`)}
      </ol>
      <p class="row soft">
        <span aria-hidden="true">▸ ${t('choose.words.sampled')}.</span>
        <span data-name="kept">${t('choose.words.kept', { n: kept, left: percent(left) })}</span>
        ${this.most === FEW && next.length >= FEW
          ? html`<button type="button" @click=${() => void this.#showMore()}>${t('choose.words.more')}</button>`
          : nothing}
      </p>
    `;
  }

  async #showMore(): Promise<void> {
    this.most = MANY;
    await this.#look();
  }

  #candidate(token: NextToken, isSampled: boolean) {
    const { id, probability, chance, cut } = token;
    const isCut = cut !== 'nothing';
    return html`<button
      type="button"
      class="candidate ${isCut ? 'cut' : ''} ${isSampled ? 'sampled' : ''}"
      data-cut=${cut}
      @click=${() => !this.finishing && this.#add(token)}
    >
      <span class="word token">${isSampled ? html`<span aria-hidden="true">▸ </span>` : nothing}<bdi>${tokenText(id, token.token)}</bdi></span>
      <span class="bars" aria-hidden="true">
        <i class="model" ${styled({ width: `${100 * probability}%` })}></i>
        ${isCut ? nothing : html`<i class="chance" ${styled({ width: `${100 * chance}%` })}></i>`}
      </span>
      <span class="numbers">
        <span>${percent(probability)}</span>
        <span data-name="chance">${isCut ? t(`choose.cut.${cut}`) : t('choose.chance', { share: percent(chance) })}</span>
        ${isSampled ? html`<span class="visually-hidden">${t('choose.words.sampled')}</span>` : nothing}
      </span>
    </button>`;
  }
}
