// <gg-tensor-grid>: part of a tensor as a small heat map. Each number shows under the pointer or the arrow keys, and
// all of them in the table below.

import { css, html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { number } from './numbers';
import type { Shown } from './tensors';

/** In pixels. */
const CELL = 22;
const LABEL_WIDTH = 84;
const NUMBER_HEIGHT = 20;
const WORD_HEIGHT = 64;
const LONGEST_LABEL = 11;
/** Opacity of the smallest numbers that are not 0: they are to be told from what is masked. */
const FAINTEST = 0.06;

const shortened = (word: string): string =>
  word.length > LONGEST_LABEL ? `${word.slice(0, LONGEST_LABEL - 1)}…` : word;

@customElement('gg-tensor-grid')
export class TensorGrid extends GlassElement {
  @property({ attribute: false }) shown: Shown | null = null;
  /** Row and column of the cell that is read out; -1 before there is one. */
  @state() private row = -1;
  @state() private column = -1;
  @state() private tableOpen = false;

  static override styles = [
    shared,
    css`
      figure {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-1);
      }
      /* The drawing alone says how wide the figure is, so that several fit beside each other. */
      figcaption,
      output,
      details {
        width: 0;
        min-width: 100%;
      }
      figcaption {
        overflow-wrap: anywhere;
      }
      code {
        font-family: var(--mono);
        font-size: var(--size-small);
      }
      svg {
        display: block;
        touch-action: pan-x pan-y;
      }
      text {
        fill: var(--ink-soft);
        font-size: var(--size-small);
      }
      .followed {
        fill: var(--ink);
        font-weight: 650;
      }
      .positive {
        fill: var(--heat-positive);
      }
      .negative {
        fill: var(--heat-negative);
      }
      .masked {
        fill: var(--rule);
      }
      .frame {
        fill: none;
        stroke: var(--ink);
      }
      .chosen {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
      }
      output {
        min-height: 1.5em;
        font-size: var(--size-small);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  protected override render() {
    if (this.shown === null) return nothing;
    const { name, gradient, shape } = this.shown;
    const title = gradient ? t('microscope.grid.gradient', { name }) : name;
    return html`<figure>
      <figcaption>
        <code>${title}</code>
        <span class="soft">[${shape[0]} × ${shape[1]}] ${this.#leftOut()}</span>
      </figcaption>
      <div
        class="scroll"
        tabindex="0"
        role="group"
        aria-label=${t('microscope.grid.label', { name: title })}
        @keydown=${this.#moveByKey}
        @pointerover=${this.#moveByPointer}
        @pointerdown=${this.#moveByPointer}
      >
        ${this.#drawing(title)}
      </div>
      <output>${this.#readout()}</output>
      <details @toggle=${(event: Event) => (this.tableOpen = (event.target as HTMLDetailsElement).open)}>
        <summary class="soft">${t('microscope.grid.table')}</summary>
        ${this.tableOpen ? this.#table() : nothing}
      </details>
    </figure>`;
  }

  #drawing(title: string) {
    const { rows, columns, columnsAre, values, followed } = this.shown as Shown;
    const words = columnsAre !== 'numbers';
    const top = words ? WORD_HEIGHT : NUMBER_HEIGHT;
    const most = this.#most();
    const [width, height] = [columns.length * CELL, rows.length * CELL];
    return html`<svg
      role="img"
      aria-label=${t('microscope.grid.about', { name: title, rows: rows.length, columns: columns.length, most: number(most) })}
      width=${LABEL_WIDTH + width + (words ? WORD_HEIGHT : 1)}
      height=${top + height + 1}
    >
      ${rows.map(
        (label, r) => svg`<text class=${r === followed ? 'followed' : ''} text-anchor="end"
          x=${LABEL_WIDTH - 6} y=${top + (r + 0.7) * CELL}>${shortened(label)}</text>`,
      )}
      ${columns.map((label, c) => {
        const x = LABEL_WIDTH + (c + 0.5) * CELL;
        return words
          ? svg`<text transform="translate(${x + 2} ${top - 6}) rotate(-50)">${shortened(label)}</text>`
          : svg`<text text-anchor="middle" x=${x} y=${top - 6}>${label}</text>`;
      })}
      ${Array.from(values, (value, i) => {
        const [r, c] = [Math.floor(i / columns.length), i % columns.length];
        const [x, y] = [LABEL_WIDTH + c * CELL, top + r * CELL];
        if (Number.isNaN(value))
          return svg`<circle class="masked" cx=${x + CELL / 2} cy=${y + CELL / 2} r="1.5"></circle>`;
        const strength = value === 0 ? 0 : FAINTEST + (1 - FAINTEST) * (Math.abs(value) / most);
        return svg`<rect class=${value < 0 ? 'negative' : 'positive'} data-row=${r} data-column=${c}
          x=${x} y=${y} width=${CELL - 1} height=${CELL - 1} fill-opacity=${strength.toFixed(3)}></rect>`;
      })}
      ${
        followed < 0
          ? nothing
          : svg`<rect class="frame" x=${LABEL_WIDTH - 0.5} y=${top + followed * CELL - 0.5} width=${width} height=${CELL}></rect>`
      }
      ${
        this.row < 0 || this.row >= rows.length
          ? nothing
          : svg`<rect class="chosen" x=${LABEL_WIDTH + this.column * CELL} y=${top + this.row * CELL}
            width=${CELL - 1} height=${CELL - 1}></rect>`
      }
    </svg>`;
  }

  /** Which of its columns and rows are shown, if not all. */
  #leftOut(): string {
    const { rows, columns, columnsAre, shape } = this.shown as Shown;
    const [moreRows, more] = [shape[0] - rows.length, shape[1] - columns.length];
    const [first = '', last = ''] = [columns[0], columns.at(-1)];
    const texts = [];
    if (more > 0 && columnsAre === 'numbers') texts.push(t('microscope.grid.more', { first, last, more }));
    if (more > 0 && columnsAre === 'candidates') texts.push(t('microscope.grid.moreTokens', { more }));
    if (moreRows > 0) texts.push(t('microscope.grid.moreRows', { more: moreRows }));
    return texts.join('; ');
  }

  /** The largest size of a number shown: it has the full colour. */
  #most(): number {
    return Math.max(
      Number.MIN_VALUE,
      ...Array.from(this.shown?.values ?? [], (v) => (Number.isNaN(v) ? 0 : Math.abs(v))),
    );
  }

  #readout(): string {
    const { rows, columns, values } = this.shown as Shown;
    if (this.row < 0) return t('microscope.grid.scale', { most: number(this.#most()) });
    const row = rows[this.row];
    const column = columns[this.column];
    const value = values[this.row * columns.length + this.column];
    if (row === undefined || column === undefined || value === undefined) return '';
    return `${row}, ${column}: ${Number.isNaN(value) ? t('microscope.grid.masked') : number(value)}`;
  }

  #table() {
    const { name, rows, columns, values } = this.shown as Shown;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('microscope.grid.table')}>
      <table>
        <caption>
          ${name}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (label, r) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${columns.map((_, c) => html`<td>${number(values[r * columns.length + c] ?? NaN)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #moveByPointer(event: PointerEvent): void {
    const { row, column } = (event.target as SVGElement).dataset;
    if (row === undefined || column === undefined) return;
    this.row = Number(row);
    this.column = Number(column);
  }

  #moveByKey(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const move = moves[event.key];
    const shown = this.shown;
    if (move === undefined || shown === null) return;
    event.preventDefault();
    event.stopPropagation();
    const within = (value: number, count: number): number => Math.max(0, Math.min(value, count - 1));
    const started = this.row >= 0;
    this.row = started ? within(this.row + move[0], shown.rows.length) : Math.max(0, shown.followed);
    this.column = started ? within(this.column + move[1], shown.columns.length) : 0;
  }
}
