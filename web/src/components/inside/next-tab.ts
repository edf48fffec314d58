// <gg-inside-next>: what the model expects after any word of the prompt, and what really follows.

import { css, html, nothing, svg, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, figures, percent } from '../../format';
import { directionOf } from '../../i18n/direction';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { Inspection, TokenProbability } from '../../protocol';
import { shared, stack } from '../../styles/shared';
import { MOST_WORDS, type InspectedPrompt, shown, tokenText, type Word, wordsOf } from './inspected';
import './table-twin';
import type { Table } from './table-twin';

/** Where the bars may end: the least of these that all of them fit in. */
const SCALES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
/** Changes of a probability below this are none. */
const LEAST_CHANGE = 0.0005;

/** The token that really follows a position. */
interface Followed extends TokenProbability {
  before: number | null;
}

@customElement('gg-inside-next')
export class NextTab extends GlassElement {
  @property({ attribute: false }) inspected: InspectedPrompt | null = null;
  /** Of the same prompt, some steps before. */
  @property({ attribute: false }) earlier: InspectedPrompt | null = null;
  @property({ type: Number }) vocabSize = 0;
  /** Null: the last one. */
  @state() private position: number | null = null;

  static override styles = [
    shared,
    stack,
    css`
      .words {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
      }
      .words button {
        display: grid;
        min-height: 38px;
        max-width: 100%;
        padding: var(--space-1) var(--space-2);
        border-color: transparent;
        background: none;
        text-align: center;
        overflow-wrap: anywhere;
      }
      .words button[aria-checked='true'] {
        border-color: var(--glass);
        background: var(--glass-tint);
        color: var(--ink);
      }
      .words b {
        font: var(--size-text) / 1.3 var(--serif);
      }
      .words .soft {
        font-variant-numeric: tabular-nums;
      }
      table {
        width: 100%;
        table-layout: fixed;
        font-size: var(--size-body);
      }
      th,
      td {
        border: 0;
      }
      tbody th {
        font-weight: 400;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .word {
        width: 34%;
      }
      .number,
      .change {
        width: 80px;
      }
      .follows th,
      .follows td:not(.bar) {
        font-weight: 650;
        color: var(--glass);
      }
      .bar svg {
        display: block;
        width: 100%;
        height: 16px;
        overflow: visible;
      }
      rect {
        fill: var(--series-3);
      }
      .follows rect {
        fill: var(--series-1);
      }
      line {
        stroke: var(--amber);
        stroke-width: 2;
        stroke-dasharray: 3 2;
      }
      .keys {
        gap: var(--space-1) var(--space-4);
      }
      .key svg {
        width: 16px;
        height: 12px;
        vertical-align: -1px;
      }
      @container (min-width: 608px) {
        .word {
          width: 180px;
        }
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const total = this.inspected?.inspection.ids.length;
    if (changed.has('inspected') && total !== changed.get('inspected')?.inspection.ids.length) this.position = null;
  }

  protected override render() {
    const { inspected } = this;
    return html`<p class="lead">${t('inside.next.lead')}</p>
      ${inspected === null ? nothing : this.#drawn(inspected)}`;
  }

  #drawn({ inspection }: InspectedPrompt) {
    const words = wordsOf(inspection);
    const position = this.position ?? inspection.ids.length - 1;
    return html`
      <div>
        <div
          class="words"
          role="radiogroup"
          dir=${directionOf(words.map(({ text }) => text).join(''))}
          aria-label=${t('inside.next.choose')} @keydown=${this.#key}>
          ${words.map((word) => this.#word(inspection, word, position))}
        </div>
        <p class="soft">
          ${t('inside.next.below')}
          ${words.length < inspection.ids.length ? t('inside.onlyLast', { n: words.length }) : nothing}
        </p>
      </div>
      ${this.#bars(inspection, position)}
      <gg-table-twin .table=${() => table(inspection, words)}></gg-table-twin>
    `;
  }

