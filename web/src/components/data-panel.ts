// <gg-data-panel>: what to train on.

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { DATASETS, type DatasetName } from '../datasets';
import { tell } from '../events';
import { counted } from '../format';
import type { ExaminedFile } from '../protocol';
import { shared } from '../styles/shared';

@customElement('gg-data-panel')
export class DataPanel extends LitElement {
  @property() chosen: DatasetName = 'facts';
  /** What the chosen dataset holds; empty until it is there. */
  @property({ attribute: false }) files: ExaminedFile[] = [];
  @property() fault = '';
  @property({ type: Boolean }) disabled = false;

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
      .own {
        display: grid;
        gap: var(--space-2);
        justify-items: start;
      }
      .own,
      ul,
      .fault {
        padding: var(--space-2) var(--space-3);
      }
      ul {
        list-style: none;
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    return html`<fieldset ?disabled=${this.disabled}>
      <legend>Train on</legend>
      ${Object.values(DATASETS).map(
        ({ name, title, about }) => html`<label class="choice">
          <input
            type="radio"
            name="dataset"
            .checked=${this.chosen === name}
            @change=${() => tell(this, 'gg-choose-dataset', name)}
          />
          <span>${title}</span>
          <span class="soft">${about}</span>
        </label>`,
      )}
      ${this.chosen === 'own' ? this.#fileChoice() : nothing}
      <ul class="soft">
        ${this.files.map((file) => html`<li>${describe(file)}</li>`)}
      </ul>
      ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
    </fieldset>`;
  }

  #fileChoice() {
    return html`<div class="own">
      <button @click=${() => this.renderRoot.querySelector<HTMLInputElement>('[type=file]')?.click()}>Choose files…</button>
      <input
        hidden
        type="file"
        multiple
        accept=".json,.csv,.txt,.text,.md"
        aria-label="Training files"
        @change=${this.#read}
      />
      <p class="soft">
        Texts are for pre-training. Objects with "prompt" and "answer", or a CSV headed prompt,answer, are chats, for
        tuning.
      </p>
    </div>`;
  }

  #read(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = Array.from(input.files ?? []);
    input.value = ''; // so that the same file can be chosen again after it was corrected
    if (files.length > 0) tell(this, 'gg-data-files', files);
  }
}

function describe({ name, examples, chats }: ExaminedFile): string {
  return chats > 0
    ? `${name}: ${counted(examples, 'chat')} to tune on`
    : `${name}: ${counted(examples, 'text')} to pre-train on`;
}
