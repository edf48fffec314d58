// <gg-tensor-map>: a tensor as a map of colours, one of its numbers among its neighbours, and the way on from there into the
// microscope.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { TensorPart } from '../../protocol';
import { shared, stack } from '../../styles/shared';
import { onColourScheme } from '../inside/heat';
import { MicroscopeWanted } from '../microscope/wanted';
import { number } from '../microscope/numbers';
import { NumberChosen } from './choosing';
import { cssOf, clear, paint, paletteOf } from './colours';
import type { OperationNode, TensorNode } from './graph';
import { styled } from './styled';
import { shapeOf } from './texts';

/** What the colours show. */
export type Show = 'values' | 'gradients' | 'changes';

export interface NumberPlace {
  row: number;
  col: number;
}

/** In pixels. */
const MOST_CELL = 22;
const LEAST_HEIGHT = 22;
const MOST_HEIGHT = 420;
/** Rows that Page Up and Page Down go. */
const PAGE = 10;

@customElement('gg-tensor-map')
export class TensorMap extends GlassElement {
  @property({ attribute: false }) node: TensorNode | null = null;
  @property({ attribute: false }) operation: OperationNode | null = null;
  @property({ attribute: false }) whole: TensorPart | null = null;
  @property({ attribute: false }) around: TensorPart | null = null;
  @property({ attribute: false }) place: NumberPlace = { row: 0, col: 0 };
  @property({ attribute: false }) tokens: readonly string[] = [];
  /** The sentence. */
  @property() text = '';
  @property() show: Show = 'values';

  #stopColours = (): void => undefined;

