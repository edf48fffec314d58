// <gg-copy-text>: a text to be copied, for where nothing may be downloaded.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { copied } from '../../page/copy';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';

@customElement('gg-copy-text')
export class CopyText extends GlassElement {
  @property() text = '';
  /** What became of copying. */
  @state() private outcome: 'copied' | 'byHand' | null = null;

  static override styles = [
    shared,
    css`
      textarea {
        width: 100%;
        min-height: 8em;
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    return html`
      <textarea readonly aria-label=${t('runs.copyText.title')} .value=${this.text}></textarea>
      <div class="row">
        <button @click=${this.#copy}>${t('runs.copyText.copy')}</button>
        <button @click=${() => this.dispatchEvent(new Event('closed'))}>${t('runs.copyText.close')}</button>
        <span class="soft" role="status">${this.outcome === null ? nothing : t(`runs.copyText.${this.outcome}`)}</span>
      </div>
    `;
  }

  async #copy(): Promise<void> {
    const area = this.renderRoot.querySelector('textarea');
    area?.focus();
    area?.select();
    // Frames may not, unless they are told so; what is selected can be copied by hand.
    this.outcome = (await copied(this.text)) ? 'copied' : 'byHand';
  }
}
