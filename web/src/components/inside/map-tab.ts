// <gg-inside-map>: the words of the vocabulary as a map, in which what the model treats alike lies together.

import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { EngineLost } from '../../client';
import { figures, percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { EmbeddingMap, Neighbour } from '../../protocol';
import { shared } from '../../styles/shared';
import { terms } from '../glossary/term';
import { onEnter } from '../submitting';
import { GROUPS, type InspectedMap, tokenNamed, tokenText } from './inspected';
import { shapePath, turnLike } from './map-view';
import './table-twin';
import type { Table } from './table-twin';
import './word-map';

const NEIGHBOURS = 10;
/** Words found that are offered. */
const MOST_FOUND = 8;
/** Rows of the table: the most frequent words. */
const MOST_ROWS = 200;

@customElement('gg-inside-map')
export class MapTab extends GlassElement {
  @property({ attribute: false }) inspected: InspectedMap | null = null;
  @state() private map: EmbeddingMap | null = null;
  @state() private chosen: number | null = null;
  @state() private neighbours: Neighbour[] = [];
  @state() private wanted = '';
  #turn = 0;

  static override styles = [
    shared,
    css`
      :host,
      .side,
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
        align-content: start;
      }
      .found {
        gap: var(--space-1);
        margin-top: var(--space-2);
      }
      .found button {
        min-height: 32px;
        padding: 0 var(--space-2);
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      h3 {
        overflow-wrap: anywhere;
      }
      .legend {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: var(--space-1) var(--space-3);
        margin-top: var(--space-2);
        list-style: none;
      }
      .legend li {
        display: flex;
        gap: var(--space-2);
        min-width: 0;
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
      .legend svg {
        flex: none;
        width: 16px;
        height: 16px;
        margin-top: 2px;
      }
      .group-1 {
        fill: var(--series-1);
      }
      .group-2 {
        fill: var(--series-2);
      }
      .group-3 {
        fill: var(--series-3);
      }
      .group-4 {
        fill: var(--series-4);
      }
      .group-5 {
        fill: var(--series-5);
      }
      .group-6 {
        fill: var(--series-6);
      }
      .near {
        list-style: none;
      }
      .near button {
        display: grid;
        grid-template-columns: minmax(0, 7em) minmax(0, 1fr) 3em;
        gap: var(--space-2);
        align-items: center;
        width: 100%;
        min-height: 32px;
        padding: 0 var(--space-2);
        border-color: transparent;
        background: none;
        text-align: left;
      }
      .near span:first-child {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .near span:last-child {
        font-variant-numeric: tabular-nums;
        text-align: right;
      }
      .near svg {
        width: 100%;
        height: 8px;
      }
      .near rect {
        fill: var(--series-1);
      }
      @container (min-width: 828px) {
        .both {
          grid-template-columns: minmax(0, 1fr) 280px;
        }
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('inspected')) return;
    const last = this.map;
    this.map = this.inspected === null ? null : turnLike(this.inspected.map, last);
    if (this.map?.tokens.length !== last?.tokens.length) this.#choose(null);
    else if (this.chosen !== null) void this.#findNear();
  }

  protected override render() {
    const { map } = this;
    return html`<p class="lead">${terms('inside.map.lead')}</p>
      ${map === null ? html`<p class="soft">${t('inside.map.wait')}</p>` : this.#drawn(map)}`;
  }

  #drawn(map: EmbeddingMap) {
    const [first, second] = map.explained;
    const shares = { first: percent(first), second: percent(second), both: percent(first + second) };
    return html`
      <div class="both">
        <div class="side">
          <gg-word-map
            .map=${map}
            .chosen=${this.chosen}
            .near=${this.neighbours.map(({ id }) => id)}
            .label=${t('inside.map.label', { n: map.tokens.length })}
            .choose=${(id: number) => this.#choose(id)}
          ></gg-word-map>
          <p class="soft" data-name="explained">${t('inside.map.explained', shares)}</p>
          <div>
            <h3>
              ${t('inside.map.groups')}
              <gg-explain .of=${t('inside.map.groups')} .text=${t('inside.map.groupsAbout')}></gg-explain>
            </h3>
            ${legend(map)}
          </div>
        </div>
        <div class="side">${this.#search(map)} ${this.#near(map)}</div>
      </div>
      <gg-table-twin .table=${() => table(map)}></gg-table-twin>
    `;
  }

  #search(map: EmbeddingMap) {
    const found = find(map.tokens, this.wanted);
    return html`<form
      @keydown=${onEnter(() => {
        if (found[0] !== undefined) this.#choose(found[0]);
      })}
    >
      <div class="field">
        <label for="find">${t('inside.map.find')}</label>
        <input
          id="find"
          dir="auto"
          ${this.control('map-find')}
          type="search"
          autocomplete="off"
          .value=${this.wanted}
          @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)}
        />
      </div>
      <div class="row found">
        ${this.wanted.trim() !== '' && found.length === 0 ? html`<p class="soft">${t('inside.map.notFound')}</p>` : nothing}
        ${found.map(
          (id) => html`<button type="button" @click=${() => this.#choose(id)}>${tokenText(id, map.tokens[id] ?? '')}</button>`,
        )}
      </div>
    </form>`;
  }

  #near(map: EmbeddingMap) {
    if (this.chosen === null) return nothing;
    const word = tokenText(this.chosen, map.tokens[this.chosen] ?? '');
    return html`<div>
      <h3 data-name="chosen">
        ${t('inside.map.near', { word })}
        <gg-explain .of=${t('inside.map.cosine')} .text=${t('inside.map.cosineAbout')}></gg-explain>
      </h3>
      <ol class="near">
        ${this.neighbours.map(
          ({ id, token, similarity }) => html`<li>
            <button @click=${() => this.#choose(id)}>
              <span><bdi>${tokenText(id, token)}</bdi></span>
              <svg aria-hidden="true"><rect height="8" width="${Math.max(0, 100 * similarity).toFixed(1)}%"></rect></svg>
              <span>${figures(similarity)}</span>
            </button>
          </li>`,
        )}
      </ol>
    </div>`;
  }

  #choose(id: number | null): void {
    if (id !== this.chosen) this.neighbours = [];
    this.chosen = id;
    if (id !== null) void this.#findNear().then(() => this.#tellNearest());
  }

  async #findNear(): Promise<void> {
    const turn = ++this.#turn;
    const token = this.chosen;
    if (token === null) return;
    const asked = { type: 'neighbours', token, count: NEIGHBOURS } as const;
    try {
      const { neighbours } = await this.page.client.request<'neighbours'>(asked);
      if (turn === this.#turn) this.neighbours = neighbours;
    } catch (error) {
      if (!(error instanceof EngineLost)) this.page.notice.showError(error);
    }
  }

  #tellNearest(): void {
    const [nearest] = this.neighbours;
    const { chosen } = this;
    if (nearest === undefined || chosen === null) return;
    this.announce(() => {
      const word = tokenText(chosen, this.map?.tokens[chosen] ?? '');
      return t('inside.map.nearest', { word, other: tokenText(nearest.id, nearest.token) });
    });
  }
}

/** Words that are what is looked for, as it is written or not, then those that begin with it. */
function find(tokens: string[], wanted: string): number[] {
  const exact = wanted.trim();
  const start = exact.toLowerCase();
  if (start === '') return [];
  const ranks: number[][] = [[], [], []];
  tokens.forEach((token, id) => {
    const lower = token.toLowerCase();
    if (lower.startsWith(start)) ranks[token === exact ? 0 : lower === start ? 1 : 2]?.push(id);
  });
  return ranks.flat().slice(0, MOST_FOUND);
}

function legend({ groupTokens }: EmbeddingMap) {
  return html`<ul class="legend">
    ${groupTokens.slice(0, GROUPS).map(
      (tokens, group) => html`<li>
        <svg viewBox="-8 -8 16 16" aria-hidden="true"><path class="group-${group + 1}" d=${shapePath(group, 6)}></path></svg>
        <span><b>${group + 1}</b> <bdi class="token">${tokens.map(tokenNamed).join(' · ')}</bdi></span>
      </li>`,
    )}
  </ul>`;
}

function table({ tokens, x, y, group }: EmbeddingMap): Table {
  return {
    caption: t('inside.map.table', { n: Math.min(MOST_ROWS, tokens.length) }),
    head: ['word', 'group', 'across', 'up'].map((name) => t(`inside.map.column.${name}`)),
    rows: tokens
      .slice(0, MOST_ROWS)
      .map((token, id) => [
        tokenText(id, token),
        String((group[id] ?? 0) + 1),
        figures(x[id] ?? 0),
        figures(y[id] ?? 0),
      ]),
  };
}
