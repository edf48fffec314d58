// <gg-model-files>: opening and saving model files.

import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { tell } from '../events';
import type { CheckpointFormat } from '../protocol';
import { shared } from '../styles/shared';

@customElement('gg-model-files')
export class ModelFiles extends LitElement {
  @property({ type: Boolean }) canSave = false;
  @state() private withTraining = true;

  static override styles = [
    shared,
    css`
      .row {
        margin: var(--space-2) 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }
    `,
  ];

  protected override render() {
    return html`
      <h2>Model file</h2>
      <div class="row">
        <button @click=${() => this.renderRoot.querySelector('input')?.click()}>Open…</button>
        <input hidden type="file" accept=".json,.safetensors" aria-label="Model file" @change=${this.#open} />
        ${this.#save('safetensors', 'Save .safetensors')} ${this.#save('json', 'Save .json')}
        <label>
          <input
            type="checkbox"
            .checked=${this.withTraining}
            @change=${(event: Event) => (this.withTraining = (event.target as HTMLInputElement).checked)}
          />
          with training state
        </label>
      </div>
      <p class="soft">Or drop a model, or training files, anywhere on this page.</p>
    `;
  }

  #save(format: CheckpointFormat, label: string) {
    return html`<button
      ?disabled=${!this.canSave}
      @click=${() => tell(this, 'gg-save', { format, withTraining: this.withTraining })}
    >
      ${label}
    </button>`;
  }

  #open(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = ''; // so that the same file can be opened again
    if (file !== undefined) tell(this, 'gg-open', file);
  }
}
