// <gg-ask-box>: a prompt, and the model's answers as they come.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { figures, percent } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { loadedLater, reasonOf } from '../page/messages';
import type { StateName } from '../page/page';
import type { AnswerEnd, AskMode, Confidence, CoreMessage, ExamplePreview, MemorisedReport } from '../protocol';
import { ASK_MODES, ASKING_FIELDS } from '../settings';
import { shared } from '../styles/shared';
import { askingFields } from './asking-fields';
import './choice-field';
import { terms } from './glossary/term';
import { markedPrompt, promptMarks } from './marked-prompt';
import './memorised';
import { pieces } from './memorised';
import './origins-button';
import type { Answered } from './origins/answered';
import { fetchWordsOf, promptNotes } from './prompt-notes';
import { onEnter, onSubmitButton } from './submitting';
import './work-progress';
import './unknown-words';

const MOST_ANSWERS = 20;
/** More of them are longer than a phone's section may be: the earlier ones are opened if one wants them. */
const LATEST = 3;
/** Shorter stretches, in tokens, stand in any two texts. */
const LEAST_MEMORISED = 4;

/** Ways to go on from a prompt that are loaded once they are wanted. */
const WAYS = ['word-by-word', 'side-by-side'] as const;
type Way = (typeof WAYS)[number];

interface Exchange extends Answered {
  /** The prompt as the tokenizer splits it; null until known. */
  split: ExamplePreview | null;
  notes: CoreMessage[];
  /** Null while it is being answered. */
  end: AnswerEnd | null;
  /** Null while it is being answered. */
  confidence: Confidence | null;
  fault: string;
  /** Null until known, and without training data. */
  memorised: MemorisedReport | null;
}

@customElement('gg-ask-box')
export class AskBox extends GlassElement {
  protected static override readonly panel = 'ask';
  static override readonly states: readonly StateName[] = ['question', 'status', 'shown'];

  @state() private prompt = '';
  /** Latest first. */
  @state() private exchanges: Exchange[] = [];
  @state() private allShown = false;
  /** What the page suggested last. */
  #suggestion = '';
  /** Another way to go on than with an answer. */
  @state() private way: Way | null = null;

  static override styles = [
    shared,
    promptMarks,
    css`
      form {
        display: grid;
        gap: var(--space-3);
        margin-top: var(--space-2);
      }
      .prompt {
        flex-wrap: nowrap;
      }
      .prompt label {
        flex: 1;
        min-width: 0;
      }
      /* So narrow that one could not read what one asks. */
      @container (max-width: 270px) {
        .prompt {
          flex-wrap: wrap;
        }
        .prompt label {
          flex-basis: 100%;
        }
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
        gap: var(--space-2) var(--space-5);
        margin-top: var(--space-3);
      }
      fieldset p {
        grid-column: 1 / -1;
      }
      gg-word-by-word,
      gg-side-by-side {
        margin-top: var(--space-4);
        padding-top: var(--space-4);
        border-top: 1px solid var(--rule);
      }
      .answers {
        display: grid;
        gap: var(--space-4);
        margin: var(--space-4) 0 0;
        list-style: none;
        overflow-wrap: anywhere;
      }
      .earlier {
        margin-top: var(--space-3);
      }
      .answer {
        font: var(--size-text) / 1.5 var(--serif);
      }
      .answer:empty::after {
        content: '…';
      }
      .known {
        border-bottom: 2px solid var(--series-3);
      }
      .known::after {
        content: attr(data-stretch);
        margin-left: 1px;
        color: var(--series-3);
        font: var(--size-small) / 1 var(--sans);
        vertical-align: super;
      }
      [data-name='gap'] {
        margin-top: var(--space-3);
      }
      .sure {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 var(--space-2);
      }
      .guess {
        padding: 0 var(--space-2);
        border: 1px solid var(--amber);
        border-radius: var(--corner);
        background: var(--amber-tint);
        color: var(--ink);
        font-weight: 650;
      }
      .note {
        color: var(--amber);
        font-size: var(--size-small);
      }
    `,
  ];

