// <gg-table-twin>: the numbers of a chart as a table, made once it is opened.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';

export interface Table {
  caption: string;
  /** Names of the columns; the first one heads the rows. */
  head: string[];
  rows: string[][];
}

@customElement('gg-table-twin')
export class TableTwin extends GlassElement {
  @property({ attribute: false }) table: (() => Table) | null = null;
  @state() private open = false;

  static override styles = [
    shared,
    css`
      summary {
        min-height: 32px;
        padding: var(--space-1) 0;
      }
      .scroll {
        max-height: 420px;
        overflow: auto;
      }
    `,
  ];

  protected override render() {
    return html`<details @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
      <summary class="soft">${t('inside.asTable')}</summary>
      ${this.open && this.table !== null ? this.#drawn(this.table()) : nothing}
    </details>`;
  }

  #drawn({ caption, head, rows }: Table) {
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}>
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${head.map((name) => html`<th scope="col"><bdi class="token" title=${name}>${name}</bdi></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, ...cells]) => html`<tr>
              <th scope="row"><bdi class="token" title=${name ?? ''}>${name}</bdi></th>
              ${cells.map((cell) => html`<td><bdi class="token">${cell}</bdi></td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
