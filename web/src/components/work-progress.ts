// <gg-work-progress>: what takes long, how far it is, and a button that ends it.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { percent } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { titleOf, type Work, type WorkKind } from '../page/work-state';
import { shared } from '../styles/shared';

@customElement('gg-work-progress')
export class WorkProgress extends GlassElement {
  static override readonly states: readonly StateName[] = ['work'];

  /** What of it is shown here. */
  @property({ attribute: false }) kinds: readonly WorkKind[] = [];

  static override styles = [
    shared,
    css`
      .work {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-1) var(--space-3);
        margin-top: var(--space-3);
        padding: var(--space-2) var(--space-3);
        border-left: 4px solid var(--glass);
        border-radius: var(--corner);
        background: var(--glass-tint);
      }
      p {
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      button {
        grid-row: 1 / 3;
        grid-column: 2;
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--glass);
      }
    `,
  ];

  protected override render() {
    return this.page.work.of(this.kinds).map((work) => this.#one(work));
  }

  #one(work: Work) {
    const title = titleOf(work);
    return html`<div class="work">
      <p>${title}${work.share === null ? nothing : html` <span class="soft">${percent(Math.floor(work.share * 100) / 100)}</span>`}</p>
      ${work.share === null
        ? html`<progress aria-label=${title}></progress>`
        : html`<progress aria-label=${title} max="1" .value=${work.share}></progress>`}
      <button aria-label=${t('work.cancelThis', { what: title })} @click=${() => work.cancel()}>${t('work.cancel')}</button>
    </div>`;
  }
}
