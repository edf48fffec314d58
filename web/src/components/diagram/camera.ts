// What of the drawing is seen, and how large: zooming by buttons, fingers and wheel, and gliding to a box. Moving about is
// scrolling, which browsers do by themselves; with a mouse one can also drag.

import type { Layout } from './layout';

const LEAST = 0.25;
const MOST = 2.5;
/** Below it nothing can be read. */
const READABLE = 0.85;
/** Of the view, in pixels. What it is at most depends on where it stands. */
const LEAST_HEIGHT = 300;
const GLIDE_MS = 320;

const still = matchMedia('(prefers-reduced-motion: reduce)');

const bounded = (scale: number): number => Math.max(LEAST, Math.min(MOST, scale));

interface Point {
  x: number;
  y: number;
}

export class Camera {
  #scale = 1;
  #frame = 0;
  /** Touching it, by their ids. */
  readonly #fingers = new Map<number, Point>();
  #dragging = false;

  constructor(
    readonly host: HTMLElement,
    readonly view: () => HTMLElement,
    readonly layout: () => Layout | null,
  ) {}

  /** There is another layout. @param first nothing was seen before */
  resize(first: boolean): void {
    const layout = this.layout();
    if (layout === null) return;
    if (first) this.#scale = this.#fitting(layout);
    const height = Math.max(LEAST_HEIGHT, layout.height * READABLE + 2);
    this.view().style.setProperty('--height', `${height}px`);
    this.#apply();
  }

  /** All of it, as far as it can still be made out. */
  fit(): void {
    const layout = this.layout();
    if (layout !== null) this.#glide(this.#fitting(layout), 0, 0);
  }

  #fitting({ width }: Layout): number {
    return Math.max(0.5, Math.min(1, this.view().clientWidth / width));
  }

  /** @param factor by which it gets larger, around the middle or a point of the view */
  zoom(factor: number, around: Point | null = null, glides = true): void {
    const view = this.view();
    const { x, y } = around ?? { x: view.clientWidth / 2, y: view.clientHeight / 2 };
    const scale = bounded(this.#scale * factor);
    const by = scale / this.#scale;
    const [left, top] = [(view.scrollLeft + x) * by - x, (view.scrollTop + y) * by - y];
    if (glides) this.#glide(scale, left, top);
    else this.#show(scale, left, top);
  }

  /** Glides to a box or a frame, and makes it large enough to be read. */
  show(id: string): void {
    const layout = this.layout();
    const placed = layout?.frames.get(id) ?? layout?.boxes.get(id);
    if (placed === undefined) return;
    const view = this.view();
    const fits = Math.min(view.clientWidth / (placed.width + 24), 1);
    const scale = layout?.frames.has(id) === true ? Math.max(READABLE, fits) : Math.max(this.#scale, READABLE);
    const centre = (begin: number, size: number, room: number): number =>
      size * scale > room ? begin * scale - 12 : (begin + size / 2) * scale - room / 2;
    this.#glide(scale, centre(placed.x, placed.width, view.clientWidth), centre(placed.y, placed.height, view.clientHeight));
  }

  #glide(scale: number, left: number, top: number): void {
    cancelAnimationFrame(this.#frame);
    if (still.matches) return this.#show(scale, left, top);
    const view = this.view();
    const from = { scale: this.#scale, left: view.scrollLeft, top: view.scrollTop };
    const began = performance.now();
    const world = this.#world();
    world.style.willChange = 'transform';
    const step = (now: number): void => {
      const share = Math.max(0, Math.min(1, (now - began) / GLIDE_MS));
      const eased = 1 - (1 - share) ** 3;
      const mix = (a: number, b: number): number => a + (b - a) * eased;
      this.#show(mix(from.scale, scale), mix(from.left, left), mix(from.top, top));
      if (share < 1) this.#frame = requestAnimationFrame(step);
      else world.style.willChange = '';
    };
    this.#frame = requestAnimationFrame(step);
  }

  #show(scale: number, left: number, top: number): void {
    this.#scale = scale;
    this.#apply();
    this.view().scrollTo({ left, top, behavior: 'instant' });
  }

  #world(): HTMLElement {
    return this.view().querySelector('.world') as HTMLElement;
  }

  #apply(): void {
    const layout = this.layout();
    if (layout === null) return;
    const world = this.#world();
    const sizer = world.parentElement as HTMLElement;
    sizer.style.width = `${layout.width * this.#scale}px`;
    sizer.style.height = `${layout.height * this.#scale}px`;
    world.style.width = `${layout.width}px`;
    world.style.height = `${layout.height}px`;
    world.style.transform = `scale(${this.#scale})`;
  }

  // Hands ---------------------------------------------------------------------------------------------------------

  readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 200), this.#inView(event), false);
  };

  readonly down = (event: PointerEvent): void => {
    this.#fingers.set(event.pointerId, this.#inView(event));
    this.#dragging = event.pointerType === 'mouse' && event.button === 0 && !(event.target as Element).closest('button');
    if (this.#dragging) this.view().setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.#fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.#inView(event);
    const view = this.view();
    if (this.#dragging) view.scrollBy({ left: before.x - now.x, top: before.y - now.y, behavior: 'instant' });
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#fingers.set(event.pointerId, now);
    if (other === undefined) return;
    const distance = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    if (distance(before) > 0) this.zoom(distance(now) / distance(before), middle, false);
  };

  readonly up = (event: PointerEvent): void => {
    this.#fingers.delete(event.pointerId);
    this.#dragging = false;
  };

  #inView({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.view().getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
