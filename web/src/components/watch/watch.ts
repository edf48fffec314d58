// <gg-watch>: loss, gradient norm, learning rate and speed over the whole run, with cursors that move together, and the
// samples taken on the way.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count, tick } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { StateName } from '../../page/page';
import type { HistoryColumns } from '../../run-history';
import { shared } from '../../styles/shared';
import { phasesOf } from '../stage/phase-progress';
import { countsAnswersOnly } from '../stage/attainment';
import { type ChartData, fromZero, type Line, placesOn, spans, tickOfTime, within, type XAxis } from './chart-data';
import { chartKey } from './chart-key';
import { wholeTick } from './chart-options';
import { written } from './history-table';
import './line-chart';
import './timeline';

const CHARTS = ['loss', 'gradNorm', 'learningRate', 'tokensPerSecond'] as const;
type Chart = (typeof CHARTS)[number];
/** As `show` names them. */
const NAMES: Record<Chart, string> = {
  loss: 'watch-loss',
  gradNorm: 'watch-gradient',
  learningRate: 'watch-rate',
  tokensPerSecond: 'watch-speed',
};
const PHONE = matchMedia('(max-width: 30em)');

@customElement('gg-watch')
export class Watch extends GlassElement {
  protected static override readonly panel = 'watch';
  protected static override readonly states: readonly StateName[] = ['status', 'progress', 'shown'];

  @state() private axis: XAxis = 'step';
  /** The point the cursors are at. */
  @state() private cursor: number | null = null;
  /** The step of the sample one looks at. */
  @state() private marked: number | null = null;

  static override styles = [
    shared,
    chartKey,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      .head {
        justify-content: space-between;
      }
      fieldset .row {
        gap: var(--space-1) var(--space-4);
      }
      fieldset label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 32px;
      }
      .readout {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        min-height: 3em;
        align-content: start;
        font-size: var(--size-small);
        font-variant-numeric: tabular-nums;
      }
      .readout div {
        display: flex;
        gap: var(--space-1);
      }
      .readout dt {
        color: var(--ink-soft);
      }
      .charts {
        display: grid;
        gap: var(--space-4) var(--space-5);
      }
      .charts > div {
        min-width: 0;
      }
      h3 {
        display: flex;
        align-items: center;
      }
      @container (min-width: 668px) {
        .charts:has(> :nth-child(2)) {
          grid-template-columns: 1fr 1fr;
        }
      }
    `,
  ];

  protected override render() {
    const empty = this.page.shown.told.progress.history.columns.step.length === 0;
    return html`<section class="section">
      <h2>${t('watch.title')}</h2>
      <p class="lead">${t('watch.lead')}</p>
      <div class="card">
        <div class="row head">
          ${empty ? html`<p class="soft">${t('watch.empty')}</p>` : this.#key()} ${this.#axisChoice()}
        </div>
        ${empty ? nothing : this.#readout()}
        ${this.#charts()}
        <gg-history-table></gg-history-table>
      </div>
      ${this.page.presentation.shows('timeline') ? html`<gg-timeline class="card" .onMark=${this.#mark}></gg-timeline>` : nothing}
    </section>`;
  }

  /** On a phone all but the first only if one asks. */
  #charts() {
    const shown = CHARTS.filter((chart) => this.#shows(chart) && this.#has(chart));
    const group = (charts: readonly Chart[]) => html`<div class="charts">${charts.map((chart) => this.#chart(chart))}</div>`;
    if (!PHONE.matches || shown.length < 2) return group(shown);
    return html`${group(shown.slice(0, 1))}
      <details>
        <summary>${t('watch.others')}</summary>
        ${group(shown.slice(1))}
      </details>`;
  }

  #key() {
    return html`<p class="key soft">
      <span>${t('watch.eachStep')}</span>
      <span class="mean">${t('watch.epochMean')}</span>
      ${this.#validated() ? html`<span class="held">${t('watch.validation')}</span>` : nothing}
      <gg-explain .of=${t('watch.validation')} .text=${t('watch.validationAbout')}></gg-explain>
    </p>`;
  }

  #axisChoice() {
    if (!this.page.presentation.shows('axis') || !this.#has('seconds')) return nothing;
    const choices: [XAxis, string][] = [
      ['step', t('watch.byStep')],
      ['seconds', t('watch.byTime')],
    ];
    return html`<fieldset>
      <legend class="visually-hidden">${t('watch.axis')}</legend>
      <div class="row soft">
        <span aria-hidden="true">${t('watch.axis')}</span>
        ${choices.map(
          ([axis, name]) => html`<label>
            <input
              type="radio"
              name="axis"
              ${this.control('axis')}
              .checked=${this.axis === axis}
              @change=${() => (this.axis = axis)}
            />${name}
          </label>`,
        )}
      </div>
    </fieldset>`;
  }

  /** All values at the cursor, or at the last step. */
  #readout() {
    const { columns } = this.page.shown.told.progress.history;
    const index = this.#readIndex();
    const values = [
      { name: 'step', title: 'watch.step', text: count(columns.step[index] ?? 0) },
      ...written(columns, index).filter(({ name, text }) => text !== '' && this.#shows(name)),
    ];
    return html`<dl class="readout" aria-label=${t('watch.readout')}>
      ${values.map(({ name, title, text }) => html`<div data-column=${name}><dt>${t(title)}</dt><dd>${text}</dd></div>`)}
    </dl>`;
  }

  /** Whether it is shown: a chart, or the column of one. */
  #shows(column: string): boolean {
    return !(column in NAMES) || this.page.presentation.shows(NAMES[column as Chart]);
  }

  /** Whether any of it was measured, or may be: how fast the small trained model was trained, nobody told. */
  #has(column: keyof HistoryColumns): boolean {
    const { columns } = this.page.shown.told.progress.history;
    return columns.step.length === 0 || columns[column].some((value) => value !== null);
  }

  /** What the charts go by, as far as it was measured. */
  get #by(): XAxis {
    return this.#has('seconds') ? this.axis : 'step';
  }

