// <gg-resume-offer>: after a reload or a crash, the way back to the run that was under way.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { runName } from './configuration';

@customElement('gg-resume-offer')
export class ResumeOffer extends GlassElement {
  protected static override readonly states = ['runs', 'status'] as const;

  static override styles = [
    shared,
    css`
      .row {
        justify-content: space-between;
        padding: var(--space-2) var(--space-4);
        border-left: 4px solid var(--glass);
        border-radius: var(--corner);
        background: var(--glass-tint);
      }
      p {
        flex: 1 1 28ch;
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    const { runs, status, resumption } = this.page;
    const { unfinished } = runs;
    if (unfinished === null || status.locked) return nothing;
    const { step, totalSteps } = unfinished;
    const values = { name: runName(unfinished), step: count(step), total: count(totalSteps) };
    return html`<section class="row" aria-label=${t('runs.unfinished')}>
      <p>${t('runs.unfinishedAt', values)}</p>
      <div class="row-buttons">
        <button class="primary" @click=${() => this.page.notice.attempt(() => resumption.resume(unfinished))}>
          ${t('runs.continue')}
        </button>
        <button @click=${() => runs.dismissUnfinished()}>${t('runs.notNow')}</button>
      </div>
    </section>`;
  }
}
