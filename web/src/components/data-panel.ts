// <gg-data-panel>: what to train on.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { type Dataset, DATASETS, type DatasetName, inItsLanguage } from '../datasets';
import { language, t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { ExaminedFile } from '../protocol';
import { shared } from '../styles/shared';
import './data-preview';
import { summaryOf } from './file-summary';
import './own-data';
import './work-progress';

@customElement('gg-data-panel')
export class DataPanel extends GlassElement {
  protected static override readonly panel = 'data';
  static override readonly states: readonly StateName[] = ['data', 'status'];

  static override styles = [
    shared,
    css`
      fieldset {
        display: grid;
        gap: var(--space-1);
      }
      legend {
        margin-bottom: var(--space-2);
      }
      .choice {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 var(--space-3);
        align-items: center;
        padding: var(--space-2) var(--space-3);
        border: 1px solid transparent;
        border-radius: var(--corner);
        cursor: pointer;
      }
      .choice:has(:checked) {
        border-color: var(--glass);
        background: var(--glass-tint);
      }
      fieldset:disabled .choice {
        cursor: default;
        opacity: 0.7;
      }
      .choice .soft {
        grid-column: 2;
      }
      gg-own-data,
      gg-data-preview,
      ul,
      .fault {
        padding: var(--space-2) var(--space-3);
      }
      .came {
        margin-bottom: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-left: 4px solid var(--glass);
        border-radius: var(--corner);
        background: var(--glass-tint);
      }
      ul {
        list-style: none;
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    const { dataset, files, fault, cameBy } = this.page.data;
    const { locked } = this.page.status;
    return html`<fieldset ?disabled=${locked}>
        <legend><h2>${t('data.title')}</h2></legend>
        ${cameBy === null ? nothing : html`<p class="came">${t(`share.came.${cameBy}`)}</p>`}
        ${this.#offered.map((its) => this.#choice(its))}
        ${dataset.name === 'own' ? html`<gg-own-data ${this.control('own', locked)}></gg-own-data>` : nothing}
      </fieldset>
      <gg-work-progress .kinds=${['read', 'examine', 'preview']}></gg-work-progress>
      ${fault === '' ? nothing : html`<p class="fault" role="alert">${fault}</p>`}
      <ul class="soft">
        ${files.map((file) => html`<li>${describe(file)}</li>`)}
      </ul>
      ${files.length === 0 || !this.page.presentation.shows('data-preview') ? nothing : html`<gg-data-preview></gg-data-preview>`}`;
  }

  /** Those in the reader's language, and the one that is chosen. */
  get #offered(): Dataset[] {
    const { dataset } = this.page.data;
    return Object.values(DATASETS).filter((its) => its.language === null || its.language === language() || its.name === dataset.name);
  }

  /** Again, if it did not come the last time. */
  #choose(name: DatasetName): void {
    const { dataset, files } = this.page.data;
    if (name !== dataset.name || (files.length === 0 && dataset.files.length > 0)) void this.page.choices.chooseDataset(name);
  }

  #choice(dataset: Dataset) {
    const { name, kind } = dataset;
    return html`<label class="choice">
      <input
        type="radio"
        name="dataset"
        ${this.control(kind)}
        .checked=${this.page.data.dataset.name === name}
        @click=${() => this.#choose(name)}
      />
      <span>${inItsLanguage(t(`data.${kind}.title`), dataset, language())}</span>
      <span class="soft">${t(`data.${kind}.about`, { documents: String(READS_DOCUMENTS) })}</span>
    </label>`;
  }
}

const describe = ({ report, document }: ExaminedFile): string =>
  document === null ? summaryOf(report) : t('data.fromDocument', { name: document.name, n: document.paragraphs });
