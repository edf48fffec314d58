// <gg-same-question>: the same question before training and after each phase, side by side.

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';

import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import type { Told } from '../page/shown-state';
import type { Milestone } from '../protocol';
import { answerColumns, shared } from '../styles/shared';
import { terms } from './glossary/term';
import { phasesOf } from './stage/phase-progress';

/** An answer there is, or when there will be one. */
interface Column {
  at: Milestone;
  title: string;
  empty: string;
}

@customElement('gg-same-question')
export class SameQuestion extends GlassElement {
  protected static override readonly panel = 'same-question';
  protected static override readonly states: readonly StateName[] = ['data', 'settings', 'question', 'status', 'progress', 'answers', 'shown'];

  static override styles = [
    shared,
    answerColumns,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      @container (min-width: 668px) {
        .answers {
          grid-auto-columns: minmax(0, 1fr);
          grid-auto-flow: column;
        }
      }
    `,
  ];

  protected override render() {
    const told = this.#told;
    const columns = this.#columns();
    return html`
      <h2>${t('stage.question.title', { times: columns.length })}</h2>
      <label class="field">
        <span class="visually-hidden">${t('stage.question.label')}</span>
        <input
          dir="auto"
          ${this.control('question', this.page.status.locked)}
          .value=${this.page.status.locked ? told.question.text : this.page.question.text}
          placeholder=${t('stage.question.placeholder')}
          @change=${(event: Event) => this.page.question.setText((event.target as HTMLInputElement).value)}
        />
      </label>
      <dl class="answers">${columns.map((column) => this.#column(column))}</dl>
      <p class="soft">${terms(columns.length > 2 ? 'stage.question.about' : 'stage.question.aboutOne')}</p>
    `;
  }

  /** The small trained model was asked one question; before there is a run, one may write another. */
  get #told(): Told {
    const { question, shown, status } = this.page;
    return status.locked || question.text === shown.told.question.text ? shown.told : this.page;
  }

  #columns(): Column[] {
    const phases = phasesOf(this.#told).map(({ number, phase }) => ({
      at: phase,
      title: t('stage.question.after', { number }),
      empty: t('stage.question.willBe', { number }),
    }));
    return [{ at: 'start', title: t('stage.question.before'), empty: t('stage.question.willBeFirst') }, ...phases];
  }

  #column({ at, title, empty }: Column) {
    const { answers, question, status } = this.#told;
    const answer = answers.byMilestone[at];
    const unasked = status.locked && question.text === '';
    if (answer === undefined) {
      return html`<div>
        <dt>${title}</dt>
        <dd class="soft">${unasked ? t('stage.question.none') : empty}</dd>
      </div>`;
    }
    const said = answer.text.trim();
    return html`<div class="there" data-milestone=${at}>
      <dt>${title}</dt>
      <dd dir="auto">${said === '' ? t('stage.question.nothing') : said}</dd>
    </div>`;
  }
}
