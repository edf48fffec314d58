// <gg-training-panel>: Train, Pause, Step, Reset, how far training is, and why it stopped.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { type Effort, EFFORTS } from '../element/presentation';
import { count, duration, figures, phaseName, plain } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { loadedLater } from '../page/messages';
import { stepsInAll } from '../page/progress';
import { arithmeticText } from '../page/run-arithmetic';
import type { WorkKind } from '../page/work-state';
import type { Progress, Run } from '../protocol';
import { shared } from '../styles/shared';
import './choice-field';
import './learned';
import { countsAnswersOnly } from './stage/attainment';
import { Announcements } from './stage/announcements';
import { expectedFigure, type Figure, FIGURES } from './stage/expected-figures';
import './work-progress';

/** What training cannot begin before. */
const DATA_WORK: readonly WorkKind[] = ['read', 'examine'];
const MODEL_WORK: readonly WorkKind[] = ['begin', 'reset', 'open'];
/** What training waits for. */
const TRIALS: readonly WorkKind[] = ['retrain', 'experiment'];

@customElement('gg-training-panel')
export class TrainingPanel extends GlassElement {
  protected static override readonly panel = 'training';
  protected static override readonly states: readonly StateName[] = [
    'data',
    'settings',
    'estimate',
    'pauseWhenHidden',
    'effort',
    'status',
    'progress',
    'work',
  ];

  readonly #announcements = new Announcements();
  /** What it costs was asked for, and can be told. */
  @state() private showsCost = false;

  static override styles = [
    shared,
    css`
      .row > p {
        margin-left: auto;
      }
      .primary {
        min-width: 116px;
        min-height: 48px;
        font-size: var(--size-text);
      }
      progress {
        appearance: none;
        display: block;
        width: 100%;
        height: 6px;
        margin: var(--space-4) 0 var(--space-3);
        border: 0;
        border-radius: 3px;
        background: var(--rule);
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--rule);
      }
      progress::-webkit-progress-value {
        background: var(--glass);
      }
      progress::-moz-progress-bar {
        background: var(--glass);
      }
      @media (forced-colors: active) {
        progress {
          forced-color-adjust: none;
          height: 10px;
          border: 1px solid CanvasText;
          background: Canvas;
        }
        progress::-webkit-progress-bar {
          background: Canvas;
        }
        progress::-webkit-progress-value {
          background: Highlight;
        }
        progress::-moz-progress-bar {
          background: Highlight;
        }
      }
      dl {
        display: grid;
        grid-template-columns: 1.4fr minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--space-2);
      }
      dt {
        display: flex;
        align-items: center;
        line-height: 1.25;
      }
      dd {
        font-variant-numeric: tabular-nums;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 32px;
        margin-top: var(--space-2);
      }
      gg-choice-field,
      details {
        display: block;
        margin-top: var(--space-2);
      }
      .why {
        display: grid;
        gap: var(--space-2);
        justify-items: start;
        margin-top: var(--space-4);
        padding: var(--space-3) var(--space-4);
        border-left: 4px solid var(--amber);
        border-radius: var(--corner);
        background: var(--amber-tint);
      }
      .waits {
        margin-top: var(--space-2);
      }
      .why.failed {
        border-color: var(--red);
        background: var(--red-tint);
      }
      @container (max-width: 290px) {
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @container (min-width: 1068px) {
        dl {
          grid-template-columns: 1.5fr repeat(4, 1fr);
        }
      }
    `,
  ];

