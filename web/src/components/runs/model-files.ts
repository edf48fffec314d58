// <gg-model-files>: opening and downloading model files.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { CheckpointFormat } from '../../protocol';
import { shared } from '../../styles/shared';
import '../work-progress';
import './copy-text';

@customElement('gg-model-files')
export class ModelFiles extends GlassElement {
  protected static override readonly states = ['status'] as const;

  @state() private withTraining = true;
  /** To be copied; empty if there is none. */
  @state() private text = '';

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
        min-height: 38px;
      }
    `,
  ];

  protected override render() {
    return html`
      <h3>${t('runs.modelFile')}</h3>
      <div class="row">
        <button ${this.control('open-model')} @click=${() => this.renderRoot.querySelector('input')?.click()}>${t('runs.open')}</button>
        <input hidden type="file" accept=".json,.safetensors" aria-label=${t('runs.modelFile')} @change=${this.#open} />
        ${this.#save('safetensors')} ${this.#save('json')}
        <label>
          <input
            type="checkbox"
            ${this.control('save-model')}
            .checked=${this.withTraining}
            @change=${(event: Event) => (this.withTraining = (event.target as HTMLInputElement).checked)}
          />
          ${t('runs.withTraining')}
        </label>
      </div>
      <div class="row">
        <button
          ${this.control('save-model', this.page.status.model === null)}
          @click=${() => this.page.notice.attempt(async () => (this.text = await this.page.files.text(this.withTraining)))}
        >
          ${t('runs.copyText.asText')}
        </button>
        <button ${this.control('save-model', this.page.status.run === null)} @click=${() => (this.text = this.#log())}>
          ${t('runs.copyText.logAsText')}
        </button>
      </div>
      ${this.text === '' ? nothing : html`<gg-copy-text .text=${this.text} @closed=${() => (this.text = '')}></gg-copy-text>`}
      <gg-work-progress .kinds=${['open', 'save']}></gg-work-progress>
      <p class="soft">${t('runs.filesAbout')}</p>
    `;
  }

  #save(format: CheckpointFormat) {
    return html`<button
      ${this.control('save-model', !this.page.files.hasModel)}
      @click=${() => this.page.notice.attempt(() => this.page.files.save(format, this.withTraining))}
    >
      ${t('runs.save', { format })}
    </button>`;
  }

  /** A line a step, as a spreadsheet reads it. */
  #log(): string {
    const { columns } = this.page.progress.history;
    const names = Object.keys(columns) as (keyof typeof columns)[];
    return [names.join(','), ...columns.step.map((_, i) => names.map((name) => columns[name][i] ?? '').join(','))].join('\n');
  }

  #open(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = ''; // so that the same file can be opened again
    if (file !== undefined) void this.page.notice.attempt(() => this.page.files.open(file));
  }
}
