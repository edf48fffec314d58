// <gg-inside-sizes>: how large the numbers are within the model: what its parts put out, its weights, their gradients.

import { css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { figures } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared, stack } from '../../styles/shared';
import { terms } from '../glossary/term';
import type { InspectedSizes } from './inspected';
import { flow, type Group, groupsOf, type Row, scaleOf, type Scale } from './sizes';

@customElement('gg-inside-sizes')
export class SizesTab extends GlassElement {
  @property({ attribute: false }) inspected: InspectedSizes | null = null;

  static override styles = [
    shared,
    stack,
    css`
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
        align-items: start;
      }
      table {
        width: 100%;
        table-layout: fixed;
      }
      th,
      td {
        border: 0;
        padding: 2px var(--space-1);
      }
      tbody th {
        font-weight: 400;
      }
      tbody:not(:first-of-type) tr:first-child > * {
        padding-top: var(--space-3);
      }
      tbody th[scope='rowgroup'] {
        font-weight: 650;
      }
      .name {
        width: 108px;
      }
      .size {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 2px var(--space-2);
        align-items: center;
      }
      svg {
        display: block;
        width: 100%;
        height: 12px;
      }
      rect {
        fill: var(--series-3);
      }
      .gradient rect {
        fill: var(--series-2);
      }
      line {
        stroke: var(--rule);
      }
      .verdict {
        padding-left: var(--space-3);
        border-left: 3px solid var(--glass);
      }
      .verdict.odd {
        border-color: var(--amber);
      }
      @container (min-width: 608px) {
        .name {
          width: 136px;
        }
        .size {
          grid-template-columns: 72px minmax(0, 1fr);
        }
      }
      @container (min-width: 828px) {
        .both {
          grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
          gap: var(--space-6);
        }
      }
    `,
  ];

  protected override render() {
    const { inspected } = this;
    return html`<p class="lead">${terms('inside.sizes.lead')}</p>
      ${inspected === null ? nothing : this.#drawn(inspected)}`;
  }

  #drawn({ activations, tensors }: InspectedSizes) {
    const gradients = tensors.some(({ gradient }) => !Number.isNaN(gradient));
    const outputs = groupsOf(activations.map(({ name, rms }) => ({ name, sizes: [rms] })));
    const weights = groupsOf(
      tensors.map(({ name, weight, gradient }) => ({ name, sizes: gradients ? [weight, gradient] : [weight] })),
    );
    const columns = ['weight', ...(gradients ? ['gradient'] : [])];
    return html`
      ${this.#verdict(flow(tensors))}
      <div class="both">
        <div>
          <h3>
            ${t('inside.sizes.outputs')}
            <gg-explain .of=${t('inside.sizes.outputs')} .text=${t('inside.sizes.outputsAbout')}></gg-explain>
          </h3>
          ${activations.length === 0 ? nothing : this.#table(outputs, ['output'])}
        </div>
        <div>
          <h3>
            ${t('inside.sizes.weights')}
            <gg-explain .of=${t('inside.sizes.weights')} .text=${t('inside.sizes.weightsAbout')}></gg-explain>
          </h3>
          ${this.#table(weights, columns)} ${gradients ? nothing : html`<p class="soft">${t('inside.sizes.noGradients')}</p>`}
        </div>
      </div>
      <p class="soft">${t('inside.sizes.log')}</p>
    `;
  }

  #verdict(seen: ReturnType<typeof flow>) {
    if (seen === null) return nothing;
    const { kind, times } = seen;
    const values = { times: figures(times < 1 ? 1 / times : times), smaller: String(times < 1) };
    return html`<p class="verdict ${kind === 'even' ? '' : 'odd'}" data-name="verdict">
      ${t(`inside.sizes.flow.${kind}`, values)}
    </p>`;
  }

  #table(groups: Group[], columns: string[]) {
    const scales = columns.map((_, i) => scaleOf(groups.flatMap(({ rows }) => rows.map(({ sizes }) => sizes[i] ?? 0))));
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('inside.sizes.table')}>
      <table>
        <colgroup>
          <col class="name" />
          ${columns.map(() => html`<col />`)}
        </colgroup>
        <thead>
          <tr>
            <td></td>
            ${columns.map((name) => html`<th scope="col"><span class="size">${t(`inside.sizes.column.${name}`)}</span></th>`)}
          </tr>
        </thead>
        ${groups.map(
          ({ layer, rows }) => html`<tbody>
            ${layer === null
              ? nothing
              : html`<tr>
                  <th scope="rowgroup" colspan=${1 + columns.length}>${t('inside.layer', { n: layer + 1 })}</th>
                </tr>`}
            ${rows.map((row) => this.#row(row, columns, scales))}
          </tbody>`,
        )}
      </table>
    </div>`;
  }

  #row({ part, sizes }: Row, columns: string[], scales: Scale[]) {
    return html`<tr>
      <th scope="row">${t(`inside.part.${part}`)}</th>
      ${columns.map((name, i) => {
        const size = sizes[i] ?? 0;
        const scale = scales[i];
        return html`<td class=${name}>
          <span class="size">${figures(size)} ${scale === undefined ? nothing : bar(size, scale)}</span>
        </td>`;
      })}
    </tr>`;
  }
}

/** A bar with a line at every power of ten. */
function bar(size: number, { at, powers }: Scale) {
  const place = (share: number): string => `${(100 * share).toFixed(1)}%`;
  return html`<svg aria-hidden="true">
    <rect x="0" y="1" height="10" width=${place(at(size))}></rect>
    ${powers.map((share) => svg`<line x1=${place(share)} x2=${place(share)} y1="0" y2="12"></line>`)}
  </svg>`;
}
