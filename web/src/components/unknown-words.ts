// <gg-unknown-words>: the words of a text that the model does not know, as it is typed, and what may be meant by them.

import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { UnknownWord } from '../protocol';
import { shared } from '../styles/shared';

const MOST_TOLD = 5;
/** What is typed is looked at once nothing was typed for so long, in milliseconds. */
const PAUSE_MS = 400;
/** What stands between words. */
const BETWEEN = /([^\p{L}\p{M}\p{N}]+)/u;

@customElement('gg-unknown-words')
export class UnknownWords extends GlassElement {
  static override readonly states: readonly StateName[] = ['status'];

  @property() text = '';
  /** Hears of the text with another word in it. */
  @property({ attribute: false }) take: (text: string) => void = () => {};
  @state() private words: readonly UnknownWord[] = [];
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** The words and the model that were looked at last. */
  #seen = '';

  static override styles = [
    shared,
    css`
      p {
        margin-top: var(--space-2);
        color: var(--amber);
        font-size: var(--size-small);
      }
      b {
        font-weight: 400;
        text-decoration: underline wavy;
      }
      button {
        min-height: 32px;
        padding: 0 var(--space-2);
        color: var(--ink);
      }
      @media (pointer: coarse) {
        button {
          min-height: 44px;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { model } = this.page.status;
    const seen = JSON.stringify([this.text, model?.vocabSize, this.page.status.run?.fresh]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    clearTimeout(this.#pause);
    if (model === null || this.text.trim() === '') this.words = [];
    else this.#pause = setTimeout(() => void this.#look(seen), PAUSE_MS);
  }

  async #look(seen: string): Promise<void> {
    const request = { type: 'unknown', text: this.text, most: MOST_TOLD } as const;
    const reply = await this.page.client.request<'unknown'>(request).catch(() => null); // whoever asks is told
    if (seen === this.#seen) this.words = reply?.words ?? [];
  }

  protected override render() {
    return html`<div role="status">${this.words.length === 0 ? nothing : this.#told()}</div>`;
  }

  #told() {
    return html`<p class="row">
      <span>${t('ask.unknownTyped', { n: this.words.length })}</span>
      ${this.words.map(
        ({ word, known }) => html`<b class="token">${word}</b>${known === ''
            ? nothing
            : html`<button type="button" @click=${() => this.take(withWord(this.text, word, known))}>
                ${t('ask.meant', { known })}
              </button>`}`,
      )}
    </p>`;
  }
}

/** A text with another word wherever a word stands in it. */
function withWord(text: string, word: string, other: string): string {
  const parts = text.split(BETWEEN);
  const isWhole = parts.includes(word);
  return isWhole ? parts.map((part) => (part === word ? other : part)).join('') : text.replace(word, () => other);
}
