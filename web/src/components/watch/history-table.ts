// <gg-history-table>: the numbers behind the charts of a run.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count, duration, figures } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { StateName } from '../../page/page';
import type { HistoryColumns } from '../../run-history';
import { shared } from '../../styles/shared';
import { evenIndices } from '../../downsample';

const MOST_ROWS = 50;
/** Milliseconds between two drawings while training. */
const PERIOD = 1000;

type Measured = Exclude<keyof HistoryColumns, 'step'>;

interface Column {
  name: Measured;
  title: string;
  write: (value: number) => string;
}

const COLUMNS: readonly Column[] = [
  { name: 'seconds', title: 'watch.time', write: duration },
  { name: 'loss', title: 'watch.loss', write: figures },
  { name: 'epochLoss', title: 'watch.epochMean', write: figures },
  { name: 'validationLoss', title: 'watch.validation', write: figures },
  { name: 'gradNorm', title: 'watch.gradNorm', write: figures },
  { name: 'learningRate', title: 'watch.learningRate', write: figures },
  { name: 'tokensPerSecond', title: 'watch.tokensPerSecond', write: count },
];

/** What stands at a point, column by column; empty where nothing was measured. */
export const written = (
  columns: HistoryColumns,
  index: number,
  of: readonly Column[] = COLUMNS,
): { name: Measured; title: string; text: string }[] =>
  of.map(({ name, title, write }) => {
    const value = columns[name][index] ?? null;
    return { name, title, text: value === null ? '' : write(value) };
  });

@customElement('gg-history-table')
export class HistoryTable extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['status', 'progress', 'shown'];

  @state() private open = false;
  #drawn = 0;

  static override styles = [
    shared,
    css`
      .scroll {
        max-height: 320px;
        margin-top: var(--space-2);
        overflow: auto;
      }
    `,
  ];

  protected override changed(name: StateName): void {
    const due = name !== 'progress' || performance.now() - this.#drawn > PERIOD;
    if (this.open && due) super.changed(name);
  }

  protected override render() {
    return html`<details @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
      <summary class="soft">${t('watch.table')}</summary>
      ${this.open ? this.#table() : nothing}
    </details>`;
  }

  #table() {
    this.#drawn = performance.now();
    const { columns } = this.page.shown.told.progress.history;
    const rows = shownRows(columns);
    const measured = COLUMNS.filter(({ name }) => columns[name].some((value) => value !== null));
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('watch.table')}>
      <table>
        <caption>
          ${t('watch.tableCaption', { rows: rows.length })}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('watch.step')}</th>
            ${measured.map(({ title }) => html`<th scope="col">${t(title)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (i) => html`<tr>
              <th scope="row">${count(columns.step[i] ?? 0)}</th>
              ${written(columns, i, measured).map(({ text }) => html`<td>${text}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

/** Ends of epochs where there are any, so that their means are seen; else single steps. */
function shownRows({ step, epochLoss }: HistoryColumns): number[] {
  const all = step.map((_, i) => i);
  const ends = all.filter((i) => epochLoss[i] !== null);
  const from = ends.length > 0 ? ends : all;
  return evenIndices(from.length, MOST_ROWS).map((i) => from[i] ?? 0);
}