  protected override changed(name: StateName): void {
    super.changed(name);
    const news = this.inItsLanguage(() => this.#announcements.news(this.page));
    if (news !== '') this.page.announcement.announce(news);
  }

  protected override render() {
    const { run } = this.page.status;
    const over = run?.state === 'done' || run?.state === 'failed';
    const ready = this.page.data.phases.length > 0;
    const waits = this.#waits();
    return html`
      <div class="row">
        ${this.#primary(ready, over)}
        <button
          ${this.control('step', !ready || over || waits || run?.state === 'running')}
          @click=${() => this.#do('step')}
        >
          ${t('stage.step')}
        </button>
        <button ${this.control('reset', run === null || run.fresh || waits)} @click=${() => this.#do('reset')}>${t('stage.reset')}</button>
        <p data-name="state">${stateName(run, this.page.progress.latest)}</p>
      </div>
      <gg-work-progress .kinds=${[...MODEL_WORK, ...TRIALS]}></gg-work-progress>
      ${this.page.work.of(DATA_WORK).length > 0 ? html`<p class="soft waits">${t('work.trainWaits')}</p>` : nothing}
      <progress
        aria-label=${t('stage.progress')}
        max="1"
        .value=${run === null ? 0 : this.#share(run)}
      ></progress>
      <dl>
        ${FIGURES.map(
          (name) => html`<div>
            <dt class="soft">
              <span>${t(`stage.figure.${name}`)}</span>
              <gg-explain .of=${t(`stage.figure.${name}`)} .text=${this.#about(name)}></gg-explain>
            </dt>
            <dd>${this.#figure(name)}</dd>
            ${name === 'loss' && this.#ofAnswers() ? html`<dd class="soft">${t('stage.ofAnswers')}</dd>` : nothing}
          </div>`,
        )}
      </dl>
      <gg-learned></gg-learned>
      ${this.#place(run)} ${run === null || this.#step(run) === 0 ? nothing : this.#arithmetic()}
      <label class="soft">
        <input
          type="checkbox"
          ${this.control('pause-when-hidden')}
          .checked=${this.page.pauseWhenHidden.chosen}
          @change=${(event: Event) => this.page.pauseWhenHidden.choose((event.target as HTMLInputElement).checked)}
        />
        ${t('stage.pauseWhenHidden')}
      </label>
      <gg-choice-field
        ${this.control('effort')}
        .label=${t('stage.effort.label')}
        .about=${t('stage.effort.about')}
        .choices=${EFFORTS.map((effort) => [effort, t(`stage.effort.${effort}`)])}
        .value=${this.page.effort.chosen}
        .take=${(effort: string) => this.page.effort.choose(effort as Effort)}
      ></gg-choice-field>
      <details @toggle=${(event: Event) => (event.target as HTMLDetailsElement).open && void this.#showCost()}>
        <summary>${t('stage.cost')}</summary>
        ${this.showsCost ? html`<gg-training-cost></gg-training-cost>` : nothing}
      </details>
      ${run === null ? nothing : this.#why(run)}
    `;
  }

  async #showCost(): Promise<void> {
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('./training-cost'), this.page.locale.need('cost')]));
      this.showsCost = true;
    });
  }

  /** Where training goes on, and by how many. */
  #place(run: Run | null) {
    if (this.page.client.place === 'page') return html`<p class="soft waits" data-name="place">${t('stage.onPage')}</p>`;
    const { workers } = this.page.status;
    if (workers === null || run === null || this.#step(run) === 0) return nothing;
    const { why, count: n, tried, speedup } = workers;
    const values = { n: count(why === 'faster' ? n : tried), times: plain(Math.round(speedup * 10) / 10) };
    return html`<p class="soft waits" data-name="workers">${t(`stage.workers.${why}`, values)}</p>`;
  }

  #arithmetic() {
    return html`<p class="soft waits" data-name="arithmetic">${t(`stage.arithmetic.${arithmeticText(this.page)}`)}</p>`;
  }

  /** One button throughout, so that it keeps the focus. */
  #primary(ready: boolean, over: boolean) {
    const { run } = this.page.status;
    const running = run?.state === 'running';
    const begun = run !== null && !run.fresh;
    const name = running ? 'pause' : begun && !over ? 'resume' : 'train';
    return html`<button
      class="primary"
      ${this.control('train', !running && (!ready || over))}
      aria-disabled=${!running && this.#waits() ? 'true' : 'false'}
      @click=${() => this.#do(running ? 'pause' : 'train')}
    >
      ${t(`stage.${name}`)}
    </button>`;
  }

  #do(what: 'train' | 'pause' | 'step' | 'reset'): void {
    if (what !== 'pause' && this.#waits()) return;
    if (what === 'reset' && this.page.runs.isUnsaved && !confirm(this.page.locale.t('runs.resetUnsaved'))) return;
    void this.page.notice.attempt(() => this.page.training[what]());
  }

  /** Training waits for its data, or for its model. */
  #waits(): boolean {
    return this.page.work.of([...DATA_WORK, ...MODEL_WORK]).length > 0;
  }

  /** Why training stopped by itself, and what one can do. */
  #why(run: Run) {
    if (run.state === 'failed') {
      return html`<div class="why failed">
        <p>${t('stage.failed')}</p>
        <button ${this.control('lower-rate')} @click=${() => this.#lowerRate(run)}>${t('stage.lowerRate')}</button>
      </div>`;
    }
    if (run.state !== 'paused' || run.stoppedBy === null) return nothing;
    return html`<p class="why">${t(`stage.stoppedBy.${run.stoppedBy}`)}</p>`;
  }

  async #lowerRate({ phase }: Run): Promise<void> {
    if (await this.page.notice.attempt(() => this.page.training.reset())) this.page.settingFocus.show(`${phase}-learningRate`);
  }

  /** Progress is told more often than the run's state. */
  #step(run: Run): number {
    return Math.max(run.step, this.page.progress.latest?.last.step ?? 0);
  }

  #share(run: Run): number {
    if (run.state === 'done') return 1;
    return run.fresh ? 0 : (this.page.progress.latest?.share ?? run.step / run.report.totalSteps);
  }

  /** The loss is that of the answers alone. */
  #ofAnswers(): boolean {
    const progress = this.page.progress.latest;
    return progress !== null && countsAnswersOnly(this.page, progress.last.phase);
  }

  #about(name: Figure): string {
    const about = t(`stage.about.${name}`);
    return name === 'loss' && this.#ofAnswers() ? `${about} ${t('stage.answersOnly')}` : about;
  }

  #steps(run: Run): string {
    const { total, about } = stepsInAll(run, this.page.progress.latest);
    return t(about ? 'stage.ofAbout' : 'stage.of', { n: count(this.#step(run)), total: count(total) });
  }

  #figure(name: Figure): string {
    const progress = this.page.progress.latest;
    const { run } = this.page.status;
    if (run === null || progress === null) return expectedFigure(name, this.page);
    const { last, tokensPerSecond, secondsLeft } = progress;
    const measured = tokensPerSecond > 0;
    switch (name) {
      case 'step':
        return this.#steps(run);
      case 'epoch':
        return t('stage.of', { n: count(last.epoch), total: count(last.epochs) });
      case 'loss':
        return figures(last.loss);
      case 'tokensPerSecond':
        return measured ? count(tokensPerSecond) : t('stage.notYet');
      case 'timeLeft':
        if (run.state === 'done') return t('stage.noTime');
        return measured ? duration(secondsLeft) : t('stage.notYet');
    }
  }
}

/** Progress is told more often than the run's phase. */
function stateName(run: Run | null, progress: Progress | null): string {
  if (run === null || (run.fresh && run.state === 'paused')) return t('stage.state.fresh');
  return run.state === 'running' ? phaseName(progress?.last.phase ?? run.phase) : t(`stage.state.${run.state}`);
}
