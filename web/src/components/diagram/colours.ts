// Numbers as colours: from the one of the least number through none at 0 to the one of the largest, told apart by all
// eyes; the strength grows with the square root, so that small numbers can be told from none.

import type { TensorPart } from '../../protocol';
import { heatOf, type Rgb } from '../inside/heat';

/** Steps of strength on each side of 0. */
const STEPS = 127;

export interface Palette {
  /** Colours of -1 to 1, as canvas pixels have them. */
  pixels: Uint32Array;
  /** What is masked. */
  masked: number;
}

const parse = (hex: string): Rgb => {
  const value = parseInt(hex.trim().slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/** Opaque, as the memory of a canvas has it. */
const packed = ([red, green, blue]: Rgb): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** In the colours that an element has now. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string): Rgb => parse(style.getPropertyValue(name));
  const none = colour('--heat-none');
  const [negative, positive] = [colour('--heat-negative'), colour('--heat-positive')];
  const pixels = new Uint32Array(2 * STEPS + 1);
  for (let i = -STEPS; i <= STEPS; ++i) {
    const strength = heatOf(Math.abs(i) / STEPS);
    const most = i < 0 ? negative : positive;
    const mix = (k: 0 | 1 | 2): number => Math.round(none[k] + (most[k] - none[k]) * strength);
    pixels[i + STEPS] = packed([mix(0), mix(1), mix(2)]);
  }
  return { pixels, masked: packed(colour('--panel')) };
}

/** The colour of a number of a tensor whose largest has that size. */
function pixelOf(value: number, largest: number, { pixels, masked }: Palette): number {
  if (Number.isNaN(value)) return masked;
  const share = largest > 0 ? Math.max(-1, Math.min(1, value / largest)) : 0;
  return pixels[Math.round(share * STEPS) + STEPS] ?? masked;
}

/** The same as CSS says it. */
export function cssOf(value: number, largest: number, palette: Palette): string {
  const pixel = pixelOf(value, largest, palette);
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}

/** A pixel for each number. */
export function paint(canvas: HTMLCanvasElement, part: TensorPart, palette: Palette): void {
  const { rows, cols, values, largest } = part;
  const context = canvas.getContext('2d');
  if (context === null || rows === 0 || cols === 0) return;
  if (canvas.width !== cols) canvas.width = cols;
  if (canvas.height !== rows) canvas.height = rows;
  const image = context.createImageData(cols, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < values.length; ++i) pixels[i] = pixelOf(values[i] ?? NaN, largest, palette);
  context.putImageData(image, 0, 0);
}

/** Nothing. */
export function clear(canvas: HTMLCanvasElement): void {
  canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
}
