// <gg-choice-field>: one of a few, with its explanation.

import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { fieldRow } from '../styles/field-row';
import { shared } from '../styles/shared';

@customElement('gg-choice-field')
export class ChoiceField extends LitElement {
  @property() label = '';
  @property() about = '';
  /** Values with their names. */
  @property({ attribute: false }) choices: [value: string, name: string][] = [];
  @property() value = '';
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) take: (value: string) => void = () => {};

  static override styles = [shared, fieldRow];

  protected override render() {
    return html`<div class="field-row wide">
      <span class="name">
        <label for="choice">${this.label}</label>
        <gg-explain .of=${this.label} .text=${this.about}></gg-explain>
      </span>
      <select
        id="choice"
        ?disabled=${this.disabled}
        @change=${(event: Event) => this.take((event.target as HTMLSelectElement).value)}
      >
        ${this.choices.map(
          ([value, name]) => html`<option value=${value} .selected=${value === this.value}>${name}</option>`,
        )}
      </select>
    </div>`;
  }
}
