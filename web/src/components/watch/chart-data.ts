// What a line chart shows.

import { duration } from '../../format';
import type { TrainingReport } from '../../protocol';
import type { HistoryColumns } from '../../run-history';

export type Values = (number | null)[];

export interface Line {
  name: string;
  /** A colour of the tokens. */
  colour: `series-${1 | 2 | 3 | 4 | 5 | 6}` | 'rule-strong';
  width: number;
  dashed?: boolean;
  /** One for each x; null where there is none. */
  values: Values;
  /** Goes on over what is null. */
  joined?: boolean;
}

export interface ChartData {
  /** Rising. */
  x: number[];
  lines: Line[];
  xRange: [number, number];
  yRange: [number, number];
  /** A dashed level, named above it. */
  level?: { value: number; name: string };
  /** Where something else begins, named above. */
  borders?: { x: number; name: string }[];
  /** A place one looks at. */
  mark?: number | null;
  /** Names the lines where they end, for which it keeps room. */
  named?: boolean;
}

export const NO_DATA: ChartData = { x: [], lines: [], xRange: [0, 1], yRange: [0, 1] };

/** A phase's steps: after `begin`, up to `end`. */
export interface Span {
  begin: number;
  end: number;
}

export function spans(report: TrainingReport | undefined): Span[] {
  let end = 0;
  return (report?.phases ?? []).map(({ stepsPerEpoch, epochs }) => {
    const begin = end;
    end += stepsPerEpoch * epochs;
    return { begin, end };
  });
}

/** The values of the steps within the span. */
export const within = ({ begin, end }: Span, step: number[], values: Values): Values =>
  values.map((value, i) => {
    const at = step[i] ?? 0;
    return at > begin && at <= end ? value : null;
  });

/** Of the last value that is so; -1 if none is. */
export function lastIndex(values: Values, isSo: (value: number | null, index: number) => boolean): number {
  let i = values.length - 1;
  while (i >= 0 && !isSo(values[i] ?? null, i)) --i;
  return i;
}

/** From nothing to somewhat above the largest. */
export function fromZero(...columns: Values[]): [number, number] {
  let most = 0;
  for (const values of columns) for (const value of values) most = Math.max(most, value ?? 0);
  return [0, most > 0 ? most * 1.08 : 1];
}

export type XAxis = 'step' | 'seconds';

/** The columns' places on the axis, and a step's. */
export function placesOn(axis: XAxis, columns: HistoryColumns): { x: number[]; of: (step: number) => number } {
  const { step, seconds } = columns;
  if (axis === 'step') return { x: step, of: (wanted) => wanted };
  const x = seconds.map((value) => value ?? 0);
  const of = (wanted: number): number => {
    const i = step.findIndex((taken) => taken >= wanted);
    return x[i < 0 ? x.length - 1 : i] ?? 0;
  };
  return { x, of };
}

export const tickOfTime = (seconds: number): string => (seconds === 0 ? '0' : duration(seconds));
