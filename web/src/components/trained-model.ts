// <gg-trained-model>: says that a small trained model is there, and which model is shown once there are two.

import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { ShownModel } from '../protocol';
import { bar, choiceRow, shared } from '../styles/shared';
import './suggested-questions';

const MODELS: readonly ShownModel[] = ['own', 'trained'];

@customElement('gg-trained-model')
export class TrainedModel extends GlassElement {
  protected static override readonly panel = 'trained-model';
  protected static override readonly states: readonly StateName[] = ['shown', 'status'];

  static override styles = [
    shared,
    bar,
    choiceRow,
  ];

  protected override render() {
    const { record } = this.page.shown;
    const { own, shows } = this.page.status;
    this.hidden = record === null || (own === null && shows === 'own');
    if (record === null || this.hidden) return nothing;
    const [phase] = record.report.phases;
    const values = { facts: count(phase?.examples ?? 0), weights: count(this.page.status.trained?.parameters ?? 0) };
    return html`<div class="row" role="group" aria-label=${t('trained.label')}>
      ${own === null ? html`<p>${t('trained.here', values)}</p>` : this.#choice(values)}
    </div>`;
  }

  /** Two models are there. */
  #choice(values: Record<string, string>) {
    const { shows } = this.page.status;
    return html`<fieldset>
        <legend>${t('trained.shown')}</legend>
        ${MODELS.map(
          (which) =>
            html`<label class="one">
              <input
                type="radio"
                name="shown"
                .checked=${which === shows}
                @change=${() => this.page.notice.attempt(() => this.page.shown.show(which))}
              />${t(`trained.${which}`)}
            </label>`,
        )}
      </fieldset>
      <p class="soft">${t(shows === 'own' ? 'trained.beside' : 'trained.about', values)}</p>`;
  }
}
