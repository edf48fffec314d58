// <gg-notice>: an error or a piece of news that a person should not miss, until dismissed.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { shared } from '../styles/shared';

@customElement('gg-notice')
export class Notice extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['notice'];

  static override styles = [
    shared,
    css`
      .notice {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-4);
        margin-top: var(--space-4);
        padding: var(--space-2) var(--space-4);
        border-left: 4px solid var(--red);
        border-radius: var(--corner);
        background: var(--red-tint);
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    const { text, lang } = this.page.notice;
    // The live region stays, so that what comes into it is read out.
    return html`<div role="alert">
      ${text === ''
        ? nothing
        : html`<div class="notice">
            <p lang=${lang ?? nothing}>${text}</p>
            <button @click=${() => this.page.notice.show('')}>${t('stage.dismiss')}</button>
          </div>`}
    </div>`;
  }
}
