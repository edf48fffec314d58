// <gg-training-panel>: Train, Pause, Step, Reset, and how far training is.

import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { type PageEvents, tell } from '../events';
import { count, duration, figures, phaseName } from '../format';
import type { Progress, Run, RunState } from '../protocol';
import { shared } from '../styles/shared';

const STATE_NAMES: Record<RunState, string> = {
  paused: 'Paused',
  running: 'Training',
  done: 'Trained',
  failed: 'Stopped',
};

@customElement('gg-training-panel')
export class TrainingPanel extends LitElement {
  @property({ attribute: false }) run: Run | null = null;
  @property({ attribute: false }) progress: Progress | null = null;
  /** There is data to train on. */
  @property({ type: Boolean }) ready = false;

  static override styles = [
    shared,
    css`
      .controls {
        justify-content: space-between;
      }
      .primary {
        min-width: 112px;
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
      dl {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-2) var(--space-3);
      }
      @media (min-width: 600px) {
        dl {
          grid-template-columns: 1.5fr repeat(2, 1fr);
        }
      }
      @media (min-width: 1100px) {
        dl {
          grid-template-columns: 1.5fr repeat(5, 1fr);
        }
      }
      dd {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
    `,
  ];

  protected override render() {
    const { run } = this;
    const over = run?.state === 'done' || run?.state === 'failed';
    return html`
      <div class="row controls">
        <div class="row">
          ${this.#primary(over)}
          <button ?disabled=${!this.ready || over || run?.state === 'running'} @click=${this.#tell('gg-step')}>
            Step
          </button>
          <button ?disabled=${run === null || run.fresh} @click=${this.#tell('gg-reset')}>Reset</button>
        </div>
        <p role="status">${this.#state()}</p>
      </div>
      <progress
        aria-label="Progress of training"
        max=${run?.report.totalSteps ?? 1}
        .value=${run === null ? 0 : this.#step(run)}
      ></progress>
      <dl>
        ${this.#figures().map(([name, value]) => html`<div><dt class="soft">${name}</dt><dd>${value}</dd></div>`)}
      </dl>
    `;
  }

  /** One button throughout, so that it keeps the focus. */
  #primary(over: boolean) {
    const { run } = this;
    const running = run?.state === 'running';
    const begun = run !== null && !run.fresh;
    return html`<button
      class="primary"
      ?disabled=${!running && (!this.ready || over)}
      @click=${this.#tell(running ? 'gg-pause' : 'gg-train')}
    >
      ${running ? 'Pause' : begun && !over ? 'Resume' : 'Train'}
    </button>`;
  }

  #state(): string {
    const { run } = this;
    if (run === null || (run.fresh && run.state === 'paused')) return 'Not trained yet';
    return run.state === 'running' ? phaseName(run.phase) : STATE_NAMES[run.state];
  }

  /** Progress is told more often than the run's state. */
  #step(run: Run): number {
    return Math.max(run.step, this.progress?.last.step ?? 0);
  }

  #figures(): [name: string, value: string][] {
    const { run, progress } = this;
    if (run === null || progress === null) {
      return ['Step', 'Epoch', 'Loss', 'Gradient norm', 'Tokens/s', 'Time left'].map((name) => [name, '–']);
    }
    const { last, tokensPerSecond, secondsLeft } = progress;
    return [
      ['Step', `${count(this.#step(run))} of ${count(run.report.totalSteps)}`],
      ['Epoch', `${count(last.epoch)} of ${count(last.epochs)}`],
      ['Loss', figures(last.loss)],
      ['Gradient norm', figures(last.gradNorm)],
      ['Tokens/s', tokensPerSecond > 0 ? count(tokensPerSecond) : '–'],
      ['Time left', run.state === 'done' ? 'none' : tokensPerSecond > 0 ? duration(secondsLeft) : '–'],
    ];
  }

  #tell(type: Extract<keyof PageEvents, 'gg-train' | 'gg-pause' | 'gg-step' | 'gg-reset'>): () => void {
    return () => tell(this, type, null);
  }
}
