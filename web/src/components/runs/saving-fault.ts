// <gg-saving-fault>: that the run on the page is not saved, why, and what one can do. It stays until that is over.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { SavingFault } from '../../page/saving-fault';
import { bar, shared } from '../../styles/shared';

/** Where another try may help. */
const AGAIN: Partial<Record<SavingFault['kind'], string>> = {
  full: 'runs.fault.tryAgain',
  failed: 'runs.fault.tryAgain',
  gone: 'runs.fault.saveAgain',
  taken: 'runs.fault.keepCopy',
};

@customElement('gg-saving-fault')
export class SavingFaultBar extends GlassElement {
  protected static override readonly states = ['runs', 'status'] as const;

  static override styles = [
    shared,
    bar,
    css`
      :host {
        --bar: var(--amber);
        --bar-tint: var(--amber-tint);
      }
    `,
  ];

  protected override render() {
    const { fault, faultDismissed } = this.page.runs;
    // The live region stays, so that what comes into it is read out.
    return html`<div role="alert">${fault === null || faultDismissed ? nothing : this.#bar(fault)}</div>`;
  }

  #bar(fault: SavingFault) {
    const { runs, notice, files } = this.page;
    const again = AGAIN[fault.kind];
    return html`<section class="row" aria-label=${t('runs.fault.title')}>
      <p>${text(fault)}</p>
      <div class="row-buttons">
        ${again === undefined ? nothing : html`<button class="primary" @click=${() => notice.attempt(() => runs.saveAgain())}>${t(again)}</button>`}
        ${fault.kind === 'taken'
          ? nothing
          : html`<button ?disabled=${!files.hasModel} @click=${() => notice.attempt(() => files.save('safetensors', true))}>
              ${t('runs.fault.download')}
            </button>`}
        <button @click=${() => runs.dismissFault()}>${t('stage.dismiss')}</button>
      </div>
    </section>`;
  }
}

const text = (fault: SavingFault): string =>
  fault.kind === 'failed' ? t('runs.fault.failed', { reason: fault.reason }) : t(`runs.fault.${fault.kind}`);
