// <gg-live-sample>: what the model makes of a prompt while it trains.

import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { tell } from '../events';
import { count } from '../format';
import type { Phase, Sample } from '../protocol';
import { shared } from '../styles/shared';

@customElement('gg-live-sample')
export class LiveSample extends LitElement {
  @property({ attribute: false }) sample: Sample | null = null;
  @property({ attribute: false }) prompts: Record<Phase, string> = { pretrain: '', tune: '' };
  /** Of the next sample. */
  @property() phase: Phase = 'pretrain';

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
    const question = this.phase === 'tune';
    return html`
      <div class="row head">
        <h2>${question ? 'What it answers so far' : 'What it writes so far'}</h2>
        <span class="soft">${this.sample === null ? '' : html`after step ${count(this.sample.step)}`}</span>
      </div>
      <label>
        <span class="visually-hidden">${question ? 'Sample question' : 'Beginning of the sample'}</span>
        <input
          .value=${this.prompts[this.phase]}
          placeholder=${question ? 'A question; empty: it asks itself' : 'Empty: it begins by itself'}
          @change=${(event: Event) => this.#change((event.target as HTMLInputElement).value)}
        />
      </label>
      ${this.#said()}
    `;
  }

  #said() {
    if (this.sample === null) {
      return html`<p class="said given">While it trains, the model shows here what it makes of this.</p>`;
    }
    const { phase, prompt, text } = this.sample;
    const given = phase === 'tune' ? '' : prompt;
    return html`<p class="said" data-name="sample"><span class="given">${given}</span>${text}</p>`;
  }

  #change(prompt: string): void {
    tell(this, 'gg-sample', { ...this.prompts, [this.phase]: prompt });
  }
}
