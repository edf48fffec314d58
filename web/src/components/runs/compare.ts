// <gg-compare>: chosen runs side by side: their losses in one chart, by steps or by time, and what differs between them.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, duration, figures } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { KeptRun } from '../../page/run-store';
import { shared } from '../../styles/shared';
import { type ChartData, tickOfTime, type XAxis } from '../watch/chart-data';
import '../watch/line-chart';
import { compareData, evenRows } from './compare-data';
import { differences, runName, settingName, settingsText, settingValue } from './configuration';

const CHART_HEIGHT = 240;
const TABLE_ROWS = 24;

/** What runs reached and what they cost, whether or not they differ in it. */
const RESULTS: Record<string, (run: KeptRun) => string> = {
  loss: ({ history }) => lowest(history.epochLoss),
  validationLoss: ({ history }) => lowest(history.validationLoss),
  step: ({ step }) => count(step),
  time: ({ seconds }) => duration(seconds),
  parameters: ({ parameters }) => count(parameters),
};

function lowest(column: readonly (number | null)[]): string {
  const least = column.reduce<number>((so, value) => Math.min(so, value ?? Infinity), Infinity);
  return Number.isFinite(least) ? figures(least) : '–';
}

@customElement('gg-compare')
export class Compare extends GlassElement {
  @property({ attribute: false }) runs: readonly KeptRun[] = [];
  @state() private by: XAxis = 'step';

  static override styles = [
    shared,
    css`
      .head {
        justify-content: space-between;
        margin-bottom: var(--space-3);
      }
      fieldset {
        display: flex;
        gap: var(--space-4);
      }
      fieldset label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 32px;
      }
      .scroll {
        margin-top: var(--space-4);
      }
      th[scope='col'] {
        max-width: 24ch;
        white-space: normal;
        vertical-align: bottom;
      }
      .key::before {
        content: '';
        display: block;
        width: 24px;
        margin: 0 0 var(--space-1) auto;
        border-top: 3px solid var(--key);
      }
    `,
  ];

  protected override render() {
    const names = this.#names();
    const data = compareData(this.runs, names, this.by);
    const place = this.by === 'step' ? count : tickOfTime;
    return html`
      <div class="row head">
        <h3>${t('runs.compare')}</h3>
        <fieldset>
          <legend class="visually-hidden">${t('runs.by')}</legend>
          ${(['step', 'seconds'] as const).map(
            (by) => html`<label>
              <input type="radio" name="by" .checked=${this.by === by} @change=${() => (this.by = by)} />
              ${t(`runs.by${by === 'step' ? 'Step' : 'Time'}`)}
            </label>`,
          )}
        </fieldset>
      </div>
      <gg-line-chart
        .source=${() => data}
        .label=${t('runs.chart', { n: this.runs.length })}
        .height=${CHART_HEIGHT}
        .tickOfX=${place}
      ></gg-line-chart>
      ${data.lines.some(({ dashed }) => dashed) ? html`<p class="soft">${t('runs.validationLine')}</p>` : nothing}
      <details>
        <summary>${t('runs.chartTable')}</summary>
        <div class="scroll" tabindex="0" role="group" aria-label=${t('runs.chartTable')}>
          ${this.#chartTable(data, names, place)}
        </div>
      </details>
      <div class="scroll" tabindex="0" role="group" aria-label=${t('runs.differences')}>${this.#table(names)}</div>
    `;
  }

  protected override updated(): void {
    this.renderRoot.querySelectorAll<HTMLElement>('.key').forEach((key, i) => {
      key.style.setProperty('--key', `var(--series-${i + 1})`);
    });
  }

  #chartTable(data: ChartData, names: readonly string[], place: (x: number) => string) {
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t(this.by === 'step' ? 'runs.stepColumn' : 'runs.timeColumn')}</th>
          ${names.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${evenRows(data, TABLE_ROWS).map(
          ({ x, values }) => html`<tr>
            <th scope="row">${place(x)}</th>
            ${values.map((value) => html`<td>${value === null ? '–' : figures(value)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /** What differs between them, or all that is special where nothing does. */
  #names(): string[] {
    const different = differences(this.runs);
    return this.runs.map((run) => (different.length === 0 ? runName(run) : settingsText(run, different)));
  }

  #table(names: readonly string[]) {
    const different = differences(this.runs);
    return html`<table>
      <caption>
        ${t('runs.differences')}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${names.map((name) => html`<th scope="col"><span class="key">${name}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${different.length === 0
          ? html`<tr>
              <th scope="row">${t('runs.noDifference')}</th>
              ${this.runs.map(() => html`<td></td>`)}
            </tr>`
          : nothing}
        ${different.map((setting) => this.#row(settingName(setting), (run) => settingValue(run, setting)))}
        ${Object.entries(RESULTS).map(([name, value]) => this.#row(t(`runs.result.${name}`), value))}
      </tbody>
    </table>`;
  }

  #row(name: string, value: (run: KeptRun) => string) {
    return html`<tr>
      <th scope="row">${name}</th>
      ${this.runs.map((run) => html`<td>${value(run)}</td>`)}
    </tr>`;
  }
}
