// How a line chart is drawn: uPlot's options, and what uPlot does not draw by itself.

import uPlot from 'uplot';

import { count } from '../../format';
import { type ChartData, lastIndex, type Line } from './chart-data';

/** Above the plot, for names. */
const NAME_SPACE = 18;
/** To the right of the plot: for half of the last tick's text, or for the lines' names. */
const TICK_SPACE = 20;
const LINE_NAME_SPACE = 84;
/** Of a name, in CSS pixels. */
const LINE_HEIGHT = 14;
const FONT_SIZE = 12;

/** What a chart is, whatever it shows. */
export interface ChartStyle {
  height: number;
  /** Charts of the same name move their cursors together; empty: no cursor. */
  linked: string;
  tickOfX: (value: number) => string;
  tickOfY: (value: number) => string;
  /** A colour or font of the tokens. */
  token: (name: string) => string;
}

/** What a chart was made for: it can draw any lines with the same appearance. */
export const appearance = ({ lines, named }: ChartData): string =>
  JSON.stringify([named, lines.map(({ colour, width, dashed, joined }) => [colour, width, dashed, joined])]);

/** @param data what it shows now, asked at every drawing */
export function chartOptions(
  style: ChartStyle,
  width: number,
  data: () => ChartData,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const { token, height, linked } = style;
  const axis: uPlot.Axis = {
    stroke: token('ink-soft'),
    font: `${FONT_SIZE}px ${token('sans')}`,
    grid: { stroke: token('rule'), width: 1 },
    ticks: { show: false },
  };
  const { lines, named } = data();
  return {
    width,
    height,
    padding: [NAME_SPACE, named === true ? LINE_NAME_SPACE : TICK_SPACE, 0, 0],
    legend: { show: false },
    cursor: {
      show: linked !== '',
      y: false,
      drag: { x: false, y: false },
      ...(linked === '' ? {} : { sync: { key: linked, setSeries: false } }),
    },
    scales: { x: { time: false, range: () => data().xRange }, y: { range: () => data().yRange } },
    axes: [
      { ...axis, size: 28, space: 64, values: (_, ticks) => ticks.map(style.tickOfX) },
      { ...axis, size: 48, space: 28, values: (_, ticks) => ticks.map(style.tickOfY) },
    ],
    series: [{}, ...lines.map((line) => series(line, token))],
    hooks: {
      draw: [(chart) => new Pen(chart, style).draw(data())],
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)],
    },
  };
}

function series({ colour, width, dashed, joined }: Line, token: (name: string) => string): uPlot.Series {
  return {
    stroke: token(colour),
    width,
    spanGaps: joined ?? false,
    points: { show: false },
    ...(dashed === true ? { dash: [5, 3] } : {}),
  };
}

export const wholeTick = (value: number): string => (Number.isInteger(value) ? count(value) : '');

/** Draws on a chart's canvas, whose pixels are the device's. */
class Pen {
  readonly #chart: uPlot;
  readonly #ctx: CanvasRenderingContext2D;
  readonly #style: ChartStyle;

  constructor(chart: uPlot, style: ChartStyle) {
    this.#chart = chart;
    this.#ctx = chart.ctx;
    this.#style = style;
  }

  draw({ level, borders, mark, lines, x, named, xRange }: ChartData): void {
    this.#ctx.save();
    this.#ctx.font = `${FONT_SIZE * devicePixelRatio}px ${this.#style.token('sans')}`;
    if (level !== undefined) this.#level(level);
    if (borders !== undefined) this.#borders(borders, xRange);
    if (typeof mark === 'number' && mark >= xRange[0] && mark <= xRange[1]) this.#mark(mark);
    if (named === true) this.#names(lines, x);
    this.#ctx.restore();
  }

  #level({ value, name }: { value: number; name: string }): void {
    const { left, top, width } = this.#chart.bbox;
    const y = this.#y(value);
    if (y < top) return;
    this.#stroke('amber', 2, [6, 5]);
    this.#line(left, y, left + width, y);
    this.#text(name, left + width, y - 4 * devicePixelRatio, 'amber', 'right');
  }

  #borders(borders: { x: number; name: string }[], [, last]: [number, number]): void {
    const { top, height } = this.#chart.bbox;
    this.#stroke('ink-soft', 1, []);
    for (const [i, { x, name }] of borders.entries()) {
      if (x >= last) return;
      const from = this.#x(x);
      const room = this.#x(Math.min(borders[i + 1]?.x ?? last, last)) - from;
      if (i > 0) this.#line(from, top, from, top + height);
      const needed = this.#ctx.measureText(name).width + 12 * devicePixelRatio;
      if (needed < room) this.#text(name, from, top - 4 * devicePixelRatio, 'ink-soft', 'left');
    }
  }

  #mark(at: number): void {
    const { top, height } = this.#chart.bbox;
    const x = this.#x(at);
    this.#stroke('ink', 1.5, []);
    this.#line(x, top, x, top + height);
    this.#ctx.fillStyle = this.#style.token('ink');
    this.#ctx.beginPath();
    this.#ctx.arc(x, top, 3 * devicePixelRatio, 0, 2 * Math.PI);
    this.#ctx.fill();
  }

  /** Each at the height of its line's last value, pushed apart where they would touch. */
  #names(lines: Line[], x: number[]): void {
    const ends = lines.flatMap(({ name, colour, values }) => {
      const i = lastIndex(values, (value) => value !== null);
      const [value, at] = [values[i], x[i]];
      return typeof value === 'number' && at !== undefined ? [{ name, colour, at, y: this.#y(value) }] : [];
    });
    ends.sort((a, b) => a.y - b.y);
    const { top, height } = this.#chart.bbox;
    const apart = LINE_HEIGHT * devicePixelRatio;
    for (const [i, end] of ends.entries()) end.y = Math.max(end.y, (ends[i - 1]?.y ?? -Infinity) + apart);
    for (const [i, end] of ends.entries()) end.y = Math.min(end.y, top + height - (ends.length - 1 - i) * apart);
    for (const { name, colour, at, y } of ends) {
      this.#text(shortened(name), this.#x(at) + 5 * devicePixelRatio, y + 4 * devicePixelRatio, colour, 'left');
    }
  }

  #x = (value: number): number => this.#chart.valToPos(value, 'x', true);
  #y = (value: number): number => this.#chart.valToPos(value, 'y', true);

  #stroke(colour: string, width: number, dash: number[]): void {
    this.#ctx.strokeStyle = this.#style.token(colour);
    this.#ctx.lineWidth = width * devicePixelRatio;
    this.#ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  }

  #line(x1: number, y1: number, x2: number, y2: number): void {
    this.#ctx.beginPath();
    this.#ctx.moveTo(x1, y1);
    this.#ctx.lineTo(x2, y2);
    this.#ctx.stroke();
  }

  #text(text: string, x: number, y: number, colour: string, align: CanvasTextAlign): void {
    this.#ctx.textAlign = align;
    this.#ctx.textBaseline = 'alphabetic';
    this.#ctx.fillStyle = this.#style.token(colour);
    this.#ctx.fillText(text, x, y);
  }
}

const shortened = (name: string): string => (name.length > 11 ? `${name.slice(0, 10)}…` : name);
