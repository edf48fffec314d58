// <gg-term-card>: what a term of the glossary means, its formula, and the line of the core that does it.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { formulaFont } from '../../styles/formula-font';
import { shared } from '../../styles/shared';
import { showBeside } from '../bubble';
import '../microscope/source-lines';
import { isTerm, lineOf, symbolOf } from './terms';

@customElement('gg-term-card')
export class TermCard extends GlassElement {
  @property() name = '';

  static override styles = [
    shared,
    formulaFont,
    css`
      :host {
        color: var(--ink);
        font: var(--size-body) / 1.5 var(--sans);
        text-align: start;
      }
      :host([popover]) {
        position: fixed;
        inset: auto;
        width: min(26rem, calc(100vw - 2 * var(--space-2)));
        max-height: calc(100vh - 2 * var(--space-2));
        margin: 0;
        padding: var(--space-3) var(--space-4);
        overflow: auto;
        border: 1px solid var(--rule-strong);
        border-radius: var(--corner);
        background: var(--panel);
      }
      :host(:focus) {
        outline: none;
      }
      div {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
      }
      math {
        font-size: var(--size-text);
      }
      code {
        font-family: var(--mono);
        font-size: var(--size-small);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.popover === null || !isTerm(this.name)) return;
    this.role = 'dialog';
    this.ariaLabel = t(`glossary.terms.${this.name}.name`);
    this.tabIndex = -1;
  }

  protected override render() {
    const { name } = this;
    if (!isTerm(name)) return nothing;
    const excerpt = lineOf(name);
    const line = excerpt.text.split('\n')[excerpt.line - excerpt.first] ?? '';
    return html`<div>
      <h3>${t(`glossary.terms.${name}.name`)}</h3>
      <p>${t(`glossary.terms.${name}.text`)}</p>
      ${symbolOf(name)}
      <code lang="zxx">${line.trim()}</code>
      <gg-source-lines .excerpt=${excerpt}></gg-source-lines>
    </div>`;
  }

  /** As a bubble, which is read. */
  async openBeside(word: Element): Promise<void> {
    await this.updateComplete;
    showBeside(this, word);
    this.focus({ preventScroll: true });
  }
}
