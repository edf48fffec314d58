// <gg-source-lines>: a link to a line of the core, which shows that line among its neighbours.

import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { type Excerpt, type ExcerptName, EXCERPTS } from './excerpts';

@customElement('gg-source-lines')
export class SourceLines extends GlassElement {
  @property() name: ExcerptName = 'tokens';
  /** In its place, lines that have no name. */
  @property({ attribute: false }) excerpt: Excerpt | null = null;

  static override styles = [
    shared,
    css`
      :host {
        display: inline-block;
        max-width: 100%;
      }
      .open {
        max-width: 100%;
        padding: 0 var(--space-2);
        min-height: 32px;
        font-family: var(--mono);
        font-size: var(--size-small);
        overflow-wrap: anywhere;
        text-align: left;
      }
      dialog {
        width: min(920px, calc(100vw - 2 * var(--space-4)));
        max-height: calc(100vh - 2 * var(--space-5));
        padding: var(--space-4);
        border: 1px solid var(--rule-strong);
        border-radius: var(--corner);
        background: var(--panel);
        color: var(--ink);
      }
      dialog::backdrop {
        background: var(--paper);
        opacity: 0.7;
      }
      .head {
        justify-content: space-between;
        margin-bottom: var(--space-2);
      }
      h4 {
        margin: 0;
        font-family: var(--mono);
        font-size: var(--size-body);
        overflow-wrap: anywhere;
      }
      pre {
        margin: 0;
        font-family: var(--mono);
        font-size: var(--size-small);
      }
      pre span {
        display: block;
        width: max-content;
        min-width: 100%;
        padding-right: var(--space-4);
      }
      pre .line {
        background: var(--glass-tint);
        font-weight: 650;
      }
      i {
        display: inline-block;
        width: 4em;
        padding-right: 1em;
        color: var(--ink-soft);
        font-style: normal;
        text-align: right;
        user-select: none;
      }
    `,
  ];

  protected override render() {
    const { file, first, line, text } = this.excerpt ?? EXCERPTS[this.name];
    return html`<button class="open" aria-haspopup="dialog" @click=${() => this.#dialog().showModal()}>
        ${file}:${line}
      </button>
      <dialog
        aria-labelledby="file"
        @click=${(event: Event) => event.target === this.#dialog() && this.#dialog().close()}
      >
        <div class="row head">
          <h4 id="file">${t('microscope.source.lines', { file, first, last: first + text.split('\n').length - 1 })}</h4>
          <button @click=${() => this.#dialog().close()}>${t('microscope.source.close')}</button>
        </div>
        <div class="scroll" tabindex="0" role="group" aria-label=${file} lang="zxx">
          <pre>
${text.split('\n').map((code, i) => {
              const number = first + i;
              return html`<span class=${number === line ? 'line' : ''}
                ><i aria-hidden="true">${number}</i>${code}</span
              >`;
            })}</pre>
        </div>
      </dialog>`;
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}
