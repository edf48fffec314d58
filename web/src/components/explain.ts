// <gg-explain>: a small button that shows what a number or a control means, beside it.

import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { shared } from '../styles/shared';
import { showBeside } from './bubble';

@customElement('gg-explain')
export class Explain extends GlassElement {
  /** What is explained. */
  @property() of = '';
  @property() text = '';
  @state() private open = false;

  static override styles = [
    shared,
    css`
      :host {
        display: inline-block;
        position: relative;
        vertical-align: middle;
      }
      @media print {
        :host {
          display: none;
        }
      }
      button {
        display: inline-grid;
        place-items: center;
        width: 32px;
        min-height: 32px;
        margin: calc(-1 * var(--space-2)) 0;
        padding: 0;
        border: 0;
        background: none;
        color: var(--ink-soft);
      }
      button span {
        display: grid;
        place-items: center;
        width: 1.4em;
        height: 1.4em;
        border: 1px solid currentColor;
        border-radius: 50%;
        font-size: var(--size-small);
        line-height: 1;
      }
      p {
        position: fixed;
        z-index: 2;
        inset: auto;
        margin: 0;
        width: max-content;
        max-width: min(36ch, calc(100vw - 2 * var(--space-2)));
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--rule-strong);
        border-radius: var(--corner);
        background: var(--panel);
        color: var(--ink);
        font: var(--size-small) / 1.5 var(--sans);
        text-align: left;
        white-space: normal;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override render() {
    return html`<button
        type="button"
        aria-label=${t('page.explain', { what: this.of })}
        aria-expanded=${this.open}
        @click=${() => (this.open ? this.#close() : this.#show())}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#close()}
        @blur=${this.#close}
      >
        <span aria-hidden="true">?</span>
      </button>
      <span role="status">${this.open ? html`<p popover="manual">${this.text}</p>` : ''}</span>`;
  }

  protected override updated(): void {
    const bubble = this.renderRoot.querySelector('p');
    if (bubble !== null) showBeside(bubble, this);
  }

  #show(): void {
    this.open = true;
    addEventListener('scroll', this.#close, { capture: true, passive: true });
  }

  readonly #close = (): void => {
    this.open = false;
    removeEventListener('scroll', this.#close, { capture: true });
  };
}
