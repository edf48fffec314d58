// <gg-training-phases>: the phases of a run as steps, each with its state and its own loss curve.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count, figures, percent } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { shared } from '../styles/shared';
import { type PhaseProgress, phasesOf, phaseTitle, lastEpochLoss } from './stage/phase-progress';
import { countsAnswersOnly } from './stage/attainment';
import { type ChartData, fromZero } from './watch/chart-data';
import { chartKey } from './watch/chart-key';
import './watch/line-chart';

/** What the steps' axis shows at least. */
const FEWEST_STEPS = 20;
/** Room to the right of the last step, of what is there. */
const AHEAD = 1.15;

@customElement('gg-training-phases')
export class TrainingPhases extends GlassElement {
  protected static override readonly panel = 'phases';
  protected static override readonly states: readonly StateName[] = ['data', 'settings', 'status', 'progress', 'shown'];

  static override styles = [
    shared,
    chartKey,
    css`
      ol {
        display: grid;
        gap: var(--space-5);
        list-style: none;
      }
      li {
        display: grid;
        gap: var(--space-2);
        align-content: start;
        min-width: 0;
      }
      h2 {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--space-2);
      }
      .number {
        color: var(--glass);
      }
      .state {
        padding: 0 var(--space-2);
        border: 1px solid var(--rule-strong);
        border-radius: var(--corner);
        color: var(--ink-soft);
        font-size: var(--size-small);
        font-variant-numeric: tabular-nums;
      }
      .state.running {
        border-color: var(--glass);
        background: var(--glass-tint);
        color: var(--ink);
      }
      .state.done {
        border-color: var(--glass);
        color: var(--glass);
      }
      @container (min-width: 568px) {
        ol.two {
          grid-template-columns: 1fr 1fr;
        }
      }
    `,
  ];

  protected override render() {
    const phases = phasesOf(this.page.shown.told);
    const blind = this.#blind();
    return html`
      <ol class=${phases.length > 1 ? 'two' : ''} role="list">
        ${phases.map((progress) => this.#phase(progress))}
      </ol>
      <p class="key soft">
        <span class="each">${t('watch.eachStep')}</span>
        <span class="mean">${t('watch.epochMean')}</span>
        ${this.#validated() ? html`<span class="held">${t('watch.validation')}</span>` : nothing}
        ${blind === null ? nothing : html`<span class="level">${blind.name}</span>`}
        <gg-explain .of=${t('watch.loss')} .text=${t('watch.lossAbout')}></gg-explain>
      </p>
    `;
  }

  #phase(progress: PhaseProgress) {
    const { number, state, share, phase } = progress;
    const loss = lastEpochLoss(this.page.shown.told, progress.span);
    return html`<li data-phase=${phase}>
      <h2>
        <span class="number">${t('stage.phase.number', { number })}</span>
        <span>${phaseTitle(progress, this.page.shown.told)}</span>
        <span class="state ${state}">${t(`stage.phase.state.${state}`, { share: percent(Math.floor(share * 100) / 100) })}</span>
      </h2>
      <p class="soft">${this.#about(progress, loss)}</p>
      <gg-line-chart
        .source=${() => this.#curve(progress)}
        .label=${t('stage.phase.chart', { number, loss })}
        .height=${170}
      ></gg-line-chart>
    </li>`;
  }

  #about({ state, phase }: PhaseProgress, loss: string): string {
    const answers = countsAnswersOnly(this.page.shown.told, phase);
    if (state === 'done') return t(answers ? 'stage.phase.resultOfAnswers' : 'stage.phase.result', { loss });
    const about = t(`stage.phase.about.${phase}`);
    return answers ? `${about} ${t('stage.answersOnly')}` : about;
  }

  #curve({ span, number, steps }: PhaseProgress): ChartData {
    const { step, loss, epochLoss, validationLoss } = this.page.shown.told.progress.history.columns;
    const first = step.findIndex((taken) => taken > span.begin);
    const after = step.findIndex((taken) => taken > span.end);
    const part = <T>(column: T[]): T[] => (first < 0 ? [] : column.slice(first, after < 0 ? undefined : after));
    const [x, each, mean, held] = [part(step), part(loss), part(epochLoss), part(validationLoss)];
    const blind = this.#blind();
    const taken = (x.at(-1) ?? span.begin) - span.begin;
    // All of an phase that is still to come, of one under way what there is.
    const shown = taken === 0 && number > 1 ? steps : Math.max(FEWEST_STEPS, taken * AHEAD);
    const most = span.begin + Math.max(FEWEST_STEPS, shown);
    return {
      x,
      lines: [
        { name: t('watch.eachStep'), colour: 'rule-strong', width: 1, values: each },
        { name: t('watch.epochMean'), colour: 'series-1', width: 2.5, values: mean, joined: true },
        { name: t('watch.validation'), colour: 'series-3', width: 2, values: held, joined: true, dashed: true },
      ],
      xRange: [span.begin, span.end > span.begin ? Math.min(span.end, most) : most],
      yRange: fromZero(loss, validationLoss, [blind?.value ?? 0]),
      ...(blind === null || number > 1 ? {} : { level: blind }),
    };
  }

  /** The loss of one who takes every token for equally likely. */
  #blind(): { value: number; name: string } | null {
    const { status } = this.page.shown.told;
    const vocabSize = status.locked ? status.model?.vocabSize : this.page.data.vocabSize;
    if (!vocabSize) return null;
    const value = Math.log(vocabSize);
    return { value, name: t('stage.blind', { size: count(vocabSize), loss: figures(value) }) };
  }

  #validated(): boolean {
    return this.page.shown.told.status.run?.report.phases.some(({ validationExamples }) => validationExamples > 0) ?? false;
  }
}
