// <gg-line-chart>: lines over steps or time. Charts with the same link move their cursors together, by the pointer or
// the arrow keys. It draws when it is seen, at most once a frame.

import { css, html, type PropertyValues, unsafeCSS } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import uPlot from 'uplot';
import chartCss from 'uplot/dist/uPlot.min.css?inline';

import { tick } from '../../format';
import { GlassElement } from '../../page/glass-element';
import { IntersectionController } from '../../page/intersection-controller';
import { shared } from '../../styles/shared';
import type { Theme } from '../../styles/tokens';
import { type ChartData, NO_DATA } from './chart-data';
import { chartOptions, appearance, wholeTick } from './chart-options';
import { atNextFrame } from './frame';

/** What uPlot's types leave out: whether the linked charts follow. */
type PublishingSetCursor = (at: { left: number; top: number }, hooks: boolean, publish: boolean) => void;

/** On paper, of one that has no room on the screen, in pixels. */
const PRINTED_WIDTH = 640;
/** Points that Page Up and Page Down pass. */
const PAGE = 20;

@customElement('gg-line-chart')
export class LineChart extends GlassElement {
  /** What it shows; asked when it draws. A new function makes it draw anew. */
  @property({ attribute: false }) source: () => ChartData = () => NO_DATA;
  @property() label = '';
  /** The name of the charts whose cursors move together; empty: it has no cursor. */
  @property() linked = '';
  /** What stands at the cursor, for those who do not see it. */
  @property() reading = '';
  /** In pixels. */
  @property({ type: Number }) height = 160;
  @property({ attribute: false }) tickOfX: (value: number) => string = wholeTick;
  /** Hears which point the cursor is at. */
  @property({ attribute: false }) onCursor: (index: number | null) => void = () => {};

  #chart: uPlot | null = null;
  #data = NO_DATA;
  #appearance = '';
  #theme: Theme = 'auto';
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #resized = new ResizeObserver(() => this.#chart?.setSize({ width: this.#width(), height: this.height }));
  readonly #intersection = new IntersectionController(this, () => this.redraw());

  static override styles = [
    shared,
    unsafeCSS(chartCss),
    css`
      /* Its drawing, of a fixed width, must not keep the page from getting narrower. */
      #plot {
        overflow: hidden;
        contain: inline-size;
      }
      #plot:focus-visible {
        outline-offset: 0;
      }
      .u-cursor-x {
        border-right: 1px solid var(--ink-soft) !important;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener('change', this.#restyle);
    this.#resized.observe(this);
    addEventListener('beforeprint', this.#print);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener('change', this.#restyle);
    this.#resized.disconnect();
    removeEventListener('beforeprint', this.#print);
    this.#forget();
  }

  redraw(): void {
    if (this.#intersection.visible) atNextFrame(this.#draw);
  }

  protected override render() {
    if (this.linked === '') return html`<div id="plot" role="img" aria-label=${this.label}></div>`;
    return html`<div
      id="plot"
      role="slider"
      tabindex="0"
      aria-label=${this.label}
      aria-valuemin="0"
      aria-valuemax=${Math.max(0, this.#data.x.length - 1)}
      aria-valuenow=${this.#chart?.cursor.idx ?? 0}
      aria-valuetext=${this.reading}
      @keydown=${this.#move}
    ></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Its room is there before it is drawn.
    const plot = this.renderRoot.querySelector<HTMLElement>('#plot');
    if (plot !== null) plot.style.height = `${this.height}px`;
    const { theme } = this.page.presentation.current;
    const isInNewColours = theme !== this.#theme;
    this.#theme = theme;
    if (isInNewColours || changed.has('height') || changed.has('tickOfX') || changed.has('linked')) this.#restyle();
    else if (changed.has('source')) this.redraw();
  }

  readonly #restyle = (): void => {
    this.#forget();
    this.redraw();
  };

  #forget(): void {
    this.#chart?.destroy();
    this.#chart = null;
  }

  readonly #draw = (): void => this.inItsLanguage(() => this.#drawNow(this.#width()));

  /** Nobody may have seen it before. */
  readonly #print = (): void => this.inItsLanguage(() => this.#drawNow(this.#width() || PRINTED_WIDTH));

  #drawNow(width: number): void {
    const plot = this.renderRoot.querySelector<HTMLElement>('#plot');
    if (plot === null || !this.isConnected || width === 0) return;
    this.#data = this.source();
    const wanted = appearance(this.#data);
    if (wanted !== this.#appearance) this.#forget();
    this.#appearance = wanted;
    const values: uPlot.AlignedData = [this.#data.x, ...this.#data.lines.map((line) => line.values)];
    if (this.#chart !== null) return this.#chart.setData(values);
    const style = getComputedStyle(this);
    const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const { height } = this;
    // It draws its axes later by itself, and links charts of the whole document.
    const tickOfX = (value: number): string => this.inItsLanguage(() => this.tickOfX(value));
    const tickOfY = (value: number): string => this.inItsLanguage(() => tick(value));
    const linked = this.linked && `${this.linked} ${this.page.name}`;
    const options = chartOptions({ height, linked, tickOfX, tickOfY, token }, width, () => this.#data, this.#tellCursor);
    this.#chart = new uPlot(options, values, plot);
  }

  readonly #tellCursor = (index: number | null): void => this.onCursor(index);

  #move(event: KeyboardEvent): void {
    const { x } = this.#data;
    const chart = this.#chart;
    if (chart === null || x.length === 0) return;
    const last = x.length - 1;
    const at = chart.cursor.idx ?? last;
    const moves: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - PAGE,
      PageUp: at + PAGE,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const value = x[Math.max(0, Math.min(last, to))] ?? 0;
    const setCursor: PublishingSetCursor = chart.setCursor;
    setCursor({ left: chart.valToPos(value, 'x'), top: 0 }, true, true);
  }

  #width(): number {
    return this.renderRoot.querySelector('#plot')?.clientWidth ?? 0;
  }
}
