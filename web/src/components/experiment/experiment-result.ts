// <gg-experiment-result>: two runs side by side: what they differ in, in words, their losses, answers and attention.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count, figures } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { RunHistory } from '../../run-history';
import { shared, stack } from '../../styles/shared';
import { compareData, evenRows } from '../runs/compare-data';
import type { ChartData } from '../watch/chart-data';
import '../watch/line-chart';
import type { Outcome } from './findings';
import './paired-attention';
import { sentences } from './sentences';

const CHART_HEIGHT = 240;
const TABLE_ROWS = 16;

@customElement('gg-experiment-result')
export class ExperimentResult extends GlassElement {
  @property({ attribute: false }) outcome!: Outcome;

  static override styles = [
    shared,
    stack,
    css`
      ul {
        display: grid;
        gap: var(--space-1);
        padding-left: var(--space-5);
      }
      td,
      th {
        min-width: 9ch; /* three of them on a phone */
        max-width: 40ch;
        text-align: left;
        white-space: normal;
        overflow-wrap: anywhere;
        vertical-align: top;
      }
      .said {
        font-family: var(--serif);
      }
      .key::before {
        content: '';
        display: block;
        width: 24px;
        margin-bottom: var(--space-1);
        border-top: 3px solid var(--key);
      }
      .first {
        --key: var(--series-1);
      }
      .second {
        --key: var(--series-2);
      }
      .other {
        font-weight: 650;
      }
    `,
  ];

  protected override render() {
    const names = this.#names();
    const data = this.#chart(names);
    const [first, second] = this.outcome.reply.runs;
    return html`
      <ul data-name="differences">
        ${sentences(this.outcome).map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      <gg-line-chart .source=${() => data} .label=${t('experiment.chart')} .height=${CHART_HEIGHT} .tickOfX=${count}></gg-line-chart>
      <details>
        <summary>${t('runs.chartTable')}</summary>
        ${this.#scroll(t('runs.chartTable'), this.#chartTable(data))}
      </details>
      ${this.#scroll(t('experiment.answers'), this.#answers())}
      ${first?.inspection && second?.inspection
        ? html`<gg-paired-attention .inspections=${[first.inspection, second.inspection]} .names=${names}></gg-paired-attention>`
        : nothing}
    `;
  }

  /** Of the runs: the changed thing with its value. */
  #names(): [string, string] {
    const { name, values } = this.outcome;
    return [t('runs.with', { name, value: values[0] }), t('runs.with', { name, value: values[1] })];
  }

  #chart(names: readonly string[]): ChartData {
    const runs = this.outcome.reply.runs.map(({ steps }) => {
      const history = new RunHistory();
      history.append(steps);
      return { history: history.columns };
    });
    return compareData(runs, names, 'step');
  }

  #scroll(title: string, content: unknown) {
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${title}>${content}</div>`;
  }

  #heads(first: string) {
    const [a, b] = this.#names();
    return html`<thead>
      <tr>
        <th scope="col">${first}</th>
        <th scope="col"><span class="key first">${a}</span></th>
        <th scope="col"><span class="key second">${b}</span></th>
      </tr>
    </thead>`;
  }

  #chartTable(data: ChartData) {
    return html`<table>
      ${this.#heads(t('runs.stepColumn'))}
      <tbody>
        ${evenRows(data, TABLE_ROWS).map(
          ({ x, values }) => html`<tr>
            <th scope="row">${count(x)}</th>
            ${values.map((value) => html`<td>${value === null ? '–' : figures(value)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #answers() {
    const { prompts, runs } = this.outcome.reply;
    return html`<table>
      <caption>
        ${t('experiment.answersAbout')}
      </caption>
      ${this.#heads(t('experiment.prompt'))}
      <tbody>
        ${prompts.map(({ text, expected }, i) => {
          const answers = runs.map((run) => run.answers[i]?.trim() ?? '');
          const differ = answers[0] !== answers[1];
          return html`<tr class=${differ ? 'other' : ''}>
            <th scope="row" dir="auto">${text}</th>
            ${answers.map(
              (answer) => html`<td dir="auto">
                <span class="said">${answer === '' ? t('experiment.nothing') : answer}</span>
                ${expected === null ? nothing : html`<span class="soft">${t(answer === expected ? 'experiment.right' : 'experiment.wrong')}</span>`}
              </td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>`;
  }
}
