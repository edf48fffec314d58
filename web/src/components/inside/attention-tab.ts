// <gg-inside-attention>: which words look at which, for one head or for all.

import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared, stack } from '../../styles/shared';
import { terms } from '../glossary/term';
import './attention-lines';
import './head-grid';
import './heat-map';
import type { Cell } from './heat-map';
import { heatOf } from './heat';
import { headWeights, type InspectedPrompt, type Word, wordsOf } from './inspected';
import './table-twin';
import type { Table } from './table-twin';

/** Weights named below the scale of colours. */
const SCALE = [0, 0.05, 0.25, 0.5, 1];
const VIEWS = ['one', 'all'] as const;

@customElement('gg-inside-attention')
export class AttentionTab extends GlassElement {
  @property({ attribute: false }) inspected: InspectedPrompt | null = null;
  @state() private view: (typeof VIEWS)[number] = 'one';
  /** At first the last one: layers before it often look everywhere alike. */
  @state() private layer: number | null = null;
  @state() private head = 0;
  /** Null: the last word, and what it looks at most. */
  @state() private chosen: Cell | null = null;

  static override styles = [
    shared,
    stack,
    css`
      .controls {
        align-items: end;
        gap: var(--space-3);
      }
      .controls .field {
        width: 112px;
      }
      fieldset {
        display: flex;
        flex-basis: 100%;
        gap: var(--space-4);
      }
      fieldset label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 38px;
      }
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
        align-items: start;
      }
      .both > div {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
      }
      .says {
        min-height: 1.5em;
        font: var(--size-text) / 1.4 var(--serif);
        overflow-wrap: anywhere;
      }
      .scale {
        display: flex;
        gap: var(--space-3);
        flex-wrap: wrap;
      }
      .scale span {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
      }
      .scale svg {
        width: 16px;
        height: 16px;
      }
      .scale svg {
        border: 1px solid var(--rule-strong);
      }
      rect {
        fill: var(--heat-none);
      }
      rect.most {
        fill: var(--heat-most);
      }
      @container (min-width: 608px) {
        fieldset {
          flex-basis: auto;
        }
      }
      @container (min-width: 828px) {
        .both {
          grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
          gap: var(--space-6);
        }
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('inspected') || this.inspected === null) return;
    const { numLayers, numHeads, ids } = this.inspected.inspection;
    this.layer = Math.min(this.layer ?? Infinity, numLayers - 1);
    this.head = Math.min(this.head, numHeads - 1);
    if (ids.length !== changed.get('inspected')?.inspection.ids.length) this.chosen = null;
  }

  protected override updated(): void {
    if (this.inspected === null || this.view !== 'one') return;
    this.page.seen.see({ head: { inspection: this.inspected.inspection, layer: this.layer ?? 0, head: this.head } });
  }

  protected override render() {
    const { inspected } = this;
    return html`<p class="lead">${terms('inside.attention.lead')}</p>
      ${inspected === null ? nothing : this.#drawn(inspected)}`;
  }

  #drawn(inspected: InspectedPrompt) {
    const { inspection } = inspected;
    return html`
      <div class="row controls">
        ${this.#viewChoice()}
        ${this.view === 'one'
          ? html`${this.#choice('layer', inspection.numLayers)} ${this.#choice('head', inspection.numHeads)}
              <gg-explain .of=${t('inside.attention.heads')} .text=${t('inside.attention.headsAbout')}></gg-explain>`
          : nothing}
      </div>
      ${this.view === 'one'
        ? this.#oneHead(inspected)
        : html`<gg-head-grid
            .inspection=${inspection}
            .choose=${(layer: number, head: number) => {
              Object.assign(this, { layer, head, view: 'one' });
              void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#layer')?.focus());
            }}
          ></gg-head-grid>`}
    `;
  }

  #viewChoice() {
    return html`<fieldset>
      <legend class="visually-hidden">${t('inside.attention.view')}</legend>
      ${VIEWS.map(
        (view) => html`<label>
          <input type="radio" name="view" ${this.control('attention-view')} .checked=${this.view === view} @change=${() => (this.view = view)} />
          ${t(`inside.attention.views.${view}`)}
        </label>`,
      )}
    </fieldset>`;
  }

  #choice(what: 'layer' | 'head', number: number) {
    return html`<div class="field">
      <label for=${what}>${t(`inside.attention.${what}`)}</label>
      <select
        id=${what}
        ${this.control(`attention-${what}`)}
        @change=${(event: Event) => (this[what] = (event.target as HTMLSelectElement).selectedIndex)}
      >
        ${Array.from({ length: number }, (_, i) => html`<option ?selected=${i === this[what]}>${i + 1}</option>`)}
      </select>
    </div>`;
  }

  #oneHead({ inspection }: InspectedPrompt) {
    const words = wordsOf(inspection);
    const layer = this.layer ?? 0;
    const weights = headWeights(inspection, layer, this.head);
    const cell = this.chosen ?? strongest(weights, words.length - 1);
    const label = t('inside.attention.label', { layer: layer + 1, head: this.head + 1 });
    return html`
      <p class="says" data-name="says">${says(words, weights, cell)}</p>
      <div class="both">
        <div>
          <h3>${t('inside.attention.map')}</h3>
          <gg-heat-map
            .words=${words}
            .weights=${weights}
            .cell=${cell}
            .label="${label} ${t('inside.attention.keys')}"
            .choose=${(to: Cell, byKey: boolean) => {
              this.chosen = to;
              if (byKey) this.announce(() => says(words, weights, to));
            }}
          ></gg-heat-map>
          ${this.#scale()}
        </div>
        <div>
          <h3>${t('inside.attention.lines')}</h3>
          <gg-attention-lines
            .words=${words}
            .weights=${weights}
            .row=${cell.row}
            .choose=${(row: number) => (this.chosen = strongest(weights, row))}
          ></gg-attention-lines>
        </div>
      </div>
      ${words.length < inspection.ids.length
        ? html`<p class="soft">${t('inside.onlyLast', { n: words.length })}</p>`
        : nothing}
      <gg-table-twin .table=${() => table(label, words, weights)}></gg-table-twin>
    `;
  }

  #scale() {
    return html`<p class="scale soft">
      ${SCALE.map(
        (weight) => html`<span>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <rect width="16" height="16"></rect>
            <rect class="most" width="16" height="16" fill-opacity=${heatOf(weight)}></rect>
          </svg>
          ${percent(weight)}
        </span>`,
      )}
      <span>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M0 8 8 0M0 16 16 0M8 16 16 8" stroke="currentColor" opacity="0.6"></path>
        </svg>
        ${t('inside.attention.later')}
      </span>
    </p>`;
  }
}

/** The cell of a row with the largest weight. */
function strongest(weights: Float32Array, row: number): Cell {
  const n = Math.sqrt(weights.length);
  const its = weights.subarray(row * n, row * n + row + 1);
  return { row, col: its.indexOf(Math.max(...its)) };
}

function says(words: Word[], weights: Float32Array, { row, col }: Cell): string {
  const [from, to] = [words[row]?.text ?? '', words[col]?.text ?? ''];
  const share = percent(weights[row * words.length + col] ?? 0);
  return row === col ? t('inside.attention.itself', { from, share }) : t('inside.attention.says', { from, to, share });
}

function table(caption: string, words: Word[], weights: Float32Array): Table {
  const n = words.length;
  return {
    caption,
    head: [t('inside.attention.word'), ...words.map(({ text }) => text)],
    rows: words.map(({ text }, row) => [
      text,
      ...words.map((_, col) => (col > row ? '' : percent(weights[row * n + col] ?? 0))),
    ]),
  };
}
