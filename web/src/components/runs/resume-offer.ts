// <gg-resume-offer>: after a reload, a crash, or a sleep of the tab, the way back to the run that was on it.

import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { KeptRun } from '../../page/run-store';
import { wasDiscarded } from '../../page/tab-memory';
import { bar, shared } from '../../styles/shared';
import { runName } from './configuration';

@customElement('gg-resume-offer')
export class ResumeOffer extends GlassElement {
  protected static override readonly states = ['runs', 'status'] as const;

  static override styles = [shared, bar];

  protected override render() {
    const { runs, status } = this.page;
    const { unfinished } = runs;
    if (unfinished === null || status.locked) return nothing;
    const { step, totalSteps } = unfinished;
    const values = { name: runName(unfinished), step: count(step), total: count(totalSteps) };
    return html`<section class="row" aria-label=${t('runs.offer')}>
      <p>
        ${wasDiscarded() ? t('runs.discarded') : nothing}
        ${t(`runs.offered.${this.#kind(unfinished)}`, values)}
      </p>
      <div class="row-buttons">
        ${this.#ways(unfinished)}
        <button @click=${() => runs.dismissUnfinished()}>${t('runs.notNow')}</button>
      </div>
    </section>`;
  }

  #kind({ id, state }: KeptRun): 'elsewhere' | 'done' | 'unfinished' {
    if (this.page.runs.elsewhere.has(id)) return 'elsewhere';
    return state === 'done' || state === 'failed' ? 'done' : 'unfinished';
  }

  #ways(run: KeptRun) {
    const { notice, resumption } = this.page;
    const button = (key: string, as: 'itself' | 'copy', primary: boolean) =>
      html`<button class=${primary ? 'primary' : ''} @click=${() => notice.attempt(() => resumption.resume(run, as))}>
        ${t(key)}
      </button>`;
    switch (this.#kind(run)) {
      case 'elsewhere':
        return html`${button('runs.takeOver', 'itself', true)} ${button('runs.copy', 'copy', false)}`;
      case 'done':
        return button('runs.backToDone', 'itself', true);
      case 'unfinished':
        return button('runs.continue', 'itself', true);
    }
  }
}
