// <gg-term>: a word of the glossary, where it stands in a text: a button that opens what it means. What tells that is loaded
// when the first one is opened.
//
// In the catalogues such a word stands as `[[name|word]]`; `terms` is `t` for texts with such words.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t, type Values } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { loadedLater } from '../../page/messages';
import { shared } from '../../styles/shared';
import type { TermCard } from './term-card';

const MARKED = /\[\[(\w+)\|([^\]]+)\]\]/;

/** A message with its words of the glossary as <gg-term>. */
export function terms(id: string, values: Values = {}): unknown[] {
  // What people wrote marks none.
  const unmarked = Object.entries(values).map(([name, its]) => [name, typeof its === 'string' ? its.replaceAll('[[', '[\u2060[') : its]);
  // Text, name, word, text, name, word, …, text.
  const parts = t(id, Object.fromEntries(unmarked) as Values).split(MARKED);
  return parts.map((part, i) => {
    if (i % 3 === 0) return part;
    return i % 3 === 1 ? html`<gg-term name=${part}>${parts[i + 1]}</gg-term>` : nothing;
  });
}

@customElement('gg-term')
export class Term extends GlassElement {
  @property() name = '';
  @state() private open = false;
  /** A press on the word closes it: what is pressed next to an open popover does. */
  #closes = false;

  static override styles = [
    shared,
    css`
      :host {
        display: inline;
      }
      [role='button'] {
        border-radius: 2px;
        cursor: pointer;
        text-decoration: underline dotted;
        text-underline-offset: 3px;
      }
      @media print {
        [role='button'] {
          text-decoration: none;
        }
      }
    `,
  ];

  protected override render() {
    // A <button> is a box, and lines would break around it, before its comma, too.
    return html`<span role="button" tabindex="0" aria-haspopup="dialog" aria-expanded=${this.open} @pointerdown=${() => (this.#closes = this.open)} @click=${this.#pressed} @keydown=${this.#keyed}><slot></slot></span>${
        this.open ? html`<gg-term-card popover="auto" .name=${this.name} @toggle=${this.#toggled}></gg-term-card>` : nothing
      }`;
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) void this.#pressed();
  }

  async #pressed(): Promise<void> {
    const closes = this.#closes;
    this.#closes = false;
    if (closes) return;
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('./term-card'), this.page.locale.need('glossary')]));
      this.open = true;
      await this.updateComplete;
      await this.renderRoot.querySelector<TermCard>('gg-term-card')?.openBeside(this);
    });
  }

  #toggled(event: ToggleEvent): void {
    if (event.newState !== 'closed') return;
    this.open = false;
    // Back to the word, unless somebody went elsewhere.
    const isHere = this.shadowRoot?.activeElement != null || document.activeElement === document.body;
    if (isHere) this.renderRoot.querySelector<HTMLElement>('[role=button]')?.focus();
  }
}
