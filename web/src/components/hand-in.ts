// <gg-hand-in>: what somebody hands in who has reached the target, as a file and as text.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count } from '../format';
import { t } from '../i18n/translate';
import { copied } from '../page/copy';
import { download } from '../page/download';
import { GlassElement } from '../page/glass-element';
import { makeResult } from '../page/make-result';
import { shared } from '../styles/shared';
import './work-progress';

const FILE_NAME = 'glassgpt-result.json';

@customElement('gg-hand-in')
export class HandIn extends GlassElement {
  /** Made last. */
  @state() private result: { text: string; steps: number } | null = null;
  @state() private making = false;
  @state() private copied: 'no' | 'yes' | 'refused' = 'no';

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      textarea {
        width: 100%;
        height: 6em;
        font: var(--size-small) / 1.5 var(--mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    return html`<h3>${t('result.title')}</h3>
      <p class="soft">${t('result.about')}</p>
      <div class="row">
        <button class="primary" ?disabled=${this.making} @click=${() => this.page.notice.attempt(() => this.#make())}>
          ${t('result.make')}
        </button>
      </div>
      <gg-work-progress .kinds=${['save']}></gg-work-progress>
      ${this.result === null ? nothing : this.#made(this.result)}`;
  }

  #made({ text, steps }: { text: string; steps: number }) {
    return html`<label for="result">${t('result.made', { steps: count(steps) })}</label>
      <textarea id="result" readonly spellcheck="false" .value=${text}></textarea>
      <div class="row">
        <button @click=${() => this.#copy(text)}>${t('result.copy')}</button>
        <button @click=${() => download(new Blob([text], { type: 'application/json' }), FILE_NAME)}>${t('result.download')}</button>
        <span class=${this.copied === 'refused' ? 'fault' : 'soft'} role="status">${this.#copiedText()}</span>
      </div>`;
  }

  #copiedText(): string {
    if (this.copied === 'no') return '';
    return t(this.copied === 'yes' ? 'result.copied' : 'result.notCopied');
  }

  async #make(): Promise<void> {
    this.making = true;
    this.copied = 'no';
    try {
      const result = await makeResult(this.page);
      this.result = { text: JSON.stringify(result), steps: result.steps };
    } finally {
      this.making = false;
    }
  }

  async #copy(text: string): Promise<void> {
    const allowed = await copied(text);
    this.copied = allowed ? 'yes' : 'refused';
    if (!allowed) this.renderRoot.querySelector('textarea')?.select();
  }
}
