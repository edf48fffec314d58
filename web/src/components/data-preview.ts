// <gg-data-preview>: the training data as the model would see it, before anything is trained.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count } from '../format';
import { directionOf } from '../i18n/direction';
import { t } from '../i18n/translate';
import { OPTIONS } from '../options';
import { GlassElement } from '../page/glass-element';
import { contextAndShare } from '../page/data-state';
import type { StateName } from '../page/page';
import type { ExamplePreview, ReplyTo, UnknownReport, UnknownWord } from '../protocol';
import { shared } from '../styles/shared';
import { terms } from './glossary/term';

/** Of the contexts that a model can have. */
const LONGEST_CONTEXT = OPTIONS.sizes.maxSeqLen.most;
const MOST_WORDS = 30;
const EXAMPLES = 5;
/** Tokens that are no words: `<unk>` and `</s>`. */
const SPECIAL = 2;
/** Of an example; what follows is left out. */
const MOST_TOKENS = 40;

@customElement('gg-data-preview')
export class DataPreview extends GlassElement {
  static override readonly states: readonly StateName[] = ['data', 'settings', 'status'];

  @state() private open = false;
  @state() private preview: ReplyTo<'preview'> | null = null;
  /** What `preview` shows. */
  #shown = '';

  static override styles = [
    shared,
    css`
      summary {
        min-height: 32px;
      }
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
        padding-top: var(--space-2);
      }
      ol,
      ul {
        list-style: none;
      }
      li b + b::before {
        content: ', ';
      }
      .words {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-3);
        font-size: var(--size-small);
      }
      .words b {
        font-family: var(--mono);
        font-weight: 400;
      }
      .words li {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      .tokens {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        font: var(--size-small) / 1.5 var(--mono);
        overflow-wrap: anywhere;
      }
      .tokens span {
        padding: 0 3px;
        border: 1px solid var(--rule);
        border-radius: 3px;
      }
      .tokens .unknown {
        border-color: var(--amber);
        background: var(--amber-tint);
        text-decoration: underline wavy var(--amber);
      }
    `,
  ];

  protected override changed(name: StateName): void {
    super.changed(name);
    if (this.open) void this.#load();
  }

  /** Asks for the preview of the data there is, unless it is shown. */
  async #load(): Promise<void> {
    const { data, settings, status } = this.page;
    const { pretrain, tune } = data.training;
    const kind = contextAndShare(settings.current);
    const opened = settings.start === 'new' ? null : (status.opened?.name ?? null);
    const shown = JSON.stringify([[...pretrain, ...tune].map(({ id }) => id), kind, settings.start, opened]);
    if (shown === this.#shown || data.files.length === 0) return;
    this.#shown = shown;
    const loaded = await this.page.notice.attempt(async () => {
      const preview = await data.preview(EXAMPLES, kind, settings.start);
      if (this.#shown === shown) this.preview = preview;
    });
    if (!loaded && this.#shown === shown) this.#shown = '';
  }

  protected override render() {
    return html`<details @toggle=${this.#toggle}>
      <summary>${t('data.preview')}</summary>
      ${this.open && this.preview !== null ? this.#all(this.preview) : nothing}
    </details>`;
  }

  #toggle(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
    if (this.open) void this.#load();
  }

  #all({ tokens, counts, examples, unknown }: ReplyTo<'preview'>) {
    return html`<div class="all">
      <div>
        <h3>${t('data.vocabulary', { n: tokens.length + SPECIAL })}</h3>
        <p class="soft">${terms('data.vocabularyAbout')}</p>
      </div>
      <ul class="words" aria-label=${t('data.frequent')}>
        ${tokens
          .slice(0, MOST_WORDS)
          .map((token, i) => html`<li><b><bdi class="token">${token}</bdi></b> <span class="soft">${count(counts[i] ?? 0)}</span></li>`)}
      </ul>
      ${this.#losses()} ${this.#lacks(unknown)}
      <div>
        <h3>${t('data.examples')}</h3>
        <p class="soft">${t('data.examplesAbout')}</p>
      </div>
      <ol>
        ${[...examples.pretrain, ...examples.tune]
          .slice(0, EXAMPLES)
          .map((example) => html`<li>${this.#example(example)}</li>`)}
      </ol>
    </div>`;
  }

  /** What the vocabulary and the context leave out, if anything. */
  #losses() {
    const { whole, textsCut, contextNeeded, wordsDropped, rareWords } = this.page.data;
    const { maxSeqLen } = this.page.settings.current.sizes;
    const needed = contextNeeded > LONGEST_CONTEXT ? 0 : contextNeeded;
    return html`
      ${rareWords === null
        ? nothing
        : html`<p data-name="once">${t('data.once', { n: rareWords.words, once: count(rareWords.once) })}</p>`}
      ${wordsDropped === 0 ? nothing : html`<p class="soft">${t('data.dropped', { n: wordsDropped })}</p>`}
      ${textsCut === 0
        ? nothing
        : html`<p class="soft" data-name="pieces">
            ${t('data.pieces', { n: textsCut, pieces: whole.pieces, context: maxSeqLen })}
          </p>`}
      ${whole.examplesCut === 0
        ? nothing
        : html`<p class="soft" data-name="cut">
            ${t('data.cut', {
              n: whole.examplesCut,
              tokens: whole.tokensCut,
              context: maxSeqLen,
              needed,
              longest: LONGEST_CONTEXT,
            })}
          </p>`}
    `;
  }

  /** What the vocabulary lacks of the data and of what is validated on, if anything. */
  #lacks({ words, tokens, frequent, validated, examples }: UnknownReport) {
    return html`
      ${words === 0
        ? nothing
        : html`<p class="soft" data-name="lacks">${t('data.lacks', { n: words, tokens })}</p>
            <ul class="words" aria-label=${t('data.lacking')}>
              ${frequent.map((word) => html`<li>${lacking(word)} <span class="soft">${count(word.occurrences)}</span></li>`)}
              ${words > frequent.length ? html`<li class="soft">${t('data.more', { n: words - frequent.length })}</li>` : nothing}
            </ul>`}
      ${validated === 0
        ? nothing
        : html`<p class="soft" data-name="validated">${t('data.validated', { n: validated })}</p>
            <ul>
              ${examples.map(({ text, unknown }) => html`<li><bdi>${text}</bdi> <span class="soft">(${unknown.map(lacking)})</span></li>`)}
              ${validated > examples.length ? html`<li class="soft">${t('data.more', { n: validated - examples.length })}</li>` : nothing}
            </ul>`}
    `;
  }

  #example({ tokens, known }: ExamplePreview) {
    const left = tokens.length - MOST_TOKENS;
    return html`<div class="tokens" dir=${directionOf(tokens.join(''))}>
      ${tokens.slice(0, MOST_TOKENS).map((token, i) =>
        known[i] === false
          ? html`<span class="token unknown" title=${t('data.unknown')}>${token}<i class="visually-hidden"> (${t('data.unknown')})</i></span>`
          : html`<span class="token">${token}</span>`,
      )}
      ${left > 0 ? html`<i>${t('data.more', { n: left })}</i>` : nothing}
    </div>`;
  }
}

/** A word that the vocabulary lacks, with what may be meant by it. */
const lacking = ({ word, known }: UnknownWord) =>
  html`<b class="lacking"><bdi class="token">${word}</bdi>${known === '' ? nothing : html` (${t('data.known', { known })})`}</b>`;