  #readIndex(): number {
    const last = this.page.shown.told.progress.history.columns.step.length - 1;
    return this.cursor === null ? last : Math.min(this.cursor, last);
  }

  #chart(chart: Chart) {
    const what = t(`watch.${chart}`);
    return html`<div>
      <h3>${what}<gg-explain .of=${what} .text=${this.#about(chart)}></gg-explain></h3>
      <gg-line-chart
        data-chart=${chart}
        linked="watch"
        .source=${() => this.#data(chart)}
        .label=${t('watch.chart', { what, axis: t(this.#by === 'step' ? 'watch.byStep' : 'watch.byTime') })}
        .reading=${this.#reading(chart)}
        .tickOfX=${this.#by === 'step' ? wholeTick : tickOfTime}
        .onCursor=${this.#moveCursor}
      ></gg-line-chart>
    </div>`;
  }

  #about(chart: Chart): string {
    const about = t(`watch.${chart}About`);
    const answers = chart === 'loss' && countsAnswersOnly(this.page.shown.told, 'tune') && this.page.shown.told.data.phases.includes('tune');
    return answers ? `${about} ${t('stage.answersOnly')}` : about;
  }

  /** What a screen reader says at the cursor of a chart. */
  #reading(chart: Chart): string {
    const { columns } = this.page.shown.told.progress.history;
    const index = this.#readIndex();
    const step = columns.step[index];
    if (step === undefined) return t('watch.empty');
    const text = written(columns, index).find(({ name }) => name === chart)?.text ?? '';
    return `${t('watch.step')} ${count(step)}: ${text}`;
  }

  #data(chart: Chart): ChartData {
    const { columns } = this.page.shown.told.progress.history;
    const { x, of } = placesOn(this.#by, columns);
    const values = columns[chart];
    const from = x[0] ?? 0;
    const data: ChartData = {
      x,
      lines: [{ name: t(`watch.${chart}`), colour: 'series-1', width: 1.5, values }],
      xRange: [this.#by === 'step' ? Math.min(0, from) : 0, Math.max(x.at(-1) ?? 0, 1)],
      yRange: fromZero(values),
      borders: this.#borders(of, chart === 'loss'),
      mark: this.marked === null ? null : of(this.marked),
    };
    const { clipNorm } = this.page.shown.told.settings.current.training;
    if (chart === 'loss') return { ...data, lines: this.#lossLines(), yRange: fromZero(values, columns.validationLoss) };
    if (chart !== 'gradNorm' || clipNorm === 0) return data;
    return { ...data, level: { value: clipNorm, name: t('watch.clip', { norm: tick(clipNorm) }) } };
  }

  /** Means of epochs are joined within a phase only. */
  #lossLines(): Line[] {
    const { step, loss, epochLoss, validationLoss } = this.page.shown.told.progress.history.columns;
    const places = spans(this.page.shown.told.status.run?.report);
    return [
      { name: t('watch.eachStep'), colour: 'rule-strong', width: 1, values: loss },
      ...places.flatMap((span): Line[] => [
        {
          name: t('watch.epochMean'),
          colour: 'series-1',
          width: 2.5,
          values: within(span, step, epochLoss),
          joined: true,
        },
        {
          name: t('watch.validation'),
          colour: 'series-3',
          width: 2,
          values: within(span, step, validationLoss),
          joined: true,
          dashed: true,
        },
      ]),
    ];
  }

  #borders(of: (step: number) => number, named: boolean): { x: number; name: string }[] {
    const last = this.page.shown.told.progress.history.columns.step.at(-1) ?? 0;
    const begun = phasesOf(this.page.shown.told).filter(({ span }) => span.begin <= last);
    return begun.map(({ number, span, phase }) => {
      const key = countsAnswersOnly(this.page.shown.told, phase) ? 'watch.phaseOfAnswers' : 'stage.phase.number';
      return { x: of(span.begin), name: named ? t(key, { number }) : '' };
    });
  }

  #validated(): boolean {
    return this.page.shown.told.status.run?.report.phases.some(({ validationExamples }) => validationExamples > 0) ?? false;
  }

  readonly #moveCursor = (index: number | null): void => {
    this.cursor = index;
  };

  readonly #mark = (step: number | null): void => {
    this.marked = step;
  };
}
