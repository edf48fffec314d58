// <gg-paired-attention>: what the same head of two models makes of the same words.

import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { Inspection } from '../../protocol';
import { shared, stack } from '../../styles/shared';
import '../inside/heat-map';
import type { Cell } from '../inside/heat-map';
import { headWeights, type Word, wordsOf } from '../inside/inspected';
import { mostDifferentHead } from './findings';

type Pair<T> = [T, T];

@customElement('gg-paired-attention')
export class PairedAttention extends GlassElement {
  @property({ attribute: false }) inspections!: Pair<Inspection>;
  @property({ attribute: false }) names: Pair<string> = ['', ''];
  /** Null: the head that differs most. */
  @state() private chosen: { layer: number; head: number } | null = null;
  /** Null: the last word, and what it looks at most in the first model. */
  @state() private cell: Cell | null = null;

  static override styles = [
    shared,
    stack,
    css`
      .maps {
        display: grid;
        gap: var(--space-4);
      }
      .maps > div {
        min-width: 0;
      }
      .field {
        max-width: 240px;
      }
      @container (min-width: 608px) {
        .maps {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  protected override render() {
    const [a, b] = this.inspections;
    const { layer, head } = this.chosen ?? mostDifferentHead(a, b) ?? { layer: 0, head: 0 };
    const words = wordsOf(a);
    const weights = this.inspections.map((inspection) => headWeights(inspection, layer, head));
    const cell = this.cell ?? lookedAtMost(words.length, weights[0]);
    return html`
      <h3>${t('experiment.attention')}</h3>
      <label class="field">
        <span>${t('inside.attention.heads')}</span>
        <select @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
          ${heads(a, b).map(
            ([l, h]) => html`<option value="${l} ${h}" .selected=${l === layer && h === head}>
              ${t('inside.attention.layerAndHead', { layer: l + 1, head: h + 1 })}
            </option>`,
          )}
        </select>
      </label>
      <p aria-live="polite" dir="auto">${this.#says(words, weights, cell)}</p>
      <div class="maps">
        ${weights.map(
          (its, i) => html`<div>
            <p class="soft">${this.names[i]}</p>
            <gg-heat-map
              .words=${words}
              .weights=${its}
              .cell=${cell}
              .choose=${(chosen: Cell) => (this.cell = chosen)}
              .label=${`${this.names[i] ?? ''}. ${t('inside.attention.label', { layer: layer + 1, head: head + 1 })}`}
            ></gg-heat-map>
          </div>`,
        )}
      </div>
    `;
  }

  #choose(value: string): void {
    const [layer = 0, head = 0] = value.split(' ').map(Number);
    this.chosen = { layer, head };
  }

  #says(words: readonly Word[], weights: readonly Float32Array[], { row, col }: Cell): string {
    const [a = 0, b = 0] = weights.map((its) => its[row * words.length + col] ?? 0);
    const [from, to] = [words[row]?.text ?? '', words[col]?.text ?? ''];
    return t('experiment.looks', { from, to, a: percent(a), b: percent(b), first: this.names[0], second: this.names[1] });
  }
}

/** Those that both have. */
function heads(a: Inspection, b: Inspection): Pair<number>[] {
  const [layers, ofLayer] = [Math.min(a.numLayers, b.numLayers), Math.min(a.numHeads, b.numHeads)];
  return Array.from({ length: layers * ofLayer }, (_, i) => [Math.floor(i / ofLayer), i % ofLayer]);
}

function lookedAtMost(count: number, weights: Float32Array = new Float32Array()): Cell {
  const last = weights.subarray(Math.max(0, count - 1) * count);
  return { row: Math.max(0, count - 1), col: Math.max(0, last.indexOf(Math.max(...last))) };
}
