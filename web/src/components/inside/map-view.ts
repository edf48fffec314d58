// The view of the map of words: which part of it is seen, where points stand on the screen, and which words get a label.

import type { EmbeddingMap } from '../../protocol';

export interface Point {
  x: number;
  y: number;
}

const MOST_ZOOM = 64;
/** Around the map, in pixels. */
const MARGIN = 24;

/** What is seen: the map's middle is (0, 0), and at zoom 1 all of it fits. */
export class MapView {
  zoom = 1;
  #centre: Point = { x: 0, y: 0 };
  #middle: Point = { x: 0, y: 0 };
  /** Units of the map that a pixel stands for at zoom 1. */
  #unit = 1;
  #width = 1;
  #height = 1;

  /** Fits the whole of a map into a canvas at zoom 1. */
  fit({ x, y }: EmbeddingMap, width: number, height: number): void {
    const [left, right] = bounds(x);
    const [top, bottom] = bounds(y);
    this.#middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.#width = width;
    this.#height = height;
    const room = (size: number): number => Math.max(1, size - 2 * MARGIN);
    this.#unit = Math.max((right - left) / room(width), (bottom - top) / room(height), 1e-9);
  }

  /** Where a point of the map stands, in pixels. */
  place(x: number, y: number): Point {
    const scale = this.zoom / this.#unit;
    return {
      x: this.#width / 2 + (x - this.#middle.x) * scale - this.#centre.x * this.zoom,
      y: this.#height / 2 - (y - this.#middle.y) * scale - this.#centre.y * this.zoom,
    };
  }

  pan(dx: number, dy: number): void {
    const limit = (value: number, size: number): number => Math.min(size / 2, Math.max(-size / 2, value));
    this.#centre = {
      x: limit(this.#centre.x - dx / this.zoom, this.#width),
      y: limit(this.#centre.y - dy / this.zoom, this.#height),
    };
  }

  /** Zooms by a factor; what stands at the point, in pixels, stays there. */
  zoomAt(factor: number, at: Point = { x: this.#width / 2, y: this.#height / 2 }): void {
    const zoom = Math.min(MOST_ZOOM, Math.max(1, this.zoom * factor));
    const change = 1 / this.zoom - 1 / zoom;
    this.zoom = zoom;
    this.#centre.x += (at.x - this.#width / 2) * change;
    this.#centre.y += (at.y - this.#height / 2) * change;
    this.pan(0, 0);
  }

  /** Moves so that a point of the map is within sight. */
  reveal(x: number, y: number): void {
    const { x: left, y: top } = this.place(x, y);
    const inside = left > 0 && top > 0 && left < this.#width && top < this.#height;
    if (!inside) this.pan(this.#width / 2 - left, this.#height / 2 - top);
  }

  reset(): void {
    this.zoom = 1;
    this.#centre = { x: 0, y: 0 };
  }
}

function bounds(values: Float32Array): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}

/** The sign of a principal component is arbitrary: turns the map as the last one lay, so that it does not jump. */
export function turnLike(map: EmbeddingMap, last: EmbeddingMap | null): EmbeddingMap {
  if (last === null || last.x.length !== map.x.length) return map;
  const turned = (values: Float32Array, before: Float32Array): Float32Array => {
    const agreement = values.reduce((sum, value, i) => sum + value * (before[i] ?? 0), 0);
    return agreement < 0 ? values.map((value) => -value) : values;
  };
  return { ...map, x: turned(map.x, last.x), y: turned(map.y, last.y) };
}

/** Adds one of the shapes, of the group's number, to the context's path. */
export function traceShape(ctx: CanvasPath, group: number, { x, y }: Point, r: number): void {
  const shape = SHAPES[group % SHAPES.length];
  if (shape === undefined) {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  shape.forEach(([dx, dy], i) => {
    if (i === 0) ctx.moveTo(x + dx * r, y + dy * r);
    else ctx.lineTo(x + dx * r, y + dy * r);
  });
  ctx.closePath();
}

/** Corners in units of the radius; a circle has none. */
const SHAPES: readonly (readonly (readonly [number, number])[] | undefined)[] = [
  undefined,
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
  [[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]],
  [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  [[0, 1.2], [1.1, -0.8], [-1.1, -0.8]],
];

/** The shape of a group's points as an SVG path around (0, 0). */
export function shapePath(group: number, r: number): string {
  const corners = SHAPES[group % SHAPES.length];
  if (corners === undefined) return `M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`;
  return `M${corners.map(([x, y]) => `${x * r} ${y * r}`).join('L')}Z`;
}

/** Keeps labels from lying on each other. */
export class Labels {
  readonly #taken: [left: number, top: number, right: number, bottom: number][] = [];

  /** Takes the place if it is free. */
  take(left: number, top: number, width: number, height: number): boolean {
    const [right, bottom] = [left + width, top + height];
    if (this.#taken.some(([l, t, r, b]) => left < r && right > l && top < b && bottom > t)) return false;
    this.#taken.push([left, top, right, bottom]);
    return true;
  }
}
