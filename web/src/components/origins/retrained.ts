// <gg-retrained>: an answer with and without some training examples, side by side.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count, percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { ReplyTo } from '../../protocol';
import { shared, stack } from '../../styles/shared';

type Result = ReplyTo<'retrain'>;

/** A word has become less likely if it lost so much. */
const NOTABLE = 0.05;

/** The word of the answer that lost most, if one lost anything worth a word. */
function hardestHit({ words, with: before, without }: Result): { word: string; before: number; after: number } | null {
  const lost = (words ?? []).map((word, i) => ({
    word,
    before: before.probabilities?.[i] ?? 0,
    after: without.probabilities?.[i] ?? 0,
  }));
  const [most] = lost.sort((a, b) => b.before - b.after - (a.before - a.after));
  return most !== undefined && most.before - most.after >= NOTABLE ? most : null;
}

/** What became of the answer, in words. */
export function changeOf(result: Result): string {
  const same = result.with.text === result.without.text;
  const hit = hardestHit(result);
  const answer = t(same ? 'origins.result.sameAnswer' : 'origins.result.otherAnswer');
  if (result.words === null) return answer;
  if (hit === null) return `${answer} ${t('origins.result.noWord')}`;
  return `${answer} ${t('origins.result.word', { word: hit.word, before: percent(hit.before), after: percent(hit.after) })}`;
}

@customElement('gg-retrained')
export class Retrained extends GlassElement {
  @property({ attribute: false }) result!: Result;

  static override styles = [
    shared,
    stack,
    css`
      dl {
        display: grid;
        gap: var(--space-3);
      }
      dl > div {
        min-width: 0;
        padding-left: var(--space-3);
        border-left: 3px solid var(--glass);
      }
      dt {
        font-weight: 650;
      }
      dd {
        font: var(--size-text) / 1.5 var(--serif);
        overflow-wrap: anywhere;
      }
      .lost {
        color: var(--red);
        font-weight: 650;
      }
      @container (min-width: 608px) {
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  protected override render() {
    const { from, to, same, distance, words } = this.result;
    return html`
      <p data-name="change">${changeOf(this.result)}</p>
      <dl>
        ${this.#answer('with', t('origins.result.with'))} ${this.#answer('without', t('origins.result.without'))}
      </dl>
      ${words === null ? html`<p class="soft">${t('origins.result.tooLong')}</p>` : this.#words(words)}
      <p class="soft">
        ${t(from > 0 ? 'origins.result.late' : 'origins.result.start', { n: count(to - from), to: count(to) })}
        ${t(same ? 'origins.result.bits' : 'origins.result.notBits')} ${t('origins.result.distance', { share: percent(distance) })}
      </p>
    `;
  }

  #answer(name: 'with' | 'without', title: string) {
    const said = this.result[name].text.trim();
    return html`<div data-answer=${name}>
      <dt>${title}</dt>
      <dd dir="auto">${said === '' ? html`<span class="soft">${t('origins.result.nothing')}</span>` : said}</dd>
    </div>`;
  }

  #words(words: readonly string[]) {
    if (words.length === 0) return nothing;
    const { with: before, without } = this.result;
    const title = t('origins.result.table');
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${title}>
      <table>
        <caption>
          ${title}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('origins.result.wordColumn')}</th>
            <th scope="col">${t('origins.result.with')}</th>
            <th scope="col">${t('origins.result.without')}</th>
          </tr>
        </thead>
        <tbody>
          ${words.map((word, i) => {
            const [had, has] = [before.probabilities?.[i] ?? 0, without.probabilities?.[i] ?? 0];
            return html`<tr>
              <th scope="row"><bdi class="token">${word}</bdi></th>
              <td>${percent(had)}</td>
              <td class=${had - has >= NOTABLE ? 'lost' : ''}>${percent(has)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}
