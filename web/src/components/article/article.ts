// <gg-article>: "How a GPT learns", whose figures show the model of this page as it is now.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, figures } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { loadedLater } from '../../page/messages';
import type { StateName } from '../../page/page';
import { IntersectionController } from '../../page/intersection-controller';
import type { Inspection, Milestone } from '../../protocol';
import { shared } from '../../styles/shared';
import { terms } from '../glossary/term';
import { SectionWanted } from '../layout/sections';
import { bars, lastAttention, tokenList } from './figures';

/** The parts of the article, each with so many paragraphs. */
const CHAPTERS = ['guess', 'words', 'attention', 'block', 'loss', 'gradient', 'phases', 'memory', 'large'] as const;
type Chapter = (typeof CHAPTERS)[number];
/** A chapter with a figure. */
type Illustrated = Exclude<Chapter, 'block' | 'large'>;
const PARAGRAPHS: Partial<Record<Chapter, number>> = { phases: 1 };

/** Where a chapter's figure is found larger. */
const PLACES: Partial<Record<Chapter, string>> = {
  guess: 'inside',
  words: 'inside',
  attention: 'inside',
  gradient: 'microscope',
  memory: 'watch',
};

const MILESTONES: readonly Milestone[] = ['start', 'pretrain', 'tune'];
const BARS = 5;
/** To reckon with as an example. */
const SOME_WORDS = 1000;
/** Between two looks at the model, in milliseconds. */
const REST_MS = 1000;

@customElement('gg-article')
export class Article extends GlassElement {
  protected static override readonly panel = 'article';
  protected static override readonly states: readonly StateName[] = ['data', 'settings', 'question', 'status', 'progress', 'samples', 'answers', 'shown'];

  /** One chapter at a time is shown. */
  @property({ type: Boolean, reflect: true }) paged = false;
  @state() private chapter: Chapter = CHAPTERS[0];

  /** What the model does with the question, as of the last look. */
  @state() private inspection: Inspection | null = null;

  /** All terms of the glossary were asked for. */
  @state() private hasGlossary = false;

