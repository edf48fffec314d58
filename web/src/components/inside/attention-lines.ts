// <gg-attention-lines>: attention as lines from each word to the words that it looks at, the thicker the more.

import { css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import type { Word } from './inspected';

/** Of a word, in pixels: a target for a finger. */
const ROW = 32;
/** Of a line that stands for all attention, in pixels. */
const THICKEST = 10;
/** Weights of other words than the chosen one are drawn from here up. */
const LEAST_FAINT = 0.1;

@customElement('gg-attention-lines')
export class AttentionLines extends GlassElement {
  @property({ attribute: false }) words: Word[] = [];
  /** [n, n], row-major. */
  @property({ attribute: false }) weights = new Float32Array();
  /** The chosen word. */
  @property({ type: Number }) row = 0;
  @property({ attribute: false }) choose: (row: number) => void = () => undefined;

  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, auto) minmax(64px, 1fr) minmax(0, auto);
      }
      .columns > div,
      ul {
        display: grid;
        grid-auto-rows: 32px;
        list-style: none;
      }
      button,
      li {
        min-height: 32px;
        padding: 0 var(--space-2);
        line-height: 32px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      button {
        border-color: transparent;
        background: none;
        text-align: right;
      }
      button[aria-checked='true'] {
        border-color: var(--glass);
        background: var(--glass-tint);
        color: var(--ink);
        font-weight: 650;
      }
      li span {
        margin-left: var(--space-2);
        font-variant-numeric: tabular-nums;
      }
      .later {
        color: var(--ink-soft);
      }
      svg {
        display: block;
        width: 100%;
      }
      line {
        stroke: var(--rule-strong);
        opacity: 0.5;
        vector-effect: non-scaling-stroke;
      }
      line.chosen {
        stroke: var(--glass);
        opacity: 1;
      }
    `,
  ];

  protected override render() {
    const { words, row } = this;
    const n = words.length;
    return html`<div class="columns">
      <div role="radiogroup" aria-label=${t('inside.attention.chooseWord')} @keydown=${this.#key}>
        ${words.map(
          ({ text }, i) => html`<button
            role="radio"
            aria-checked=${i === row}
            tabindex=${i === row ? 0 : -1}
            title=${text}
            @click=${() => this.choose(i)}
          >
            <bdi>${text}</bdi>
          </button>`,
        )}
      </div>
      <svg height=${n * ROW} viewBox="0 0 100 ${Math.max(1, n * ROW)}" preserveAspectRatio="none" aria-hidden="true">
        ${this.#lines()}
      </svg>
      <ul aria-label=${t('inside.attention.looksAt', { word: words[row]?.text ?? '' })}>
        ${words.map(
          ({ text }, i) => html`<li class=${i > row ? 'later' : ''} title=${text}>
            <bdi>${text}</bdi>${i > row ? nothing : html`<span class="soft">${percent(this.#weight(row, i))}</span>`}
          </li>`,
        )}
      </ul>
    </div>`;
  }

  #weight(row: number, col: number): number {
    return this.weights[row * this.words.length + col] ?? 0;
  }

  /** The chosen word's lines above the others. */
  #lines() {
    const faint = [];
    const chosen = [];
    for (let row = 0; row < this.words.length; row++) {
      for (let col = 0; col <= row; col++) {
        const weight = this.#weight(row, col);
        if (row === this.row) chosen.push(this.#line(row, col, weight, 'chosen'));
        else if (weight >= LEAST_FAINT) faint.push(this.#line(row, col, weight / 3, ''));
      }
    }
    return [faint, chosen];
  }

  #line(row: number, col: number, weight: number, kind: string) {
    const middle = (i: number): number => (i + 0.5) * ROW;
    return svg`<line class=${kind} x1="0" y1=${middle(row)} x2="100" y2=${middle(col)}
      stroke-width=${(THICKEST * weight).toFixed(2)}></line>`;
  }

  #key(event: KeyboardEvent): void {
    const last = this.words.length - 1;
    const to = { ArrowUp: this.row - 1, ArrowDown: this.row + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.choose(Math.min(last, Math.max(0, to)));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-checked=true]')?.focus());
  }
}
