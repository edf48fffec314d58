// <gg-word-map>: the points of the map of words on a canvas, to zoom and to move, with labels that do not overlap.

import { css, html, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { EmbeddingMap } from '../../protocol';
import { shared } from '../../styles/shared';
import { Drawing } from './drawing';
import { GROUPS, tokenText } from './inspected';
import { Labels, MapView, type Point, traceShape } from './map-view';

const ZOOM_STEP = 1.5;
/** Of the arrow keys, in pixels. */
const PAN_STEP = 48;
/** How near one has to point, in pixels. */
const REACH = 20;
/** A pointer that moved less than this, in pixels, chose a point. */
const CLICK = 5;
const MOST_LABELS = 70;
/** Words tried for labels, most frequent first. */
const MOST_TRIED = 800;
const LABEL_HEIGHT = 16;
/** Of a point, in pixels. */
const MOST_RADIUS = 7;

@customElement('gg-word-map')
export class WordMap extends GlassElement {
  @property({ attribute: false }) map: EmbeddingMap | null = null;
  /** The id of the chosen token, and of those that are to be shown with it. */
  @property({ attribute: false }) chosen: number | null = null;
  @property({ attribute: false }) near: number[] = [];
  @property({ attribute: false }) choose: (id: number) => void = () => undefined;
  @property() label = '';

  readonly #drawing = new Drawing(this, () => this.inItsLanguage(() => this.#draw()));
  readonly #view = new MapView();
  /** Where the pointers that are down stand, and how far they have come. */
  readonly #pointers = new Map<number, Point>();
  #moved = 0;
  #hovered: number | null = null;

  static override styles = [
    shared,
    css`
      [role='application'] {
        position: relative;
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        /* One finger scrolls the page up and down. */
        touch-action: pan-y;
        cursor: grab;
      }
      canvas {
        display: block;
        width: 100%;
        height: 320px;
      }
      .buttons {
        justify-content: flex-end;
        margin-top: var(--space-2);
      }
      .buttons p {
        flex: 1;
        min-width: 180px;
      }
      .buttons button {
        min-width: 38px;
        padding: var(--space-1) var(--space-2);
      }
      @container (min-width: 828px) {
        canvas {
          height: 460px;
        }
      }
    `,
  ];

  protected override render() {
    return html`
      <div
        role="application"
        tabindex="0"
        aria-label=${this.label}
        aria-roledescription=${t('inside.tab.map')}
        @keydown=${this.#key}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @pointerleave=${() => this.#hover(null)}
      >
        <canvas role="img" aria-label=${this.label}></canvas>
      </div>
      <div class="row buttons">
        <p class="soft">${t('inside.map.keys')}</p>
        <button ${this.control('map-zoom')} aria-label=${t('inside.map.closer')} @click=${() => this.#zoom(ZOOM_STEP)}>+</button>
        <button ${this.control('map-zoom')} aria-label=${t('inside.map.farther')} @click=${() => this.#zoom(1 / ZOOM_STEP)}>−</button>
        <button ${this.control('map-zoom')} @click=${this.#reset}>${t('inside.map.whole')}</button>
      </div>
    `;
  }

  protected override firstUpdated(): void {
    const box = this.renderRoot.querySelector<HTMLElement>('[role=application]');
    // Not passive: within the map, once it has the focus, the wheel zooms instead of scrolling the page.
    box?.addEventListener('wheel', this.#wheel, { passive: false });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { chosen, map } = this;
    if (changed.has('chosen') && chosen !== null && map !== null) this.#view.reveal(map.x[chosen] ?? 0, map.y[chosen] ?? 0);
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  #draw(): void {
    const { map } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    const ctx = canvas?.getContext('2d');
    if (!canvas || !ctx || map === null) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    ctx.scale(devicePixelRatio, devicePixelRatio);
    this.#view.fit(map, width, height);
    const places = Array.from(map.x, (x, i) => this.#view.place(x, map.y[i] ?? 0));
    const seen = ({ x, y }: Point): boolean =>
      Math.abs(x - width / 2) < width / 2 + MOST_RADIUS && Math.abs(y - height / 2) < height / 2 + MOST_RADIUS;
    this.#drawPoints(ctx, map, places, seen);
    this.#drawNear(ctx, places);
    this.#drawLabels(ctx, map, places, width, height);
  }

  /** A path for each group, so that ten thousand points are drawn in a few milliseconds. */
  #drawPoints(ctx: CanvasRenderingContext2D, map: EmbeddingMap, places: Point[], seen: (at: Point) => boolean): void {
    const style = getComputedStyle(this);
    const radius = this.#radius(places.length);
    ctx.globalAlpha = 0.75;
    for (let group = 0; group < GROUPS; group++) {
      ctx.beginPath();
      places.forEach((at, i) => {
        if (map.group[i] === group && seen(at)) traceShape(ctx, group, at, radius);
      });
      ctx.fillStyle = style.getPropertyValue(`--series-${group + 1}`);
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  }

  #radius(points: number): number {
    const least = points > 3000 ? 1.7 : points > 600 ? 2.5 : 4;
    return Math.min(MOST_RADIUS, least * Math.sqrt(this.#view.zoom));
  }

  /** The chosen point ringed, with lines to its nearest. */
  #drawNear(ctx: CanvasRenderingContext2D, places: Point[]): void {
    const from = this.chosen === null ? undefined : places[this.chosen];
    if (from === undefined) return;
    ctx.strokeStyle = getComputedStyle(this).getPropertyValue('--ink');
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const id of this.near) {
      const to = places[id];
      if (to === undefined) continue;
      ctx.moveTo(from.x, from.y);
      ctx.lineTo(to.x, to.y);
    }
    ctx.globalAlpha = 0.5;
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(from.x, from.y, MOST_RADIUS, 0, 2 * Math.PI);
    ctx.stroke();
  }

  /** What one points at and has chosen first, then by frequency: ids are in that order. */
  #drawLabels(ctx: CanvasRenderingContext2D, map: EmbeddingMap, places: Point[], width: number, height: number): void {
    const style = getComputedStyle(this);
    const wanted = [this.#hovered, this.chosen].filter((id) => id !== null);
    const labels = new Labels();
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    ctx.lineWidth = 3;
    ctx.strokeStyle = style.getPropertyValue('--panel');
    ctx.fillStyle = style.getPropertyValue('--ink');
    const offset = this.#radius(places.length) + 3;
    const write = (id: number, bold: boolean): boolean => {
      const at = places[id];
      if (at === undefined || at.x < 0 || at.y < 0 || at.x > width || at.y > height) return false;
      const text = tokenText(id, map.tokens[id] ?? '');
      ctx.font = `${bold ? 650 : 400} 12px ${style.getPropertyValue('--sans')}`;
      const wide = ctx.measureText(text).width;
      const left = at.x + offset + wide < width ? at.x + offset : at.x - offset - wide;
      if (!labels.take(left - 2, at.y - LABEL_HEIGHT / 2, wide + 4, LABEL_HEIGHT)) return false;
      ctx.strokeText(text, left, at.y);
      ctx.fillText(text, left, at.y);
      return true;
    };
    for (const id of wanted) write(id, true);
    for (const id of this.near) write(id, true);
    let written = 0;
    let tried = 0;
    for (let id = 0; id < places.length && tried < MOST_TRIED && written < MOST_LABELS; id++) {
      const at = places[id];
      if (at === undefined || at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
      tried++;
      if (!wanted.includes(id) && !this.near.includes(id) && write(id, false)) written++;
    }
  }

  // Moving --------------------------------------------------------------------------------------------------------

  #zoom(factor: number, at?: Point): void {
    this.#view.zoomAt(factor, at);
    this.#drawing.due();
  }

  #pan(dx: number, dy: number): void {
    this.#view.pan(dx, dy);
    this.#drawing.due();
  }

  readonly #reset = (): void => {
    this.#view.reset();
    this.#drawing.due();
  };

  readonly #wheel = (event: WheelEvent): void => {
    const focused = this.shadowRoot?.activeElement === event.currentTarget;
    if (!focused && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#zoom(Math.exp(-event.deltaY / 300), this.#at(event));
  };

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, () => void> = {
      '+': () => this.#zoom(ZOOM_STEP),
      '=': () => this.#zoom(ZOOM_STEP),
      '-': () => this.#zoom(1 / ZOOM_STEP),
      '0': this.#reset,
      ArrowLeft: () => this.#pan(PAN_STEP, 0),
      ArrowRight: () => this.#pan(-PAN_STEP, 0),
      ArrowUp: () => this.#pan(0, PAN_STEP),
      ArrowDown: () => this.#pan(0, -PAN_STEP),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  #at(event: MouseEvent): Point {
    const { left, top } = this.renderRoot.querySelector('canvas')!.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #down(event: PointerEvent): void {
    if (this.#pointers.size === 0) this.#moved = 0;
    this.#pointers.set(event.pointerId, this.#at(event));
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    const to = this.#at(event);
    const from = this.#pointers.get(event.pointerId);
    if (from === undefined) return this.#hover(this.#nearest(to));
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#moved += Math.hypot(to.x - from.x, to.y - from.y);
    this.#pointers.set(event.pointerId, to);
    if (other === undefined) return this.#pan(to.x - from.x, to.y - from.y);
    const distance = (at: Point): number => Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
    this.#zoom(distance(to) / distance(from), { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 });
  }

  #up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    if (event.type !== 'pointerup' || this.#moved > CLICK || this.#pointers.size > 0) return;
    const id = this.#nearest(this.#at(event));
    if (id !== null) this.choose(id);
  }

  #hover(id: number | null): void {
    if (id === this.#hovered) return;
    this.#hovered = id;
    this.#drawing.due();
  }

  #nearest(to: Point): number | null {
    const { map } = this;
    if (map === null) return null;
    let [nearest, least]: [number | null, number] = [null, REACH];
    for (let id = 0; id < map.x.length; id++) {
      const { x, y } = this.#view.place(map.x[id] ?? 0, map.y[id] ?? 0);
      const distance = Math.hypot(x - to.x, y - to.y);
      if (distance < least) [nearest, least] = [id, distance];
    }
    return nearest;
  }
}
