// <gg-preset-choice>: sizes to begin with, by what they give and how long that takes on this device.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { type Preset, presetOf, PRESETS } from '../datasets';
import { duration } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { shared } from '../styles/shared';

@customElement('gg-preset-choice')
export class PresetChoice extends GlassElement {
  static override readonly states: readonly StateName[] = ['data', 'settings', 'estimate', 'status'];

  /** Hears that one was taken. */
  taken: () => void = () => {};

  static override styles = [
    shared,
    css`
      div {
        display: grid;
        gap: var(--space-1);
      }
      button {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: baseline;
        gap: 0 var(--space-2);
        padding: var(--space-1) var(--space-3);
        text-align: left;
      }
      button[aria-pressed='true'] {
        border-color: var(--glass);
        background: var(--glass-tint);
        color: var(--ink);
      }
      [aria-pressed='true'] .name {
        font-weight: 650;
      }
      .time {
        margin-left: auto;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
    `,
  ];

  protected override render() {
    const { settings, status } = this.page;
    const { dataset } = this.page.data;
    if (settings.start !== 'new') return nothing;
    const current = presetOf(settings.current, dataset.name);
    return html`<div role="group" aria-label=${t('settings.presets')}>
      ${PRESETS.map(
        (name) => html`<button
          data-preset=${name}
          ${this.control('preset', status.locked)}
          aria-pressed=${name === current}
          @click=${() => this.#take(name)}
        >
          <span class="name">${t(`settings.preset.${dataset.kind}.${name}`)}</span>
          <span class="soft time">${this.#time(name)}</span>
        </button>`,
      )}
    </div>`;
  }

  #take(name: Preset): void {
    this.taken();
    this.page.choices.takePreset(name);
  }

  #time(name: Preset): string {
    const { estimate } = this.page;
    const seconds = estimate.secondsBy(name);
    if (seconds !== null) return aboutSo(seconds);
    return this.page.data.files.length > 0 && estimate.measuring ? t('settings.measuring') : '';
  }
}

/** An estimate, which needs no `about` where it is none anyway. */
export const aboutSo = (seconds: number): string =>
  seconds < 1 ? duration(seconds) : t('settings.about', { time: duration(seconds) });
