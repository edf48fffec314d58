// <gg-inside-tokens>: a prompt cut into the tokens that the model reads.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count } from '../../format';
import { directionOf } from '../../i18n/direction';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared, stack } from '../../styles/shared';
import { terms } from '../glossary/term';
import { type InspectedPrompt, type Word, wordsOf } from './inspected';

@customElement('gg-inside-tokens')
export class TokensTab extends GlassElement {
  @property({ attribute: false }) inspected: InspectedPrompt | null = null;

  static override styles = [
    shared,
    stack,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        list-style: none;
      }
      li {
        min-width: 0;
        display: grid;
        gap: var(--space-1);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--rule-strong);
        border-radius: var(--corner);
        overflow-wrap: anywhere;
      }
      li b {
        font: 650 var(--size-text) / 1.3 var(--serif);
      }
      li span {
        font-variant-numeric: tabular-nums;
      }
      .unknown {
        border: 2px dashed var(--amber);
        background: repeating-linear-gradient(
          135deg,
          transparent 0 6px,
          var(--amber-tint) 6px 12px
        );
      }
      .unknown span {
        color: var(--amber);
        font-weight: 650;
      }
    `,
  ];

  protected override render() {
    const { inspected } = this;
    return html`<p class="lead">${terms('inside.tokens.lead')}</p>
      ${inspected === null ? nothing : this.#drawn(inspected)}`;
  }

  #drawn({ inspection, mode }: InspectedPrompt) {
    const words = wordsOf(inspection);
    const total = inspection.ids.length;
    const unknown = inspection.ids.filter((id) => id === 0).length;
    return html`
      <ol dir=${directionOf(words.map(({ text }) => text).join(''))} aria-label=${t('inside.tokens.list')}>
        ${words.map((word) => this.#token(word))}
      </ol>
      <p class="soft">
        ${t('inside.tokens.count', { n: total, unknown })}
        ${words.length < total ? t('inside.onlyLast', { n: words.length }) : nothing}
        ${mode === 'chat' ? t('inside.tokens.chat') : nothing}
      </p>
    `;
  }

  #token({ text, id, unknown }: Word) {
    return html`<li class=${unknown ? 'unknown' : ''}>
      <bdi class="token"><b>${text}</b></bdi>
      <span class="soft">${unknown ? t('inside.tokens.unknown') : t('inside.tokens.id', { id: count(id) })}</span>
    </li>`;
  }
}
