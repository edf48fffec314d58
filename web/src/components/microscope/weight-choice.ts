// <gg-weight-choice>: which weight Adam is watched at.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { Dissection, WeightPlace } from '../../protocol';
import { shared } from '../../styles/shared';
import { number } from './numbers';

/** Another weight was picked. */
export class WeightPicked extends CustomEvent<WeightPlace> {
  constructor(place: WeightPlace) {
    super('weight-picked', { detail: place, bubbles: true, composed: true });
  }
}

@customElement('gg-weight-choice')
export class WeightChoice extends GlassElement {
  @property({ attribute: false }) dissection: Dissection | null = null;

  static override styles = [
    shared,
    css`
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--space-3);
      }
      .field:first-of-type {
        grid-column: 1 / -1;
      }
      p {
        margin-top: var(--space-1);
      }
    `,
  ];

  protected override render() {
    if (this.dissection === null) return nothing;
    const { tensors, update } = this.dissection;
    const its = tensors.find(({ name }) => name === update.tensor);
    return html`<fieldset>
        <legend class="visually-hidden">${t('microscope.weight.title')}</legend>
        <div class="field">
          <label for="tensor">${t('microscope.weight.tensor')}</label>
          <select id="tensor" ${this.control('microscope-weight')} @change=${this.#pickTensor}>
            ${tensors.map(({ name }) => html`<option ?selected=${name === update.tensor}>${name}</option>`)}
          </select>
        </div>
        ${this.#index('row', t('microscope.weight.row'), its?.rows ?? 1)}
        ${this.#index('col', t('microscope.weight.column'), its?.cols ?? 1)}
      </fieldset>
      <p class="soft">${t('microscope.weight.about', { gradient: number(its?.gradient ?? NaN) })}</p>`;
  }

  #index(key: 'row' | 'col', label: string, count: number) {
    return html`<div class="field">
      <label for=${key}>${label}</label>
      <input
        id=${key}
        ${this.control('microscope-weight')}
        type="number"
        required
        min="0"
        max=${count - 1}
        step="1"
        .value=${String(this.dissection?.update[key] ?? 0)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.reportValidity()) this.#pick({ [key]: input.valueAsNumber });
        }}
      />
    </div>`;
  }

  #pickTensor(event: Event): void {
    this.#pick({ tensor: (event.target as HTMLSelectElement).value, row: 0, col: 0 });
  }

  #pick(change: Partial<WeightPlace>): void {
    const { update } = this.dissection as Dissection;
    this.dispatchEvent(new WeightPicked({ tensor: update.tensor, row: update.row, col: update.col, ...change }));
  }
}
