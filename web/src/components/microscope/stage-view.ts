// <gg-stage>: one stage of a step: what happens, its formulas in numbers, its tensors, and where the code does it.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { formulaFont } from '../../styles/formula-font';
import { shared, stack } from '../../styles/shared';
import { render } from './formula';
import './source-lines';
import type { PartStage } from './stages';
import { type Place, START, type Step } from './step';
import './tensor-grid';
import './token-table';
import './weight-choice';

/** What the letters of the formulas mean: `microscope.letters.<name>` for each. */
const LETTERS = [
  ['t', 'position'],
  ['s, u', 'others'],
  ['i, j', 'places'],
  ['k, k*', 'words'],
  ['x, y', 'vectors'],
  ['r, a', 'sums'],
  ['u, h', 'hidden'],
  ['W, b', 'weights'],
  ['d, H, M', 'sizes'],
  ['dx', 'gradients'],
] as const;

@customElement('gg-stage')
export class StageView extends GlassElement {
  @property({ attribute: false }) step: Step | null = null;
  @property({ attribute: false }) place: Place = START;
  @property({ attribute: false }) stage: PartStage | null = null;
  /** Of the stage, from 0. */
  @property({ type: Number }) number = 0;

  static override styles = [
    shared,
    stack,
    formulaFont,
    css`
      h3 {
        font-size: var(--size-text);
        line-height: 1.3;
      }
      .text {
        max-width: 68ch;
      }
      .formulas {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
        padding: var(--space-3);
        border-left: 3px solid var(--glass);
        background: var(--paper);
      }
      .formula {
        overflow-y: hidden;
        padding: var(--space-1);
      }
      math {
        width: max-content;
        font-size: var(--size-body);
      }
      mtext {
        font-family: var(--sans);
        font-size: var(--size-small);
      }
      .letters {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        margin-top: var(--space-2);
      }
      dt {
        font-family: var(--serif);
        font-style: italic;
      }
      .tensors {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-5);
      }
      .tensors > * {
        min-width: 0;
        max-width: 100%;
      }
    `,
  ];

  protected override render() {
    const { stage } = this;
    if (this.step === null || stage === null) return nothing;
    const { id, part } = stage;
    const { dissection } = this.step;
    const tensors = stage.tensors(this.step, this.place);
    return html`
      <h3 id="title">${this.number + 1}. ${t(`microscope.stages.${id}.title`)}</h3>
      <p class="text">${t(`microscope.stages.${id}.text`, this.#values())}</p>
      ${part === 'update' ? html`<gg-weight-choice .dissection=${dissection}></gg-weight-choice>` : nothing}
      ${this.#formulas(stage, this.step)}
      ${
        id === 'tokens' || id === 'loss'
          ? html`<gg-token-table
              .step=${this.step}
              .followed=${this.place.position}
              .losses=${id === 'loss'}
            ></gg-token-table>`
          : nothing
      }
      <div class="tensors" ?hidden=${tensors.length === 0}>
        ${tensors.map((shown) => html`<gg-tensor-grid .shown=${shown}></gg-tensor-grid>`)}
      </div>
      <div class="row">
        <span class="soft">${t('microscope.source.title')}</span>
        ${stage.sources.map((name) => html`<gg-source-lines .name=${name}></gg-source-lines>`)}
      </div>
    `;
  }

  #formulas(stage: PartStage, step: Step) {
    return html`<div class="formulas">
      ${stage
        .formulas(step, this.place)
        .map(
          (formula) =>
            html`<div
              class="formula scroll"
              tabindex="0"
              role="group"
              aria-label=${t('microscope.formula')}
              data-formula=${formula.name}
            >
              ${render(formula)}
            </div>`,
        )}
      <details class="soft">
        <summary>${t('microscope.letters.title')}</summary>
        <dl class="letters">
          ${LETTERS.map(
            ([letters, name]) =>
              html`<dt>${letters}</dt>
                <dd>${t(`microscope.letters.${name}`)}</dd>`,
          )}
        </dl>
      </details>
    </div>`;
  }

  /** What the texts of the stages may name. */
  #values(): Record<string, string | number> {
    const { tokens, targets } = (this.step as Step).dissection;
    const { position, layer, head } = this.place;
    return { word: tokens[position] ?? '', target: targets[position] ?? '', layer: layer + 1, head: head + 1 };
  }
}
