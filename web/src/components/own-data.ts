// <gg-own-data>: own training data, chosen, dropped or pasted.

import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { shared } from '../styles/shared';

/** What can be read; a browser offers these files first. */
const ENDINGS = '.txt,.text,.md,.csv,.tsv,.json,.jsonl,.ndjson,.glassgpt' + (READS_DOCUMENTS ? ',.docx,.pdf' : '');

/** An ending for a text without a name. Its content tells what it is, but for CSV without a header: records in quotes. */
export function endingOf(text: string): 'txt' | 'json' | 'csv' {
  const beginning = text.trimStart();
  if (/^(?:\[\s*(?:["{\]]|$)|\{\s*")/.test(beginning)) return 'json';
  const [first = '', second = ''] = beginning.split(/\r?\n/, 2);
  return [first, second].every((line) => /^"(?:[^"]|"")*"(?:[,;\t|]|$)/.test(line)) ? 'csv' : 'txt';
}

@customElement('gg-own-data')
export class OwnData extends GlassElement {
  @property({ type: Boolean }) disabled = false;
  @state() private text = '';
  @state() private over = false;

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      .drop {
        display: grid;
        gap: var(--space-2);
        justify-items: start;
        padding: var(--space-3);
        border: 1px dashed var(--rule-strong);
        border-radius: var(--corner);
      }
      .drop.over {
        border-color: var(--glass);
        background: var(--glass-tint);
      }
      summary {
        min-height: 32px;
      }
      .paste {
        display: grid;
        gap: var(--space-2);
      }
      textarea {
        min-height: 8em;
        font: var(--size-small) / 1.5 var(--mono);
        resize: vertical;
      }
    `,
  ];

  protected override render() {
    return html`
      <div
        class="drop ${this.over ? 'over' : ''}"
        @dragenter=${() => (this.over = true)}
        @dragleave=${() => (this.over = false)}
        @drop=${() => (this.over = false)}
      >
        <button ?disabled=${this.disabled} @click=${() => this.renderRoot.querySelector<HTMLInputElement>('[type=file]')?.click()}>
          ${t('data.choose')}
        </button>
        <input
          hidden
          type="file"
          multiple
          accept=${ENDINGS}
          aria-label=${t('data.files')}
          ?disabled=${this.disabled}
          @change=${this.#read}
        />
        <p class="soft">${t('data.formats')}</p>
      </div>
      <details>
        <summary>${t('data.paste')}</summary>
        ${this.#paste()}
      </details>
    `;
  }

  #paste() {
    return html`<div class="paste">
      <label>
        <span class="visually-hidden">${t('data.pasted')}</span>
        <textarea
          dir="auto"
          spellcheck="false"
          placeholder=${t('data.pasteHere')}
          ?disabled=${this.disabled}
          .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      <div class="row">
        <button ?disabled=${this.disabled || this.text.trim() === ''} @click=${this.#use}>
          ${t('data.use')}
        </button>
      </div>
    </div>`;
  }

  #read(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = Array.from(input.files ?? []);
    input.value = ''; // so that the same file can be chosen again after it was corrected
    void this.page.notice.attempt(() => this.page.files.take(files));
  }

  #use(): void {
    const file = new File([this.text], `${this.page.locale.t('data.pastedName')}.${endingOf(this.text)}`);
    void this.page.notice.attempt(() => this.page.files.take([file]));
  }
}