  static override styles = [
    shared,
    stack,
    css`
      .map {
        position: relative;
        width: fit-content;
        max-width: 100%;
        cursor: crosshair;
        touch-action: pan-x pan-y;
      }
      canvas {
        display: block;
        width: var(--width);
        max-width: 100%;
        height: var(--height);
        outline: 1px solid var(--rule-strong);
        image-rendering: pixelated;
      }
      .cursor {
        position: absolute;
        border: 2px solid var(--ink);
        box-shadow: 0 0 0 1px var(--panel);
        pointer-events: none;
      }
      .scale {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }
      .scale i {
        display: inline-block;
        width: 120px;
        height: 12px;
        border: 1px solid var(--rule);
        background: linear-gradient(to right, var(--heat-negative), var(--heat-none), var(--heat-positive));
      }
      td {
        min-width: 4.5em;
        border-left: 6px solid transparent;
      }
      td.chosen {
        outline: 2px solid var(--ink);
        outline-offset: -2px;
        font-weight: 650;
      }
      th[scope='row'] {
        overflow: hidden;
        max-width: 12ch;
        text-overflow: ellipsis;
      }
      output {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopColours = onColourScheme(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopColours();
  }

  protected override render() {
    const { node, whole } = this;
    if (node === null) return nothing;
    const shape = shapeOf(node, this.tokens.length || null);
    if (this.tokens.length === 0) return html`<p class="soft">${shape}. ${t('diagram.numbersLater')}</p>`;
    if (whole === null) return html`<p class="soft">${shape}</p>`;
    if (whole.rows === 0) return html`<p>${t('diagram.noGradient')}</p>`;
    return html`<p class="soft">
        ${t(`diagram.map.${this.show}`, { shape, rms: number(whole.rms, 3) })} ${this.#leftOut(whole)}
        <span class="scale"
          >${number(-whole.largest, 3)}<i aria-hidden="true"></i>${number(whole.largest, 3)}</span
        >
      </p>
      ${this.#map(node, whole)}
      <output data-name="number">${this.#readout()}</output>
      ${this.#neighbours()}
      <div class="row">
        ${
          this.page.presentation.shows('microscope')
            ? html`<button class="primary" @click=${this.#follow}>${t('diagram.microscope')}</button>`
            : nothing
        }
      </div>`;
  }

  #map(node: TensorNode, { rows, cols }: TensorPart) {
    const width = Math.max(1, Math.min(cols * MOST_CELL, 640));
    const height = Math.max(LEAST_HEIGHT, Math.min(rows * MOST_CELL, MOST_HEIGHT));
    return html`<div
      class="map"
      role="group"
      tabindex="0"
      aria-label=${t('diagram.mapLabel', { name: node.name })}
      ${styled({ '--width': `${width}px`, '--height': `${height}px` })}
      @keydown=${this.#key}
      @click=${this.#point}
    >
      <canvas width="1" height="1"></canvas>
      <div class="cursor"></div>
    </div>`;
  }

  /** Of the whole tensor, or of the head that is shown. */
  get #size(): { rows: number; cols: number } {
    const [rows, cols] = this.whole?.shape ?? [0, 0];
    return { rows: this.node?.head === null ? rows : cols, cols };
  }

  #leftOut({ rowStep, colStep }: TensorPart): string {
    return rowStep > 1 || colStep > 1 ? t('diagram.sampled', { rows: rowStep, cols: colStep }) : '';
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const cursor = this.renderRoot.querySelector<HTMLElement>('.cursor');
    const { whole } = this;
    if (canvas === null || cursor === null || whole === null) return;
    if (whole.rows === 0) return clear(canvas);
    paint(canvas, whole, paletteOf(this));
    const { rows, cols } = this.#size;
    const share = (value: number): string => `${(100 * value).toFixed(3)}%`;
    cursor.style.left = share(this.place.col / cols);
    cursor.style.top = share(this.place.row / rows);
    cursor.style.width = `max(6px, ${share(1 / cols)})`;
    cursor.style.height = `max(6px, ${share(1 / rows)})`;
  }

  /** The word of a row, or of a column of what lies between words; else its number. */
  #label(axis: 'row' | 'col', at: number): string {
    const { node } = this;
    const isWord = axis === 'row' ? node?.rows === null : node?.cols === null;
    if (!isWord) return count(at);
    return this.tokens[this.tokens.length === 0 ? 0 : at % this.tokens.length] ?? count(at);
  }

  #readout(): string {
    const { row, col } = this.place;
    const value = this.#chosenValue();
    const where = t('diagram.at', { row: this.#label('row', row), col: this.#label('col', col) });
    return value === null ? where : `${where}: ${Number.isNaN(value) ? t('diagram.masked') : number(value, 6)}`;
  }

  /** Null until it is there. */
  #chosenValue(): number | null {
    const { around } = this;
    if (around === null) return null;
    const { row, col } = beginOf(this.place, this.#size);
    return around.values[(this.place.row - row) * around.cols + this.place.col - col] ?? null;
  }

  #neighbours() {
    const { around, whole } = this;
    if (around === null || whole === null || around.rows === 0) return nothing;
    const begin = beginOf(this.place, this.#size);
    const palette = paletteOf(this);
    const range = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('diagram.neighbours')}>
      <table>
        <caption>
          ${t('diagram.neighbours')}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${range(around.cols).map((c) => html`<th scope="col">${this.#label('col', begin.col + c)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${range(around.rows).map(
            (r) =>
              html`<tr>
                <th scope="row">${this.#label('row', begin.row + r)}</th>
                ${range(around.cols).map((c) => {
                  const value = around.values[r * around.cols + c] ?? NaN;
                  const chosen = begin.row + r === this.place.row && begin.col + c === this.place.col;
                  return html`<td
                    class=${chosen ? 'chosen' : ''}
                    ${styled({ 'border-left-color': cssOf(value, around.largest, palette) })}
                    @click=${() => this.#go(begin.row + r, begin.col + c)}
                  >
                    ${number(value)}
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #go(row: number, col: number): void {
    const { rows, cols } = this.#size;
    const within = (at: number, size: number): number => Math.max(0, Math.min(at, size - 1));
    this.dispatchEvent(new NumberChosen(within(row, rows), within(col, cols)));
  }

  readonly #point = (event: MouseEvent): void => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { rows, cols } = this.#size;
    this.#go(Math.floor(((event.clientY - top) / height) * rows), Math.floor(((event.clientX - left) / width) * cols));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { row, col } = this.place;
    const goals: Record<string, [number, number]> = {
      ArrowUp: [row - 1, col],
      ArrowDown: [row + 1, col],
      ArrowLeft: [row, col - 1],
      ArrowRight: [row, col + 1],
      Home: [row, 0],
      End: [row, Infinity],
      PageUp: [row - PAGE, col],
      PageDown: [row + PAGE, col],
    };
    const goal = goals[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    this.#go(...goal);
  };

  readonly #follow = (): void => {
    const { node, operation, place } = this;
    if (node === null || operation === null) return;
    this.dispatchEvent(
      new MicroscopeWanted({
        text: this.text,
        of: node.role === 'weight' ? 'weight' : 'value',
        gradient: this.show === 'gradients',
        name: node.name,
        layer: operation.operation.layer ?? 0,
        head: node.heads > 0 ? (node.head ?? Math.floor(place.row / this.tokens.length)) : null,
        row: place.row,
        col: place.col,
      }),
    );
  };
}

/** Neighbours that are shown. */
export const AROUND = { rows: 7, cols: 5 };

/** Where the neighbours of a number begin. */
export function beginOf({ row, col }: NumberPlace, { rows, cols }: { rows: number; cols: number }): NumberPlace {
  const begin = (at: number, shown: number, all: number): number =>
    Math.max(0, Math.min(at - Math.floor(shown / 2), all - shown));
  return { row: begin(row, AROUND.rows, rows), col: begin(col, AROUND.cols, cols) };
}