  protected override willUpdate(): void {
    const question = this.page.shown.told.question.text;
    if (this.prompt === this.#suggestion) this.prompt = question;
    this.#suggestion = question;
  }

  protected override render() {
    const hasModel = this.page.status.model !== null;
    return html`
      <h2>${t('ask.title')}</h2>
      <form novalidate @keydown=${onEnter(this.#ask)} @click=${onSubmitButton(this.#ask)}>
        <div>
          <div class="row prompt">
            <label>
              <span class="visually-hidden">${t('ask.prompt')}</span>
              <input
                name="prompt"
                dir="auto"
                ${this.control('prompt')}
                autocomplete="off"
                .value=${this.prompt}
                placeholder=${t(hasModel ? 'ask.placeholder' : 'ask.noModel')}
                @input=${(event: Event) => (this.prompt = (event.target as HTMLInputElement).value)}
              />
            </label>
            <button class="primary" ${this.control('send', !hasModel)}>${t('ask.ask')}</button>
            <button type="button" ?hidden=${!this.#answering()} @click=${this.#stop}>${t('ask.stop')}</button>
          </div>
          <gg-unknown-words .text=${this.prompt} .take=${(text: string) => (this.prompt = text)}></gg-unknown-words>
        </div>
        <div class="row">
          ${WAYS.map(
            (way) => html`<button
              type="button"
              ${this.control(way, !hasModel)}
              aria-expanded=${this.way === way}
              @click=${() => void this.#go(way)}
            >
              ${t(`ask.ways.${way}`)}
            </button>`,
          )}
        </div>
        <details ?hidden=${!this.#offersOptions()}>
          <summary class="soft">${t('ask.how')}</summary>
          ${this.#options()}
        </details>
      </form>
      <gg-suggested-questions .ask=${this.#askThis}></gg-suggested-questions>
      ${hasModel ? this.#wayOpen() : nothing}
      <gg-work-progress .kinds=${['memorised', 'nearest']}></gg-work-progress>
      <ol class="answers" aria-label=${t('ask.answers')}>
        ${repeat(
          this.exchanges,
          (exchange) => exchange,
          (exchange, i) => this.#exchange(exchange, i >= LATEST && !this.allShown),
        )}
      </ol>
      ${this.exchanges.length > LATEST ? this.#earlier(this.exchanges.length - LATEST) : nothing}
      ${this.exchanges.length === 0 ? nothing : this.#gap()}
    `;
  }

  #earlier(n: number) {
    return html`<button class="earlier" aria-expanded=${this.allShown} @click=${() => (this.allShown = !this.allShown)}>
      ${t('ask.earlier', { n })}
    </button>`;
  }

  #offersOptions(): boolean {
    const words = ['ask-as', ...ASKING_FIELDS.map(({ parameter }) => parameter)];
    return words.some((word) => this.page.presentation.shows(word));
  }