  /** A word, and how likely the model found it. */
  #word({ followed }: Inspection, { text, position: at }: Word, chosen: number) {
    const share = at === 0 ? '' : percent(followed[at - 1] ?? 0);
    return html`<button
      role="radio"
      aria-checked=${at === chosen}
      tabindex=${at === chosen ? 0 : -1}
      @click=${() => (this.position = at)}
    >
      <bdi class="token"><b>${text}</b></bdi>
      <span class="soft">${share || html`<span aria-hidden="true">–</span>`}</span>
    </button>`;
  }

  #bars(inspection: Inspection, position: number) {
    const top = inspection.positions[position] ?? [];
    const follows = this.#followed(inspection, position);
    const inTop = top.some(({ id }) => id === follows?.id);
    const most = Math.max(top[0]?.probability ?? 0, follows?.probability ?? 0);
    const scale = SCALES.find((end) => end >= most) ?? 1;
    const blind = 1 / Math.max(1, this.vocabSize);
    const since = this.earlier === null ? null : count(this.earlier.step);
    const row = (entry: TokenProbability, before: number | null, mark: boolean) =>
      this.#row(entry, mark, scale, blind, since === null ? null : { before });
    return html`
      <div>
        <h3 data-name="after">${t('inside.next.after', { words: context(inspection, position) })}</h3>
        <table>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">${t('inside.next.token')}</th>
              <td></td>
              <th scope="col">${t('inside.next.probability')}</th>
              ${since === null ? nothing : html`<th scope="col">${t('inside.next.since', { step: since })}</th>`}
            </tr>
          </thead>
          <colgroup>
            <col class="word" />
            <col />
            <col class="number" />
            ${since === null ? nothing : html`<col class="change" />`}
          </colgroup>
          <tbody>
            ${top.map((entry) => row(entry, this.#before(position, entry.id), entry.id === follows?.id))}
            ${follows === null || inTop ? nothing : row(follows, follows.before, true)}
          </tbody>
        </table>
      </div>
      <p class="row keys soft">
        <span class="key">
          <svg viewBox="0 0 16 12" aria-hidden="true"><line x1="8" y1="0" x2="8" y2="12"></line></svg>
          ${t('inside.next.blind', { share: figures(100 * blind), n: count(this.vocabSize) })}
        </span>
        <span>${t('inside.next.scale', { end: percent(scale) })}</span>
        ${since === null ? nothing : html`<span>${t('inside.next.sinceLong', { step: since })}</span>`}
      </p>
    `;
  }

  #row(entry: TokenProbability, follows: boolean, scale: number, blind: number, earlier: { before: number | null } | null) {
    const { probability } = entry;
    const at = (share: number): string => `${Math.min(100, (100 * share) / scale).toFixed(2)}%`;
    return html`<tr class=${follows ? 'follows' : ''}>
      <th scope="row" title=${shown(entry)}>
        ${follows ? html`<span aria-hidden="true">▸ </span>` : nothing}${shown(entry)}${follows
          ? html`<span class="visually-hidden">, ${t('inside.next.really')}</span>`
          : nothing}
      </th>
      <td class="bar">
        <svg aria-hidden="true">
          <rect x="0" y="2" height="12" width=${at(probability)}></rect>
          ${svg`<line x1=${at(blind)} x2=${at(blind)} y1="0" y2="16"></line>`}
        </svg>
      </td>
      <td>${percent(probability)}</td>
      ${earlier === null ? nothing : html`<td class="soft">${change(probability, earlier.before)}</td>`}
    </tr>`;
  }

  /** How likely a token was at the earlier look, if that is known. */
  #before(position: number, id: number): number | null {
    const there = this.earlier?.inspection.positions[position] ?? [];
    return there.find((entry) => entry.id === id)?.probability ?? null;
  }

  #followed({ ids, tokens, followed }: Inspection, position: number): Followed | null {
    const id = ids[position + 1];
    if (id === undefined) return null;
    const before = this.earlier?.inspection.followed[position] ?? null;
    return { id, token: tokens[position + 1] ?? '', probability: followed[position] ?? 0, before };
  }

  #key(event: KeyboardEvent): void {
    const total = this.inspected?.inspection.ids.length ?? 0;
    const first = Math.max(0, total - MOST_WORDS);
    const at = this.position ?? total - 1;
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      Home: first,
      End: total - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.position = Math.min(total - 1, Math.max(first, to));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-checked=true]')?.focus());
  }
}

/** The last words up to the position. */
function context(inspection: Inspection, position: number): string {
  const words = wordsOf(inspection).filter((word) => word.position <= position);
  return `${words.length > 4 ? '… ' : ''}${words.slice(-4).map(({ text }) => text).join(' ')}`;
}

function change(now: number, before: number | null): string {
  if (before === null) return t('inside.next.new');
  const difference = now - before;
  if (Math.abs(difference) < LEAST_CHANGE) return '=';
  return difference > 0 ? `▲ ${percent(difference)}` : `▼ ${percent(-difference)}`;
}

function table(inspection: Inspection, words: Word[]): Table {
  const { positions, followed, ids, tokens } = inspection;
  return {
    caption: t('inside.next.table'),
    head: ['word', 'guess', 'guessShare', 'real', 'realShare'].map((name) => t(`inside.next.column.${name}`)),
    rows: words.map(({ text, position }) => {
      const [guess] = positions[position] ?? [];
      const id = ids[position + 1];
      return [
        text,
        guess === undefined ? '' : shown(guess),
        percent(guess?.probability ?? 0),
        id === undefined ? '' : tokenText(id, tokens[position + 1] ?? ''),
        id === undefined ? '' : percent(followed[position] ?? 0),
      ];
    }),
  };
}
