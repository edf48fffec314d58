// <gg-suggested-questions>: what one may ask the small trained model, while it is shown.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { shared } from '../styles/shared';

@customElement('gg-suggested-questions')
export class SuggestedQuestions extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['shown'];

  /** Asks it. */
  @property({ attribute: false }) ask: (question: string) => void = () => {};

  static override styles = [
    shared,
    css`
      .row {
        margin-top: var(--space-3);
      }
    `,
  ];

  protected override render() {
    const { questions } = this.page.shown;
    if (questions.length === 0) return nothing;
    return html`<div class="row" role="group" aria-label=${t('trained.try')}>
      <span class="soft" aria-hidden="true">${t('trained.try')}</span>
      ${questions.map((question) => html`<button ${this.control('send')} @click=${() => this.ask(question)}>${question}</button>`)}
    </div>`;
  }
}