  #options() {
    const { asking } = this.page.question;
    const greedy = asking.options.temperature === 0;
    return html`<fieldset>
      <legend class="visually-hidden">${t('ask.how')}</legend>
      <p class="soft">${terms(greedy ? 'ask.greedy' : 'ask.sampled')}</p>
      <gg-choice-field
        ${this.control('ask-as')}
        .label=${t('ask.mode.label')}
        .about=${t('ask.mode.about')}
        .choices=${ASK_MODES.map((mode) => [mode, t(`ask.modes.${mode}`)])}
        .value=${asking.mode}
        .take=${(mode: string) => this.page.question.setAsking({ ...this.page.question.asking, mode: mode as AskMode })}
      ></gg-choice-field>
      ${askingFields(this.page.question, (name, disabled) => this.control(name, disabled))}
    </fieldset>`;
  }

  #exchange(exchange: Exchange, isHidden: boolean) {
    const { prompt, mode, split, notes, text, end, fault, memorised } = exchange;
    return html`<li ?hidden=${isHidden}>
      ${mode === 'chat' ? html`<p class="soft" dir="auto">${markedPrompt(prompt, split)}</p>` : nothing}
      <p class="answer" dir="auto" aria-live="polite" aria-busy=${end === null && fault === ''}>${mode === 'text'
        ? html`<span class="given">${markedPrompt(prompt, split)}</span>`
        : nothing}<span data-name="answer">${this.#said(mode === 'chat' ? text.trimStart() : text, memorised)}</span></p>
      ${mode === 'chat' ? this.#sure(exchange) : nothing}
      ${promptNotes(notes)}
      ${end === 'max_tokens' ? html`<p class="soft">${t('ask.longest')}</p>` : nothing}
      ${end === 'stopped' ? html`<p class="soft">${t('ask.brokenOff')}</p>` : nothing}
      ${fault === '' ? nothing : html`<p class="fault" role="alert">${fault}</p>`}
      ${memorised === null
        ? nothing
        : html`<gg-memorised .text=${text} .report=${memorised}></gg-memorised>
            <gg-origins-button .answered=${exchange}></gg-origins-button>`}
    </li>`;
  }

  /** How sure the model was of its answer, if it came to the end of it. */
  #sure({ confidence, end }: Exchange) {
    if (confidence === null || end === 'stopped') return nothing;
    const { lowest, mean, guess } = confidence;
    const label = t('ask.sure.label');
    return html`<p class="soft sure" data-name="sure">
      ${guess ? html`<strong class="guess">${t('ask.sure.guess')}</strong>` : nothing}
      <span>${t('ask.sure.numbers', { lowest: percent(lowest), mean: percent(mean) })}</span>
      <gg-explain .of=${label} .text=${t('ask.sure.about')}></gg-explain>
    </p>`;
  }

  /** The answer with what stands in the training data marked by the number of its stretch. */
  #said(text: string, memorised: MemorisedReport | null) {
    if (memorised === null) return text;
    return pieces(text, memorised).map((piece) =>
      piece.stretch === 0 ? piece.text : html`<mark class="known" data-stretch=${piece.stretch}>${piece.text}</mark>`,
    );
  }

  /** How much better the model does on what it was trained on than on what it was not, if both were measured. */
  #gap() {
    const { step, epochLoss, validationLoss } = this.page.shown.told.progress.history.columns;
    let last = step.length - 1;
    while (last >= 0 && (epochLoss[last] ?? validationLoss[last] ?? null) === null) --last;
    const [trained, measured] = [epochLoss[last] ?? null, validationLoss[last] ?? null];
    if (trained === null || measured === null) return nothing;
    const key = measured > 1.1 * trained ? 'ask.gap.wide' : 'ask.gap.narrow';
    return html`<p class="soft" data-name="gap">
      ${t(key, { trained: figures(trained), measured: figures(measured) })}
      <gg-explain .of=${t('ask.gap.label')} .text=${t('ask.gap.about')}></gg-explain>
    </p>`;
  }

  #wayOpen() {
    switch (this.way) {
      case 'word-by-word':
        return html`<gg-word-by-word .prompt=${this.prompt}></gg-word-by-word>`;
      case 'side-by-side':
        return html`<gg-side-by-side .prompt=${this.prompt}></gg-side-by-side>`;
      case null:
        return nothing;
    }
  }

  async #go(way: Way): Promise<void> {
    if (this.way === way) {
      this.way = null;
      return;
    }
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('./choosing/ways'), this.page.locale.need('choose')]));
      this.way = way;
    });
  }

  #answering(): boolean {
    const [latest] = this.exchanges;
    return latest !== undefined && latest.end === null && latest.fault === '';
  }

  #stop(): void {
    void this.page.notice.attempt(() => this.page.client.request<'stopAnswer'>({ type: 'stopAnswer' }));
  }

  readonly #askThis = (question: string): void => {
    this.prompt = question;
    void this.#ask();
  };

  readonly #ask = async (): Promise<void> => {
    if (this.page.status.model === null) return;
    const exchange: Exchange = {
      prompt: this.prompt,
      mode: 'chat',
      options: this.page.question.asking.options,
      split: null,
      notes: [],
      text: '',
      end: null,
      confidence: null,
      fault: '',
      memorised: null,
    };
    this.exchanges = [exchange, ...this.exchanges].slice(0, MOST_ANSWERS);
    try {
      const { mode } = this.page.question.asking;
      const { text, end, confidence } = await this.page.client.ask(exchange.prompt, mode, exchange.options, (heard) => {
        if (heard.type === 'token') {
          exchange.text += heard.token.text;
        } else {
          const { mode, report, split } = heard;
          Object.assign(exchange, { mode, notes: report.notes, split });
          fetchWordsOf(report.notes, this.page.locale);
        }
        this.requestUpdate();
      });
      Object.assign(exchange, { text, end, confidence });
      this.requestUpdate();
      // A model from a file comes without the data that it was trained on.
      if (!this.page.shown.isTrained && this.page.status.run !== null) exchange.memorised = await this.#memorised(text);
    } catch (error) {
      exchange.fault = this.inItsLanguage(() => reasonOf(error));
    }
    this.requestUpdate();
  };

  async #memorised(text: string): Promise<MemorisedReport | null> {
    const request = { type: 'memorised', text, least: LEAST_MEMORISED } as const;
    return this.page.client.request<'memorised'>(request).then(
      ({ report }) => report,
      () => null, // the answer is there without
    );
  }
}
