// <gg-learned>: what the model has learned so far, how many questions it answers at the end, and what went wrong.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { Progress, Run } from '../protocol';
import { shared } from '../styles/shared';
import { checkText, resultOf, stageName, stagesAbout, troubleText } from './stage/attainment';

@customElement('gg-learned')
export class Learned extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['status', 'progress'];

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-3);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 var(--space-2);
        min-height: 32px;
        font-variant-numeric: tabular-nums;
      }
      .line strong {
        color: var(--glass);
        font-weight: 650;
      }
      .line .end {
        display: inline-flex;
        align-items: center;
      }
      .low,
      .trouble {
        padding: var(--space-2) var(--space-4);
        border-left: 4px solid var(--amber);
        border-radius: var(--corner);
        background: var(--amber-tint);
      }
      .trouble {
        font-size: var(--size-small);
      }
    `,
  ];

  protected override render() {
    const { run } = this.page.status;
    const progress = this.page.progress.latest;
    if (run === null || run.fresh || progress === null) return this.#line(t('learned.stage.noise'), '', '');
    return html`${this.#soFar(run, progress)} ${this.#result(run, progress)}
    ${progress.troubles.map((trouble) => html`<p class="trouble" data-name="trouble">${troubleText(trouble)}</p>`)}`;
  }

  #soFar(run: Run, progress: Progress) {
    const numbers = resultOf(run, progress) === null ? checkText(run, progress) : '';
    return this.#line(stageName(progress), numbers, stagesAbout(run, progress));
  }

  #line(stage: string, numbers: string, about: string) {
    const label = t('learned.label');
    return html`<p class="line">
      <span class="soft">${label}</span>
      <strong data-name="stage">${stage}</strong>
      <span class="end">
        <span data-name="known">${numbers}</span>
        ${about === '' ? nothing : html`<gg-explain .of=${label} .text=${about}></gg-explain>`}
      </span>
    </p>`;
  }

  #result(run: Run, progress: Progress) {
    const result = resultOf(run, progress);
    if (result === null) return nothing;
    const { text, others, good } = result;
    return html`<div class=${good ? '' : 'low'} data-name="result">
      <p>${text}</p>
      ${others === '' ? nothing : html`<p class="soft">${others}</p>`}
      ${good ? nothing : html`<p class="soft">${t('learned.low')}</p>`}
    </div>`;
  }
}