  #inspecting = false;
  #inspectedAt = -Infinity;
  readonly #intersection = new IntersectionController(this, (visible) => {
    if (!visible) return;
    this.#refresh();
    this.requestUpdate();
  });

  static override styles = [
    shared,
    css`
      .chapters {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr));
        gap: var(--space-5) var(--space-6);
      }
      .chapters > * {
        max-width: 68ch;
      }
      .chapter {
        display: grid;
        gap: var(--space-3);
        align-content: start;
      }
      /* One by one: of those that are not shown, the headings lead to them. */
      .contents {
        display: grid;
        gap: var(--space-1);
        padding-left: 1.5em;
        list-style: decimal;
      }
      .contents button {
        width: 100%;
        text-align: start;
      }
      .contents [aria-current] {
        border-color: var(--glass);
        font-weight: 650;
      }
      h3:focus {
        outline: none;
      }
      @media screen {
        .away {
          display: none;
        }
      }
      @media print {
        .contents {
          display: none;
        }
      }
      .chapter > p {
        font: var(--size-text) / 1.6 var(--serif);
      }
      h3 {
        font-size: var(--size-text);
      }
      figure {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-4);
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        background: var(--panel);
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: var(--space-1) var(--space-4);
        color: var(--ink-soft);
        font-size: var(--size-small);
      }
      table {
        width: 100%;
      }
      td:last-child {
        width: 100%;
        text-align: left;
      }
      meter {
        width: 100%;
        height: 12px;
        accent-color: var(--glass);
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        list-style: none;
      }
      ol li {
        display: grid;
        padding: var(--space-1) var(--space-2);
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        text-align: center;
      }
      li.unknown {
        border-style: dashed;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(16ch, 1fr));
        gap: var(--space-3);
      }
      dd {
        font: var(--size-text) / 1.4 var(--serif);
        overflow-wrap: anywhere;
      }
      .figure-number {
        font-size: var(--size-title);
        font-variant-numeric: tabular-nums;
        line-height: 1.2;
      }
    `,
  ];

  protected override changed(name: StateName): void {
    if (!this.#intersection.visible && this.hasUpdated) return;
    if (name === 'shown') this.#inspectedAt = -Infinity;
    if (name === 'status' || name === 'samples' || name === 'shown') this.#refresh();
    super.changed(name);
  }

  protected override render() {
    return html`<article class="section" aria-labelledby="title">
      <h2 id="title">${t('article.title')}</h2>
      <p class="lead">${t('article.lead')}</p>
      ${this.paged ? this.#contents() : nothing}
      <div class="chapters">${CHAPTERS.map((chapter) => this.#chapter(chapter))}</div>
      <details @toggle=${this.#openGlossary}>
        <summary>${t('article.glossary')}</summary>
        ${this.hasGlossary ? html`<gg-glossary></gg-glossary>` : nothing}
      </details>
    </article>`;
  }

  async #openGlossary(): Promise<void> {
    if (this.hasGlossary) return;
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('../glossary/glossary'), this.page.locale.need('glossary')]));
      this.hasGlossary = true;
    });
  }

  /** All chapters, to go to one of them. */
  #contents() {
    return html`<details>
      <summary>${t('article.contents', { n: CHAPTERS.indexOf(this.chapter) + 1, of: CHAPTERS.length })}</summary>
      <ol class="contents">
        ${CHAPTERS.map(
          (chapter) => html`<li>
            <button aria-current=${chapter === this.chapter ? 'true' : nothing} @click=${() => this.#turnTo(chapter)}>
              ${t(`article.${chapter}.title`)}
            </button>
          </li>`,
        )}
      </ol>
    </details>`;
  }

  async #turnTo(chapter: Chapter): Promise<void> {
    this.chapter = chapter;
    const contents = this.renderRoot.querySelector('details');
    if (contents !== null) contents.open = false;
    await this.updateComplete;
    const heading = this.renderRoot.querySelector<HTMLElement>('.chapter:not(.away) h3');
    heading?.focus({ preventScroll: true });
    this.scrollIntoView();
  }

  /** On to the chapter after this one, where there is one. */
  #onward(chapter: Chapter) {
    const next = CHAPTERS[CHAPTERS.indexOf(chapter) + 1];
    if (!this.paged || next === undefined) return nothing;
    return html`<div><button @click=${() => this.#turnTo(next)}>${t('article.next', { title: t(`article.${next}.title`) })}</button></div>`;
  }

  #chapter(chapter: Chapter) {
    const numbers = Array.from({ length: PARAGRAPHS[chapter] ?? 2 }, (_, i) => i + 1);
    const values = this.#values();
    return html`<section class="chapter ${this.paged && chapter !== this.chapter ? 'away' : ''}">
      <h3 tabindex="-1">${t(`article.${chapter}.title`)}</h3>
      ${numbers.map((n) => html`<p>${terms(`article.${chapter}.p${n}`, values)}</p>`)}
      ${chapter === 'block' || chapter === 'large' ? nothing : this.#figure(chapter)} ${this.#onward(chapter)}
    </section>`;
  }

  /** What the paragraphs tell of this model. */
  #values(): Record<string, string> {
    const { data, settings, status, estimate, shown } = this.page;
    const { samples } = shown.told;
    const parameters = status.model?.parameters ?? estimate.cost?.parameters;
    // Without a model and without data any number is an example as good as another.
    const vocab = (status.model?.vocabSize ?? data.vocabSize) || SOME_WORDS;
    return {
      prompt: (samples.taken.at(-1)?.prompt ?? samples.prompts.pretrain) || '…',
      width: count(status.model?.embeddingDim ?? settings.current.sizes.embeddingDim),
      vocab: count(vocab),
      blind: figures(Math.log(vocab)),
      parameters: parameters === undefined ? 'none' : count(parameters),
    };
  }

  #figure(chapter: Illustrated) {
    const drawn = this.#drawing(chapter);
    const { progress, status } = this.page.shown.told;
    const step = progress.latest?.last.step ?? status.run?.step;
    const place = PLACES[chapter];
    return html`<figure data-figure=${chapter}>
      <figcaption>
        <span>${t(`article.${chapter}.figure`)}</span>
        ${drawn === null || step === undefined ? nothing : html`<span>${t('article.now', { step: count(step) })}</span>`}
      </figcaption>
      ${drawn ?? html`<p class="soft">${t(status.model === null ? 'article.untrained' : 'article.soon')}</p>`}
      ${chapter === 'gradient' ? this.#stepButton() : nothing}
      ${place === undefined ? nothing : html`<div>${this.#showButton(place)}</div>`}
    </figure>`;
  }

  #showButton(place: string) {
    const show = (): boolean => this.dispatchEvent(new SectionWanted(place));
    return html`<button ${this.control('article-show')} @click=${show}>${t('article.show')}</button>`;
  }

  #stepButton() {
    const { state } = this.page.status.run ?? { state: 'paused' };
    const ready = state === 'paused' && this.page.data.phases.length > 0;
    return html`<div>
      <button ${this.control('article-step', !ready)} @click=${() => this.page.notice.attempt(() => this.page.training.step())}>
        ${t('article.gradient.step')}
      </button>
    </div>`;
  }

  /** Null while there is nothing to show. */
  #drawing(chapter: Illustrated): TemplateResult | null {
    const { inspection } = this;
    switch (chapter) {
      case 'guess': {
        const next = this.page.shown.told.samples.taken.at(-1)?.next ?? [];
        return next.length === 0 ? null : bars(next.slice(0, BARS).map(({ token, probability }) => [token, probability]));
      }
      case 'words':
        return inspection && tokenList(inspection);
      case 'attention':
        return inspection && bars(lastAttention(inspection));
      case 'loss':
        return this.#lossFigure();
      case 'gradient':
        return this.#gradientFigure();
      case 'phases':
        return this.#answersFigure();
      case 'memory':
        return this.#gapFigure();
    }
  }

  #lossFigure() {
    const { status, progress } = this.page.shown.told;
    if (progress.latest === null || status.model === null) return null;
    const vocab = status.model.vocabSize;
    const { loss } = progress.latest.last;
    return html`
      <p class="figure-number">${figures(loss)}</p>
      <p>${t('article.loss.choices', { n: Math.max(1, Math.round(Math.exp(loss))) })}</p>
      <meter min="0" max=${Math.log(vocab)} .value=${loss} aria-label=${t('article.loss.figure')}></meter>
      <p class="soft">${t('article.loss.blind', { vocab: count(vocab) })}</p>
    `;
  }

  #gradientFigure() {
    const last = this.page.shown.told.progress.latest?.last;
    if (last === undefined) return null;
    return pairs([
      [t('article.gradient.norm'), figures(last.gradNorm)],
      [t('article.gradient.rate'), figures(last.learningRate)],
    ]);
  }

  #answersFigure() {
    const answers = this.page.shown.told.answers.byMilestone;
    if (Object.keys(answers).length === 0) return null;
    return pairs(MILESTONES.map((at) => [t(`article.phases.${at}`), answers[at]?.text ?? t('article.phases.notYet')]));
  }

  #gapFigure() {
    const { epochLoss, validationLoss } = this.page.shown.told.progress.history.columns;
    const last = (column: readonly (number | null)[]) => column.filter((value) => value !== null).at(-1);
    const [training, validation] = [last(epochLoss), last(validationLoss)];
    if (training === undefined || validation === undefined) return null;
    return pairs([
      [t('article.memory.training'), figures(training)],
      [t('article.memory.validation'), figures(validation)],
    ]);
  }

  /** Looks at the model anew, if it was not looked at just now. */
  #refresh(): void {
    const { model } = this.page.status;
    if (model === null) this.inspection = null;
    if (model === null || this.#inspecting || performance.now() - this.#inspectedAt < REST_MS) return;
    this.#inspecting = true;
    const { question, samples } = this.page.shown.told;
    // Own data has neither question nor beginning; then the model's own words will do.
    const prompt = question.text || samples.prompts.pretrain || (samples.taken.at(-1)?.text ?? '');
    this.page.client
      .request<'inspect'>({ type: 'inspect', prompt, mode: 'text', top: 1 })
      .then(
        ({ inspection }) => (this.inspection = inspection),
        () => (this.inspection = null), // a prompt that cannot be shown leaves the figure empty
      )
      .finally(() => {
        this.#inspecting = false;
        this.#inspectedAt = performance.now();
      });
  }
}

function pairs(list: (readonly [string, string])[]) {
  return html`<dl>
    ${list.map(([name, value]) => html`<div><dt class="soft">${name}</dt><dd dir="auto">${value}</dd></div>`)}
  </dl>`;
}
