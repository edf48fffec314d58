// <gg-start-choice>: with a model file open, whether to train that or a new model.

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { tell } from '../events';
import type { OpenedFile, Start } from '../protocol';
import { shared } from '../styles/shared';

@customElement('gg-start-choice')
export class StartChoice extends LitElement {
  @property({ attribute: false }) opened: OpenedFile | null = null;
  @property() start: Start['kind'] = 'new';
  @property({ type: Boolean }) disabled = false;

  static override styles = [
    shared,
    css`
      fieldset {
        display: grid;
        gap: var(--space-2);
        overflow-wrap: anywhere;
      }
      legend {
        margin-bottom: var(--space-2);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
    `,
  ];

  protected override render() {
    if (this.opened === null) return nothing;
    const { name, resumable } = this.opened;
    return html`<fieldset ?disabled=${this.disabled}>
      <legend>Begin with</legend>
      ${this.#choice('new', 'a new model')} ${this.#choice('opened', `the weights of ${name}`)}
      ${resumable === null ? nothing : this.#choice('resume', `${name}, where its training stopped`)}
    </fieldset>`;
  }

  #choice(kind: Start['kind'], label: string) {
    return html`<label>
      <input
        type="radio"
        name="start"
        .checked=${this.start === kind}
        @change=${() => tell(this, 'gg-start', kind)}
      />${label}</label
    >`;
  }
}
