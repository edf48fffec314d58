// The article's small figures.

import { html } from 'lit';

import { percent } from '../../format';
import { directionOf } from '../../i18n/direction';
import type { Inspection } from '../../protocol';

/** Shares, from 0 to 1, as a table of bars. */
export function bars(shares: (readonly [string, number])[]) {
  return html`<table>
    <tbody>
      ${shares.map(
        ([name, share]) => html`<tr>
          <th scope="row"><bdi>${name}</bdi></th>
          <td>${percent(share)}</td>
          <td><meter .value=${share} aria-label=${name}></meter></td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Words with the numbers of their tokens. */
export function tokenList({ words, tokens, ids, unknown }: Inspection) {
  return html`<ol role="list" dir=${directionOf(words.join(''))}>
    ${words.map(
      (word, i) => html`<li class=${unknown.includes(word) ? 'unknown' : ''}>
        <bdi>${word}</bdi>
        <span class="soft">${unknown.includes(word) ? `${tokens[i]} ` : ''}${ids[i]}</span>
      </li>`,
    )}
  </ol>`;
}

/** How much the last word looks at each of the words, on average over the heads of the last layer. */
export function lastAttention({ words, attention, numLayers, numHeads }: Inspection): [string, number][] {
  const length = words.length;
  const layer = (numLayers - 1) * numHeads * length * length;
  return words.map((word, column) => {
    let sum = 0;
    for (let head = 0; head < numHeads; ++head) {
      sum += attention[layer + (head * length + length - 1) * length + column] ?? 0;
    }
    return [word, sum / numHeads];
  });
}
