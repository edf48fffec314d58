// <gg-memorised>: which stretches of an answer stand word for word in the training data, each with an example.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count, percent, phaseName } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { Memorised, MemorisedReport } from '../protocol';
import { shared } from '../styles/shared';

/** A piece of a text, with the number of the memorised stretch that it is, from 1; 0 if it is none. */
export interface Piece {
  text: string;
  stretch: number;
}

/** Cuts a text where memorised stretches begin and end. */
export function pieces(text: string, { tokens, spans }: MemorisedReport): Piece[] {
  const places = placesOf(tokens, text);
  const result: Piece[] = [];
  let done = 0;
  for (const [i, { begin, end }] of spans.entries()) {
    const from = places[begin]?.begin ?? done;
    const to = places[end - 1]?.end ?? from;
    result.push({ text: text.slice(done, from), stretch: 0 }, { text: text.slice(from, to), stretch: i + 1 });
    done = to;
  }
  return [...result, { text: text.slice(done), stretch: 0 }].filter((piece) => piece.text !== '');
}

/** Where each token stands in the text, which has them in this order. */
export function placesOf(tokens: readonly string[], text: string): { begin: number; end: number }[] {
  let done = 0;
  return tokens.map((token) => {
    const begin = Math.max(done, text.indexOf(token, done));
    done = text.startsWith(token, begin) ? begin + token.length : begin;
    return { begin, end: done };
  });
}

@customElement('gg-memorised')
export class MemorisedList extends GlassElement {
  @property() text = '';
  @property({ attribute: false }) report: MemorisedReport | null = null;

  static override styles = [
    shared,
    css`
      summary {
        min-height: 32px;
      }
      ol {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-2);
        padding-left: var(--space-5);
      }
      q {
        font-family: var(--serif);
      }
    `,
  ];

  protected override render() {
    if (this.report === null) return nothing;
    const { tokens, spans } = this.report;
    if (spans.length === 0) return html`<p class="soft">${t('ask.nothingMemorised')}</p>`;
    const covered = spans.reduce((sum, { begin, end }) => sum + end - begin, 0);
    const stretches = pieces(this.text, this.report).filter(({ stretch }) => stretch > 0);
    return html`<details>
      <summary class="soft">
        ${t('ask.memorised', { n: covered, total: count(tokens.length), share: percent(covered / tokens.length) })}
      </summary>
      <p class="soft">${t('ask.memorisedAbout')}</p>
      <ol>
        ${spans.map((span, i) => this.#stretch(span, stretches[i]?.text ?? ''))}
      </ol>
    </details>`;
  }

  #stretch({ examples, phase, example, text }: Memorised, itself: string) {
    return html`<li>
      <q dir="auto" class="token">${itself}</q>
      <span class="soft">
        ${t('ask.inExamples', { n: examples })} ${t('ask.first', { phase: phaseName(phase), number: count(example + 1) })}
        <q dir="auto" class="token">${text}</q>
      </span>
    </li>`;
  }
}
