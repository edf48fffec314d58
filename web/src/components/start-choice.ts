// <gg-start-choice>: with a model file open, whether to train that or a new model.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { Start } from '../protocol';
import { shared } from '../styles/shared';

@customElement('gg-start-choice')
export class StartChoice extends GlassElement {
  protected static override readonly panel = 'start';
  static override readonly states: readonly StateName[] = ['settings', 'status'];

  static override styles = [
    shared,
    css`
      fieldset {
        display: grid;
        gap: var(--space-2);
        overflow-wrap: anywhere;
      }
      legend {
        margin-bottom: var(--space-2);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 32px;
      }
    `,
  ];

  protected override render() {
    const { status } = this.page;
    this.hidden = status.opened === null;
    if (status.opened === null) return nothing;
    const { name, model, resumable } = status.opened;
    return html`<fieldset ${this.control('start-from', status.locked)}>
      <legend>${t('settings.start.title')}</legend>
      ${this.#choice('new', t('settings.start.new'))} ${this.#choice('opened', t('settings.start.opened', { name }))}
      ${model.canGrow ? this.#choice('grown', t('settings.start.grown', { name })) : nothing}
      ${resumable === null ? nothing : this.#choice('resume', t('settings.start.resume', { name }))}
    </fieldset>`;
  }

  #choice(kind: Start['kind'], label: string) {
    return html`<label>
      <input
        type="radio"
        name="start"
        .checked=${this.page.settings.start === kind}
        @change=${() => this.page.choices.chooseStart(kind)}
      />${label}</label
    >`;
  }
}
