// <gg-loss-chart>: the loss over the steps, with the loss of a blind guess and the border between the phases.

import { css, html, LitElement, nothing, unsafeCSS } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import uPlot from 'uplot';
import chartCss from 'uplot/dist/uPlot.min.css?inline';

import { count, figures, phaseName } from '../format';
import type { RunHistory } from '../run-history';
import type { TrainingReport } from '../protocol';
import { shared } from '../styles/shared';

const HEIGHT = 240;
/** Above the plot, for the names of the phases. */
const LABEL_SPACE = 20;
const FEWEST_STEPS = 20;

@customElement('gg-loss-chart')
export class LossChart extends LitElement {
  @property({ attribute: false }) history: RunHistory | null = null;
  @property({ attribute: false }) report: TrainingReport | null = null;
  /** 0 if not known. */
  @property({ type: Number }) vocabSize = 0;

  #chart: uPlot | null = null;
  #frame = 0;
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #resized = new ResizeObserver(() => this.#chart?.setSize({ width: this.#width(), height: HEIGHT }));

  static override styles = [
    shared,
    unsafeCSS(chartCss),
    css`
      .head {
        justify-content: space-between;
        margin-bottom: var(--space-2);
      }
      .key::before {
        content: '';
        display: inline-block;
        width: 16px;
        margin-right: var(--space-1);
        border-top: 2px solid var(--glass);
        vertical-align: middle;
      }
      .key.step::before {
        border-color: var(--rule-strong);
      }
      .key.blind::before {
        border-top: 2px dashed var(--amber);
      }
      .row {
        gap: var(--space-1) var(--space-4);
      }
    `,
  ];

  /** Draws anew at the next frame; any number of calls before that make one drawing. */
  redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener('change', this.#recolour);
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener('change', this.#recolour);
    this.#resized.disconnect();
    this.#chart?.destroy();
    this.#chart = null;
  }

  protected override render() {
    const blind = this.vocabSize > 0 ? `Blind guess: ln ${count(this.vocabSize)} = ${figures(this.#blind())}` : '';
    return html`<figure>
      <figcaption class="row head">
        <h2>Loss</h2>
        <span class="row soft">
          <span class="key step">each step</span>
          <span class="key">epoch’s mean</span>
          ${blind === '' ? nothing : html`<span class="key blind">${blind}</span>`}
        </span>
      </figcaption>
      <div id="plot" role="img" aria-label="Loss by training step. ${blind}"></div>
    </figure>`;
  }

  protected override updated(): void {
    this.redraw();
  }

  readonly #recolour = (): void => {
    this.#chart?.destroy();
    this.#chart = null;
    this.redraw();
  };

  #draw(): void {
    const plot = this.renderRoot.querySelector<HTMLElement>('#plot');
    if (plot === null || this.history === null || !this.isConnected) return;
    const { step, loss, epochLoss } = this.history.columns;
    this.#chart ??= new uPlot(this.#options(), [[], [], []], plot);
    this.#chart.setData([step, loss, epochLoss]);
  }

  #options(): uPlot.Options {
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis: uPlot.Axis = {
      stroke: colour('ink-soft'),
      font: `12px ${colour('sans')}`,
      grid: { stroke: colour('rule'), width: 1 },
      ticks: { show: false },
    };
    return {
      width: this.#width(),
      height: HEIGHT,
      padding: [LABEL_SPACE, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => this.#stepRange() }, y: { range: () => this.#lossRange() } },
      axes: [
        { ...axis, size: 32, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? count(tick) : '')) },
        { ...axis, size: 36 },
      ],
      series: [
        {},
        { stroke: colour('rule-strong'), width: 1, points: { show: false } },
        { stroke: colour('glass'), width: 2.5, spanGaps: true, points: { show: false } },
      ],
      hooks: {
        draw: [
          (chart) => this.#drawBlindGuess(chart, colour('amber')),
          (chart) => this.#drawPhases(chart, colour('ink-soft'), colour('sans')),
        ],
      },
    };
  }

  #drawBlindGuess({ ctx, bbox, valToPos }: uPlot, colour: string): void {
    if (this.vocabSize === 0) return;
    const y = valToPos(this.#blind(), 'y', true);
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 5 * devicePixelRatio]);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
    ctx.restore();
  }

  #drawPhases({ ctx, bbox, valToPos }: uPlot, colour: string, font: string): void {
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.font = `${12 * devicePixelRatio}px ${font}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    const [, last] = this.#stepRange();
    let begin = 0;
    for (const { phase, stepsPerEpoch, epochs } of this.report?.phases ?? []) {
      if (begin >= last) break;
      const end = begin + stepsPerEpoch * epochs;
      const x = valToPos(begin, 'x', true);
      const room = valToPos(Math.min(end, last), 'x', true) - x;
      if (begin > 0) line(ctx, x, bbox.top, x, bbox.top + bbox.height);
      const name = phaseName(phase);
      if (ctx.measureText(name).width < room) ctx.fillText(name, x, bbox.top - 4 * devicePixelRatio);
      begin = end;
    }
    ctx.restore();
  }

  /** Some room to the right of the last step, but not beyond the run's end. */
  #stepRange(): [number, number] {
    const last = this.history?.columns.step.at(-1) ?? 0;
    const total = this.report?.totalSteps ?? FEWEST_STEPS;
    return [0, Math.max(FEWEST_STEPS, Math.min(total, last * 1.15))];
  }

  #lossRange(): [number, number] {
    const most = Math.max(this.#blind(), ...(this.history?.columns.loss ?? []).map((loss) => loss ?? 0));
    return [0, most > 0 ? most * 1.08 : 1];
  }

  /** The loss of one who takes every token for equally likely. */
  #blind(): number {
    return this.vocabSize > 0 ? Math.log(this.vocabSize) : 0;
  }

  #width(): number {
    return this.renderRoot.querySelector('#plot')?.clientWidth ?? 0;
  }
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
