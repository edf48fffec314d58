// Tensors cut down to what can be looked at: a few of their columns, and the rows around the one that is followed.

import type { NamedMatrix } from '../../protocol';
import { at, followedToken, largest, largestOf, type Place, row, type Step, target } from './step';

const MOST_COLUMNS = 12;
const MOST_ROWS = 16;
/** Share of the rows that come before the one that is followed: those that it can look back at. */
const SHARE_BEFORE = 0.75;

/** Part of a matrix, with what its rows and columns stand for. */
export interface Shown {
  /** As in the step, `blocks.0.query`. */
  name: string;
  /** Whether it is the gradient of the loss by what has that name. */
  gradient: boolean;
  rows: readonly string[];
  columns: readonly string[];
  /** What the columns are: numbers of vectors, tokens of the example, or tokens that may come next. */
  columnsAre: 'numbers' | 'positions' | 'candidates';
  /** [rows, columns]; NaN is masked. */
  values: Float32Array;
  /** Which of the rows is followed, or -1. */
  followed: number;
  /** Of the whole matrix. */
  shape: readonly [number, number];
}

interface Options {
  gradient?: boolean;
  /** First column to show. */
  first?: number;
}

/** The first of `shown` indices around `followed`, of `all`. */
const windowBegin = (followed: number, shown: number, all: number): number =>
  Math.max(0, Math.min(followed - Math.floor(SHARE_BEFORE * shown), all - shown));

/** Some rows and columns of a matrix. */
function cut(matrix: NamedMatrix, rows: readonly number[], columns: readonly number[]): Float32Array {
  return Float32Array.from(rows.flatMap((r) => columns.map((c) => at(matrix, r, c))));
}

const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

function positionsAround(step: Step, position: number): number[] {
  const shown = Math.min(MOST_ROWS, step.length);
  return range(windowBegin(position, shown, step.length), shown);
}

const wordsAt = (step: Step, positions: readonly number[]): string[] =>
  positions.map((position) => step.dissection.tokens[position] ?? '');

/** A matrix with a row for each position. */
export function byPosition(
  step: Step,
  place: Place,
  name: string,
  { gradient = false, first = 0 }: Options = {},
): Shown {
  const matrix = gradient ? step.backward(name) : step.forward(name);
  const rows = positionsAround(step, place.position);
  const { column } = place;
  // Around the column that is followed.
  const begin = column === null ? first : Math.max(first, Math.min(column - MOST_COLUMNS / 2, matrix.cols - MOST_COLUMNS));
  const columns = range(begin, Math.min(MOST_COLUMNS, matrix.cols - begin));
  return {
    name,
    gradient,
    rows: wordsAt(step, rows),
    columns: columns.map(String),
    columnsAre: 'numbers',
    values: cut(matrix, rows, columns),
    followed: rows.indexOf(place.position),
    shape: [matrix.rows, matrix.cols],
  };
}

/** The column of a tensor that is followed; else another. */
export function columnOf(step: Step, { column }: Place, name: string, otherwise = 0): number {
  return column !== null && column < step.forward(name).cols ? column : otherwise;
}

/** Likewise; else where the largest of a row's numbers is that are shown. */
export const largestShown = (step: Step, place: Place, name: string): number =>
  columnOf(step, place, name, largest(row(step.forward(name), place.position).subarray(0, MOST_COLUMNS)));

/** The columns of the head that is looked at. */
export function ofHead(step: Step, place: Place, name: string, gradient = false): Shown {
  const first = (place.head * step.forward(name).cols) / step.dissection.numHeads;
  return byPosition(step, place, name, { gradient, first });
}

/** Number of the head's column that is followed, or of its first. */
export function columnOfHead(step: Step, place: Place, name: string): number {
  const width = step.forward(name).cols / step.dissection.numHeads;
  const first = place.head * width;
  const column = columnOf(step, place, name, first);
  return column >= first && column < first + width ? column : first;
}

/** The columns of a head within a row of `query`, `key`, `value` or `mixed`. */
export function headRow(step: Step, { head }: Place, matrix: NamedMatrix, position: number): Float32Array {
  const width = matrix.cols / step.dissection.numHeads;
  return row(matrix, position).subarray(head * width, (head + 1) * width);
}

/** Row of `scores` or `attention` that holds a position of the head that is looked at. */
export const attentionRow = (step: Step, { head }: Place, position: number): number => head * step.length + position;

/** Scores or weights of the head that is looked at: [T, T], from each position to those before it. */
export function betweenPositions(step: Step, place: Place, name: string, gradient = false): Shown {
  const matrix = gradient ? step.backward(name) : step.forward(name);
  const positions = positionsAround(step, place.position);
  const rows = positions.map((position) => attentionRow(step, place, position));
  const values = cut(matrix, rows, positions);
  // Later positions are masked: where the numbers say 0, or nothing that counts, there is nothing.
  positions.forEach((t, r) => positions.forEach((s, c) => s > t && (values[r * positions.length + c] = NaN)));
  return {
    name,
    gradient,
    rows: wordsAt(step, positions),
    columns: wordsAt(step, positions),
    columnsAre: 'positions',
    values,
    followed: positions.indexOf(place.position),
    shape: [step.length, step.length],
  };
}

/** The ids that a position's row of [T, V] is looked at by: its target, the followed one, then the likeliest others. */
export function candidates(step: Step, place: Place): number[] {
  const likeliest = largestOf(row(step.forward('probabilities'), place.position), MOST_COLUMNS);
  return [...new Set([target(step, place).id, followedToken(step, place).id, ...likeliest])].slice(0, MOST_COLUMNS);
}

/** Of [T, V], the columns of a few candidates. */
export function byToken(step: Step, place: Place, name: string, gradient = false): Shown {
  const matrix = gradient ? step.backward(name) : step.forward(name);
  const rows = positionsAround(step, place.position);
  const ids = candidates(step, place);
  return {
    name,
    gradient,
    rows: wordsAt(step, rows),
    columns: ids.map((id) => step.token(id)),
    columnsAre: 'candidates',
    values: cut(matrix, rows, ids),
    followed: rows.indexOf(place.position),
    shape: [matrix.rows, matrix.cols],
  };
}
