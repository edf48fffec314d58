// <gg-origins-button>: where an answer may come from, once somebody wants to know.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import { shared } from '../styles/shared';
import type { Answered } from './origins/answered';

@customElement('gg-origins-button')
export class OriginsButton extends GlassElement {
  @property({ attribute: false }) answered!: Answered;
  @state() private open = false;

  static override styles = [
    shared,
    css`
      :host {
        margin-top: var(--space-2);
      }
      gg-origins {
        margin-top: var(--space-3);
        padding-left: var(--space-3);
        border-left: 3px solid var(--rule-strong);
      }
    `,
  ];

  protected override render() {
    return html`<button type="button" ${this.control('origins')} aria-expanded=${this.open} @click=${() => void this.#toggle()}>
        ${t('ask.origins')}
      </button>
      ${this.open ? html`<gg-origins .answered=${this.answered}></gg-origins>` : nothing}`;
  }

  async #toggle(): Promise<void> {
    if (this.open) {
      this.open = false;
      return;
    }
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('./origins/origins'), this.page.locale.need('origins')]));
      this.open = true;
    });
  }
}
