// Arranges the sizes of a model's parts by layer, puts them on a logarithmic scale, and reads the gradients' flow.

import type { TensorSize } from '../../protocol';

export interface Named {
  /** `blocks.0.attention.query` */
  name: string;
  sizes: number[];
}

export interface Row {
  /** Its name in the catalogue: `attention-query`. */
  part: string;
  sizes: number[];
}

/** The parts of a layer, or, with null, what lies before or behind the layers. */
export interface Group {
  layer: number | null;
  rows: Row[];
}

export function groupsOf(parts: Named[]): Group[] {
  const groups: Group[] = [];
  for (const { name, sizes } of parts) {
    const [, number, within] = /^blocks\.(\d+)\.(.+)$/.exec(name) ?? [];
    const layer = number === undefined ? null : Number(number);
    let group = groups.at(-1);
    if (group === undefined || group.layer !== layer) groups.push((group = { layer, rows: [] }));
    group.rows.push({ part: (within ?? name).replace('.', '-'), sizes });
  }
  return groups;
}

export interface Scale {
  /** Where a size stands, from 0 to 1. */
  at: (size: number) => number;
  /** Where the powers of ten stand. */
  powers: number[];
}

/** From the power of ten below the least size to the one above the largest; zeros and NaN stand at the beginning. */
export function scaleOf(sizes: number[]): Scale {
  const positive = sizes.filter((size) => size > 0 && Number.isFinite(size));
  const least = Math.floor(Math.log10(Math.min(1, ...positive)) - 0.5);
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...positive, 1e-30))));
  const share = (exponent: number): number => Math.min(1, Math.max(0, (exponent - least) / (most - least)));
  return {
    at: (size) => (size > 0 ? share(Math.log10(size)) : 0),
    powers: Array.from({ length: most - least - 1 }, (_, i) => share(least + 1 + i)),
  };
}

export type Flow = 'vanishing' | 'exploding' | 'even';

/** From this ratio of the first layer's gradients to the last one's on, learning suffers. */
const UNEVEN = 100;

/**
 * How the gradients of the first layer compare with the last one's: they come to it last. Null without gradients, or
 * with one layer only.
 */
export function flow(tensors: TensorSize[]): { kind: Flow; times: number } | null {
  const layers = new Map<string, { squares: number; numbers: number }>();
  for (const { name, rows, cols, gradient } of tensors) {
    const layer = /^blocks\.(\d+)\./.exec(name)?.[1];
    if (layer === undefined) continue;
    const its = layers.get(layer) ?? { squares: 0, numbers: 0 };
    layers.set(layer, { squares: its.squares + gradient ** 2 * rows * cols, numbers: its.numbers + rows * cols });
  }
  const roots = [...layers.values()].map(({ squares, numbers }) => Math.sqrt(squares / numbers));
  const [first, last] = [roots[0], roots.at(-1)];
  if (roots.length < 2 || first === undefined || last === undefined || !(first > 0 && last > 0)) return null;
  const times = first / last;
  return { kind: times * UNEVEN < 1 ? 'vanishing' : times > UNEVEN ? 'exploding' : 'even', times };
}
