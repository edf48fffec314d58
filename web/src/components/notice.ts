// <gg-notice>: an error or a piece of news that a person should not miss, until dismissed.

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { tell } from '../events';
import { shared } from '../styles/shared';

@customElement('gg-notice')
export class Notice extends LitElement {
  @property() message = '';

  static override styles = [
    shared,
    css`
      .notice {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-4);
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
    // The live region stays, so that what comes into it is read out.
    return html`<div role="alert">
      ${this.message === ''
        ? nothing
        : html`<div class="notice">
            <p>${this.message}</p>
            <button @click=${() => tell(this, 'gg-dismiss', null)}>Dismiss</button>
          </div>`}
    </div>`;
  }
}
