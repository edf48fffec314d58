// <gg-runs>: the runs kept in this browser, what they cost and reached, and two or more of them side by side.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count, duration, figures } from '../../format';
import { language, t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { MOST_RUNS } from '../../page/kept-runs';
import type { KeptRun } from '../../page/run-store';
import { shared } from '../../styles/shared';
import '../experiment-button';
import './compare';
import { runName } from './configuration';
import './model-files';

/** More lines than this no chart tells apart. */
const MOST_COMPARED = 6;
/** The others one has to ask for. */
const SHOWN_AT_ONCE = 8;

/** The last number of a column. */
const last = (column: readonly (number | null)[]): number | null => column.filter((value) => value !== null).at(-1) ?? null;

@customElement('gg-runs')
export class Runs extends GlassElement {
  protected static override readonly panel = 'runs';
  protected static override readonly states = ['runs', 'status'] as const;

  /** Ids of the runs to compare, in the order chosen. */
  @state() private compared: readonly string[] = [];

  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-3) 0;
        border-bottom: 1px solid var(--rule);
      }
      li:last-child {
        border: 0;
      }
      .name {
        overflow-wrap: anywhere;
      }
      .current .name {
        font-weight: 650;
      }
      .check {
        display: grid;
        place-items: center;
        width: 32px;
        height: 32px;
      }
      @container (max-width: 567px) {
        .actions {
          grid-column: 2 / -1;
        }
      }
    `,
  ];

  protected override render() {
    const { kept, keeps } = this.page.runs;
    const others = html`<gg-experiment-button></gg-experiment-button>
      <gg-model-files class="card"></gg-model-files>`;
    if (!keeps) return html`<div class="section">${others}</div>`;
    const chosen = this.compared.map((id) => kept.find((run) => run.id === id)).filter((run) => run !== undefined);
    return html`<section class="section">
      <h2>${t('runs.title')}</h2>
      <p class="lead">${t('runs.lead')}</p>
      <div class="card">
        ${kept.length === 0
          ? html`<p class="soft">${t('runs.noneYet')}</p>`
          : this.#list(kept)}
        ${kept.length < MOST_RUNS ? nothing : html`<p class="soft">${t('runs.most', { n: MOST_RUNS })}</p>`}
      </div>
      ${chosen.length < 2
        ? kept.length < 2
          ? nothing
          : html`<p class="soft">${t('runs.chooseTwo')}</p>`
        : html`<gg-compare class="card" .runs=${chosen}></gg-compare>`}
      ${others}
    </section>`;
  }

  /** The latest ones at once. */
  #list(kept: readonly KeptRun[]) {
    const list = (runs: readonly KeptRun[]) => html`<ul>
      ${runs.map((run) => this.#run(run))}
    </ul>`;
    const earlier = kept.slice(SHOWN_AT_ONCE);
    return html`${list(kept.slice(0, SHOWN_AT_ONCE))}
    ${earlier.length === 0
      ? nothing
      : html`<details>
          <summary>${t('runs.earlier', { n: earlier.length })}</summary>
          ${list(earlier)}
        </details>`}`;
  }

  #run(run: KeptRun) {
    const name = runName(run);
    const isCurrent = run.id === this.page.runs.current;
    const chosen = this.compared.includes(run.id);
    return html`<li class=${isCurrent ? 'current' : ''}>
      <label class="check">
        <span class="visually-hidden">${t('runs.compareThis', { name })}</span>
        <input
          type="checkbox"
          .checked=${chosen}
          ${this.control('compare', !chosen && this.compared.length >= MOST_COMPARED)}
          @change=${() => this.#choose(run.id)}
        />
      </label>
      <div>
        <p class="name">${name}</p>
        <p class="soft">${this.#facts(run)}</p>
      </div>
      <div class="row actions">
        ${isCurrent ? html`<span class="soft">${t('runs.current')}</span>` : this.#ways(run, name)}
        <button
          aria-label=${t('runs.removeThis', { name })}
          ${this.control('remove', isCurrent && this.page.status.run?.state === 'running')}
          @click=${() => this.#remove(run)}
        >
          ${t('runs.remove')}
        </button>
      </div>
    </li>`;
  }

  /** How one can go on with a run that is not the page's. */
  #ways(run: KeptRun, name: string) {
    const { notice, resumption, runs } = this.page;
    if (!runs.elsewhere.has(run.id)) {
      const isDone = run.state === 'done';
      const label = isDone ? t('runs.backTo', { name }) : t('runs.continueThis', { name });
      return html`<button ${this.control('resume')} aria-label=${label} @click=${() => notice.attempt(() => resumption.resume(run))}>
        ${isDone ? t('runs.backToDone') : t('runs.continue')}
      </button>`;
    }
    return html`<span class="soft">${t('runs.elsewhere')}</span>
      <button ${this.control('resume')} aria-label=${t('runs.takeOverThis', { name })} @click=${() => notice.attempt(() => resumption.resume(run))}>
        ${t('runs.takeOver')}
      </button>
      <button ${this.control('resume')} aria-label=${t('runs.copyThis', { name })} @click=${() => notice.attempt(() => resumption.resume(run, 'copy'))}>
        ${t('runs.copy')}
      </button>`;
  }

  #facts({ step, totalSteps, history, seconds, saved }: KeptRun): string {
    const loss = last(history.epochLoss) ?? last(history.loss);
    const validation = last(history.validationLoss);
    return [
      t('runs.steps', { step: count(step), total: count(totalSteps) }),
      loss === null ? '' : t('runs.loss', { loss: figures(loss) }),
      validation === null ? '' : t('runs.validation', { loss: figures(validation) }),
      t('runs.trained', { time: duration(seconds) }),
      t('runs.saved', {
        when: new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(saved),
      }),
    ]
      .filter((fact) => fact !== '')
      .join(' · ');
  }

  #choose(id: string): void {
    this.compared = this.compared.includes(id)
      ? this.compared.filter((other) => other !== id)
      : [...this.compared, id];
  }

  async #remove(run: KeptRun): Promise<void> {
    const isElsewhere = this.page.runs.elsewhere.has(run.id);
    const question = this.inItsLanguage(() =>
      t(isElsewhere ? 'runs.removeElsewhere' : 'runs.removeReally', { name: runName(run) }),
    );
    if (!confirm(question)) return;
    this.compared = this.compared.filter((id) => id !== run.id);
    await this.page.notice.attempt(() => this.page.runs.remove(run));
  }
}
