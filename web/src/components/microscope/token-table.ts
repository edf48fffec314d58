// <gg-token-table>: the tokens of the example, each with what should follow it: by their ids, or by what the model made
// of them.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { number } from './numbers';
import { at, type Step } from './step';

@customElement('gg-token-table')
export class TokenTable extends GlassElement {
  @property({ attribute: false }) step: Step | null = null;
  /** Which position is followed. */
  @property({ type: Number }) followed = 0;
  /** Whether to show the probability and the loss of what should follow, or ids. */
  @property({ type: Boolean }) losses = false;

  static override styles = [
    shared,
    css`
      .scroll {
        max-height: 420px;
        overflow-y: auto;
      }
      [aria-current] > * {
        background: var(--glass-tint);
        font-weight: 650;
      }
      .word {
        text-align: left;
      }
    `,
  ];

  protected override render() {
    if (this.step === null) return nothing;
    const { tokens } = this.step.dissection;
    const names = this.losses ? ['target', 'probability', 'loss'] : ['id', 'target', 'targetId'];
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('microscope.tokens.label')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('microscope.tokens.position')}</th>
            <th scope="col" class="word">${t('microscope.tokens.token')}</th>
            ${names.map((name) => html`<th scope="col" class=${name === 'target' ? 'word' : ''}>${t(`microscope.tokens.${name}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${tokens.map(
            (token, position) =>
              html`<tr aria-current=${position === this.followed ? 'true' : nothing}>
                <td>${position}</td>
                <th scope="row" class="word"><bdi class="token" title=${token}>${token}</bdi></th>
                ${this.#cells(this.step as Step, position)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #cells(step: Step, position: number) {
    const { ids, targets, targetIds, losses } = step.dissection;
    const target = html`<td class="word"><bdi class="token" title=${targets[position] ?? ''}>${targets[position]}</bdi></td>`;
    if (!this.losses)
      return html`<td>${ids[position]}</td>
        ${target}
        <td>${targetIds[position]}</td>`;
    const probability = at(step.forward('probabilities'), position, targetIds[position] ?? 0);
    return html`${target}
      <td>${number(probability)}</td>
      <td>${number(losses[position] ?? NaN)}</td>`;
  }
}
