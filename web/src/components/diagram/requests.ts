// What the diagram asks for of a tensor: a picture of it, or the numbers around one.

import type { TensorRequest } from '../../protocol';
import type { TensorNode } from './graph';
import { AROUND, beginOf, type NumberPlace, type Show } from './tensor-map';

export interface Size {
  rows: number;
  cols: number;
}

/** Of a tensor that is drawn small, and of the one that was chosen: so many numbers at most. */
export const SMALL: Size = { rows: 16, cols: 24 };
export const LARGE: Size = { rows: 160, cols: 320 };

/** In the place of a node's id: the picture of what was chosen, and the numbers around the chosen one. */
export const WHOLE = 'whole';
export const NEAR = 'near';

function observed({ role }: TensorNode, show: Show): TensorRequest['of'] {
  if (role === 'weight') return show === 'gradients' ? 'weightGradient' : 'weight';
  return show === 'gradients' ? 'gradient' : 'value';
}

/** Null while it is not known where a head's part begins. @param length tokens of the sentence */
export function picture(node: TensorNode, show: Show, most: Size, length: number | null): TensorRequest | null {
  const of = observed(node, show);
  const { name, head } = node;
  if (head === null) return { of, name, row: 0, col: 0, ...most, span: 0, spread: true };
  if (length === null) return null;
  return { of, name, row: head * length, col: 0, ...most, span: length, spread: true };
}

/** Of a tensor, or of the head's part of it. */
export function extentOf({ rows, cols, heads, head }: TensorNode, length: number): Size {
  return { rows: rows ?? (heads > 0 && head === null ? heads * length : length), cols: cols ?? length };
}

/** A place that is there. */
export const within = ({ row, col }: NumberPlace, { rows, cols }: Size): NumberPlace => ({
  row: Math.min(row, rows - 1),
  col: Math.min(col, cols - 1),
});

export function around(node: TensorNode, show: Show, place: NumberPlace, length: number): TensorRequest {
  const size = extentOf(node, length);
  const { row, col } = beginOf(place, size);
  return {
    of: observed(node, show),
    name: node.name,
    row: row + (node.head ?? 0) * length,
    col,
    rows: Math.min(AROUND.rows, size.rows),
    cols: Math.min(AROUND.cols, size.cols),
    span: 0,
    spread: false,
  };
}
