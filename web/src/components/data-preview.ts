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
import type { ExamplePreview, ReplyTo, TrainingData } from '../protocol';
import { shared } from '../styles/shared';

/** Of the contexts that a model can have. */
const LONGEST_CONTEXT = OPTIONS.sizes.maxSeqLen.most;
const MOST_WORDS = 30;
const EXAMPLES = 5;
/** Of an example; what follows is left out. */
const MOST_TOKENS = 40;

@customElement('gg-data-preview')
export class DataPreview extends GlassElement {
  static override readonly states: readonly StateName[] = ['data', 'settings'];

  @state() private open = false;
  @state() private preview: ReplyTo<'preview'> | null = null;
  /** What `preview` shows. */
  #shown: TrainingData | null = null;

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
      .words {
        list-style: none;
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
    const { data, settings } = this.page;
    const shown = data.training;
    if (shown === this.#shown || data.files.length === 0) return;
    this.#shown = shown;
    const loaded = await this.page.notice.attempt(async () => {
      const preview = await data.preview(EXAMPLES, contextAndShare(settings.current));
      if (this.#shown === shown) this.preview = preview;
    });
    if (!loaded && this.#shown === shown) this.#shown = null;
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

  #all({ tokens, counts, examples }: ReplyTo<'preview'>) {
    return html`<div class="all">
      <div>
        <h3>${t('data.vocabulary', { n: this.page.data.vocabSize })}</h3>
        <p class="soft">${t('data.vocabularyAbout')}</p>
      </div>
      <ul class="words" aria-label=${t('data.frequent')}>
        ${tokens
          .slice(0, MOST_WORDS)
          .map((token, i) => html`<li><b><bdi class="token">${token}</bdi></b> <span class="soft">${count(counts[i] ?? 0)}</span></li>`)}
      </ul>
      ${this.#losses()}
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
