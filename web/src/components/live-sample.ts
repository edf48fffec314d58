// <gg-live-sample>: what the model makes of a prompt while it trains.

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { Phase, Sample } from '../protocol';
import { shared } from '../styles/shared';

@customElement('gg-live-sample')
export class LiveSample extends GlassElement {
  protected static override readonly panel = 'sample';
  protected static override readonly states: readonly StateName[] = ['data', 'samples', 'shown'];

  static override styles = [
    shared,
    css`
      .head {
        justify-content: space-between;
        margin-bottom: var(--space-2);
      }
      .said {
        min-height: 3em;
        margin-top: var(--space-3);
        font: var(--size-text) / 1.5 var(--serif);
        overflow-wrap: anywhere;
      }
      .given {
        color: var(--ink-soft);
      }
    `,
  ];

  protected override render() {
    const { isTrained, told } = this.page.shown;
    const sample = told.samples.taken.at(-1);
    const phase = sample?.phase ?? told.data.phases[0] ?? 'pretrain';
    const after = sample === undefined ? '' : t('stage.sample.after', { step: count(sample.step) });
    return html`
      <div class="row head">
        <h2>${t(`stage.sample.title.${phase}`)}</h2>
        <span class="soft">${after}</span>
      </div>
      <label>
        <span class="visually-hidden">${t(`stage.sample.label.${phase}`)}</span>
        <input
          dir="auto"
          ${this.control('sample-prompt', isTrained)}
          .value=${told.samples.prompts[phase]}
          placeholder=${t(`stage.sample.placeholder.${phase}`)}
          @change=${(event: Event) => this.#change(phase, (event.target as HTMLInputElement).value)}
        />
      </label>
      ${this.#said(sample)}
    `;
  }

  #said(sample: Sample | undefined) {
    if (sample === undefined) return html`<p class="said given">${t('stage.sample.before')}</p>`;
    const { phase, prompt, text } = sample;
    const given = phase === 'tune' ? '' : prompt;
    return html`<p class="said" data-name="sample" dir="auto"><span class="given">${given}</span>${text}</p>`;
  }

  #change(phase: Phase, prompt: string): void {
    this.page.samples.setPrompts({ ...this.page.samples.prompts, [phase]: prompt });
  }
}
