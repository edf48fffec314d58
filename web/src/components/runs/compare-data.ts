// The losses of several runs over one axis, for the chart and its table.

import type { KeptRun } from '../../page/run-store';
import type { HistoryColumns } from '../../run-history';
import { type ChartData, fromZero, type Line, type Values, type XAxis } from '../watch/chart-data';

/** A run that has told how it went. */
type WithHistory = Pick<KeptRun, 'history'>;

/** Which column tells best how a run went: its epochs' means, or its steps while hardly an epoch is over. */
function lossColumn({ epochLoss, loss }: HistoryColumns): Values {
  return epochLoss.filter((value) => value !== null).length > 1 ? epochLoss : loss;
}

/** A column's values by their place on the axis; the later one where two share it. */
function byPlace({ history }: WithHistory, axis: XAxis, column: Values): Map<number, number> {
  const places = history[axis];
  return new Map(column.flatMap((value, i) => (value === null ? [] : [[places[i] ?? 0, value]])));
}

/** One line a run, and a dashed one where it was validated. `names` are the runs'. */
export function compareData(runs: readonly WithHistory[], names: readonly string[], axis: XAxis): ChartData {
  const columns = runs.flatMap((run, i) => {
    const style = { name: names[i] ?? '', colour: `series-${i + 1}` as Line['colour'], joined: true };
    const loss = { ...style, width: 2, at: byPlace(run, axis, lossColumn(run.history)) };
    const validation = { ...style, width: 1.5, dashed: true, at: byPlace(run, axis, run.history.validationLoss) };
    return validation.at.size > 0 ? [loss, validation] : [loss];
  });
  const x = [...new Set(columns.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
  const lines = columns.map(({ at, ...line }) => ({ ...line, values: x.map((place) => at.get(place) ?? null) }));
  return {
    x,
    lines,
    xRange: [0, x.at(-1) ?? 1],
    yRange: fromZero(...lines.map(({ values }) => values)),
  };
}

/** So many places of the axis, evenly spread, with the latest value of each solid line up to there. */
export function evenRows({ x, lines }: ChartData, rows: number): { x: number; values: Values }[] {
  const solid = lines.filter(({ dashed }) => !dashed);
  const every = Math.max(1, Math.ceil(x.length / rows));
  const latest: Values = solid.map(() => null);
  const taken: { x: number; values: Values }[] = [];
  x.forEach((place, i) => {
    solid.forEach(({ values }, line) => (latest[line] = values[i] ?? latest[line] ?? null));
    if ((i + 1) % every === 0 || i === x.length - 1) taken.push({ x: place, values: [...latest] });
  });
  return taken;
}
