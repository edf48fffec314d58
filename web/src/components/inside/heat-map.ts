// <gg-heat-map>: how much each word looks at each word before it, as a map of coloured cells. A cell is chosen by
// pointing at it, or by the arrow keys.

import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { Drawing } from './drawing';
import { cssColour, heatColours } from './heat';
import type { Word } from './inspected';

export interface Cell {
  row: number;
  col: number;
}

/** Pixels. */
const LEAST_CELL = 18;
const MOST_CELL = 40;
const MOST_LABEL = 104;
const LABEL_GAP = 6;
const HATCH = 6;

@customElement('gg-heat-map')
export class HeatMap extends GlassElement {
  @property({ attribute: false }) words: Word[] = [];
  /** [n, n], row-major: how much word `row` looks at word `col`. */
  @property({ attribute: false }) weights = new Float32Array();
  @property({ attribute: false }) cell: Cell = { row: 0, col: 0 };
  /** Is told of the cell chosen, and whether by a key. */
  @property({ attribute: false }) choose: (cell: Cell, byKey: boolean) => void = () => undefined;
  @property() label = '';

  #label = 0;
  #size = LEAST_CELL;

  constructor() {
    super();
    new Drawing(this, () => this.#draw());
  }

  static override styles = [
    shared,
    css`
      .scroll {
        padding: var(--space-1);
      }
      [role='application'] {
        position: relative;
        width: max-content;
        cursor: crosshair;
      }
      canvas {
        display: block;
      }
      .cursor {
        position: absolute;
        border: 2px solid var(--ink);
        box-shadow: 0 0 0 1px var(--panel);
        pointer-events: none;
      }
    `,
  ];

  protected override render() {
    return html`<div class="scroll">
      <div
        role="application"
        tabindex="0"
        aria-label=${this.label}
        aria-roledescription=${t('inside.attention.map')}
        @keydown=${this.#key}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
      >
        <canvas role="img" aria-label=${this.label}></canvas>
        <div class="cursor"></div>
      </div>
    </div>`;
  }

  #draw(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const ctx = canvas?.getContext('2d');
    const n = this.words.length;
    if (!canvas || !ctx || n === 0 || this.weights.length !== n * n) return;
    const style = getComputedStyle(this);
    const font = `13px ${style.getPropertyValue('--sans')}`;
    ctx.font = font;
    const longest = Math.max(...this.words.map(({ text }) => ctx.measureText(text).width));
    this.#label = Math.min(MOST_LABEL, Math.ceil(longest)) + LABEL_GAP;
    const room = (this.clientWidth - this.#label - 2 * LABEL_GAP) / n;
    this.#size = Math.floor(Math.min(MOST_CELL, Math.max(LEAST_CELL, room)));
    const side = this.#label + n * this.#size + 1;
    canvas.width = canvas.height = Math.round(side * devicePixelRatio);
    canvas.style.width = canvas.style.height = `${side}px`;
    ctx.scale(devicePixelRatio, devicePixelRatio);
    this.#drawCells(ctx);
    ctx.strokeStyle = style.getPropertyValue('--rule-strong');
    this.#hatchFuture(ctx);
    ctx.font = font;
    ctx.fillStyle = style.getPropertyValue('--ink');
    this.#drawLabels(ctx);
    this.#placeCursor();
  }

  #drawCells(ctx: CanvasRenderingContext2D): void {
    const n = this.words.length;
    const size = this.#size;
    const colour = heatColours(this);
    for (let row = 0; row < n; row++) {
      for (let col = 0; col <= row; col++) {
        ctx.fillStyle = cssColour(colour(this.weights[row * n + col] ?? 0));
        ctx.fillRect(this.#label + col * size, this.#label + row * size, size - 1, size - 1);
      }
    }
  }

  /** Words that come later cannot be looked at. */
  #hatchFuture(ctx: CanvasRenderingContext2D): void {
    const n = this.words.length;
    const size = this.#size;
    const at = (i: number): number => this.#label + i * size;
    ctx.save();
    ctx.beginPath();
    ctx.moveTo(at(1), at(0));
    for (let row = 0; row < n - 1; row++) {
      ctx.lineTo(at(row + 1), at(row + 1));
      ctx.lineTo(at(row + 2), at(row + 1));
    }
    ctx.lineTo(at(n), at(0));
    ctx.clip();
    ctx.globalAlpha = 0.45;
    ctx.beginPath();
    for (let x = 0; x < 2 * n * size; x += HATCH) {
      ctx.moveTo(at(0) + x, at(0));
      ctx.lineTo(at(0) + x - n * size, at(n));
    }
    ctx.stroke();
    ctx.restore();
  }

  #drawLabels(ctx: CanvasRenderingContext2D): void {
    ctx.textBaseline = 'middle';
    const middle = (i: number): number => this.#label + (i + 0.5) * this.#size;
    const room = this.#label - LABEL_GAP;
    this.words.forEach(({ text }, i) => {
      const fitted = fit(ctx, text, room);
      ctx.textAlign = 'right';
      ctx.fillText(fitted, room, middle(i));
      ctx.save();
      ctx.translate(middle(i), room);
      ctx.rotate(-Math.PI / 2);
      ctx.textAlign = 'left';
      ctx.fillText(fitted, 0, 0);
      ctx.restore();
    });
  }

  #placeCursor(): void {
    const cursor = this.renderRoot.querySelector<HTMLElement>('.cursor');
    if (cursor === null) return;
    const { row, col } = this.cell;
    cursor.style.left = `${this.#label + col * this.#size - 2}px`;
    cursor.style.top = `${this.#label + row * this.#size - 2}px`;
    cursor.style.width = cursor.style.height = `${this.#size + 3}px`;
  }

  #point(event: PointerEvent): void {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const col = Math.floor((event.clientX - left - this.#label) / this.#size);
    const row = Math.floor((event.clientY - top - this.#label) / this.#size);
    if (row >= 0 && col >= 0 && row < this.words.length && col <= row) this.#goTo({ row, col }, false);
  }

  #key(event: KeyboardEvent): void {
    const { row, col } = this.cell;
    const last = this.words.length - 1;
    const targets: Record<string, Cell> = {
      ArrowLeft: { row, col: col - 1 },
      ArrowRight: { row, col: col + 1 },
      ArrowUp: { row: row - 1, col: Math.min(col, row - 1) },
      ArrowDown: { row: row + 1, col },
      Home: { row, col: 0 },
      End: { row, col: row },
      PageUp: { row: 0, col: 0 },
      PageDown: { row: last, col: Math.min(col, last) },
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    if (target.row < 0 || target.row > last || target.col < 0 || target.col > target.row) return;
    this.#goTo(target, true);
  }

  #goTo(cell: Cell, byKey: boolean): void {
    if (cell.row === this.cell.row && cell.col === this.cell.col) return;
    this.choose(cell, byKey);
    if (!byKey) return;
    void this.updateComplete.then(() => {
      this.#placeCursor();
      this.renderRoot.querySelector('.cursor')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  }
}

/** The text, cut to fit. */
function fit(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let end = text.length - 1;
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end)}…`;
}
