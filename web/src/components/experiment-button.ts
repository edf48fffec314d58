// <gg-experiment-button>: two runs with one thing changed, once somebody wants that.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import { shared, stack } from '../styles/shared';

@customElement('gg-experiment-button')
export class ExperimentButton extends GlassElement {
  @state() private open = false;

  static override styles = [shared, stack];

  protected override render() {
    return html`<div class="row">
        <button ${this.control('experiment')} aria-expanded=${this.open} @click=${() => void this.#toggle()}>${t('runs.experiment')}</button>
      </div>
      ${this.open ? html`<gg-experiment class="card"></gg-experiment>` : nothing}`;
  }

  async #toggle(): Promise<void> {
    if (this.open) {
      this.open = false;
      return;
    }
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('./experiment/experiment'), this.page.locale.need('experiment')]));
      this.open = true;
    });
  }
}
