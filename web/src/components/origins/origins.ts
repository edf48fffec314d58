// <gg-origins>: the training examples that are nearest to an answer, and what becomes of it without some of them.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Cancelled } from '../../client';
import { count, percent, phaseName } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import type { LeftOut, NearExample, ReplyTo } from '../../protocol';
import { shared, stack } from '../../styles/shared';
import { placesOf } from '../memorised';
import { aboutSo } from '../preset-choice';
import '../work-progress';
import type { Answered } from './answered';
import './retrained';
import { changeOf } from './retrained';

const SHOWN = 5;

/** From where the run is trained again. */
type From = 'late' | 'start';

@customElement('gg-origins')
export class Origins extends GlassElement {
  static override readonly states: readonly StateName[] = ['status'];

  @property({ attribute: false }) answered!: Answered;
  /** Null until known. */
  @state() private examples: readonly NearExample[] | null = null;
  /** Which of them are to be left out. */
  @state() private chosen: ReadonlySet<number> = new Set([0]);
  /** The step that the last steps can be trained again from; null if there is none. */
  @state() private late: number | null = null;
  @state() private from: From = 'late';
  @state() private busy = false;
  @state() private result: ReplyTo<'retrain'> | null = null;
  @state() private fault = '';
  /** The step that `late` was asked at. */
  #askedAt = -1;

  static override styles = [
    shared,
    stack,
    css`
      ol {
        display: grid;
        gap: var(--space-2);
        list-style: none;
      }
      label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-2);
        align-items: start;
      }
      label input {
        margin-top: 0.25em;
      }
      .example {
        font-family: var(--serif);
        overflow-wrap: anywhere;
      }
      .near {
        display: block;
        font-variant-numeric: tabular-nums;
      }
      mark {
        border-bottom: 2px solid var(--series-1);
        background: none;
        color: inherit;
      }
      fieldset {
        display: grid;
        gap: var(--space-2);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    void this.#askForLate();
  }

  protected override changed(name: StateName): void {
    super.changed(name);
    void this.#askForLate();
  }

  protected override render() {
    const { examples } = this;
    return html`
      <h3>${t('origins.title')}</h3>
      ${examples === null ? nothing : this.#nearest(examples)}
      ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${examples === null || examples.length === 0 ? nothing : this.#again(examples)}
    `;
  }

  #nearest(examples: readonly NearExample[]) {
    if (examples.length === 0) return html`<p>${t('origins.none')}</p>`;
    return html`<p class="soft">${t('origins.measure')}</p>
      <ol aria-label=${t('origins.nearest')}>
        ${examples.map((example, i) => this.#example(example, i))}
      </ol>`;
  }

  #example(example: NearExample, i: number) {
    const { share, phase, source, examples } = example;
    return html`<li>
      <label>
        <input type="checkbox" .checked=${this.chosen.has(i)} ?disabled=${this.busy} @change=${() => this.#choose(i)} />
        <span>
          <span class="example" dir="auto">${this.#marked(example)}</span>
          <span class="near soft">
            ${t('origins.place', { share: percent(share), phase: phaseName(phase), number: count(source + 1), n: examples.length })}
          </span>
        </span>
      </label>
    </li>`;
  }

  /** Its text, with what is in the answer too marked. */
  #marked({ text, tokens, shared }: NearExample) {
    const places = placesOf(tokens, text);
    let done = 0;
    const parts = places.map(({ begin, end }, i) => {
      const before = text.slice(done, begin);
      done = end;
      const token = text.slice(begin, end);
      return shared[i] === true ? html`${before}<mark>${token}</mark>` : html`${before}${token}`;
    });
    return [...parts, text.slice(done)];
  }

  #again(examples: readonly NearExample[]) {
    const { run } = this.page.status;
    if (run === null) return nothing;
    const running = run.state === 'running';
    const from = this.late === null ? 'start' : this.from;
    return html`
      <fieldset>
        <legend>${t('origins.without.title')}</legend>
        <p class="soft">${t('origins.without.lead')}</p>
        ${this.late === null ? nothing : this.#choice('late', from, t('origins.without.late', this.#cost(this.late)))}
        ${this.#choice('start', from, t('origins.without.start', this.#cost(null)))}
      </fieldset>
      ${running ? html`<p class="soft">${t('origins.without.pauseFirst')}</p>` : nothing}
      <div class="row">
        <button
          type="button"
          data-name="without"
          ?disabled=${running || this.busy || this.chosen.size === 0}
          @click=${() => void this.#retrain(examples, from)}
        >
          ${t('origins.without.go', { n: this.chosen.size })}
        </button>
      </div>
      <gg-work-progress .kinds=${['retrain']}></gg-work-progress>
      ${this.result === null ? nothing : html`<gg-retrained .result=${this.result}></gg-retrained>`}
    `;
  }

  #choice(value: From, chosen: From, text: string) {
    return html`<label>
      <input
        type="radio"
        name="from"
        value=${value}
        .checked=${value === chosen}
        ?disabled=${this.busy}
        @change=${() => (this.from = value)}
      />
      <span>${text}</span>
    </label>`;
  }

  /** The steps that are trained again, and how long both trainings will take, if that can be told. */
  #cost(from: number | null): { n: string; step: string; time: string } {
    const { run, workers } = this.page.status;
    const { step: steps, seconds } = this.page.progress.history.columns;
    const at = (step: number): number => seconds[steps.filter((taken) => taken <= step).length - 1] ?? 0;
    const step = run?.step ?? 0;
    const alone = workers?.why === 'faster' ? workers.speedup : 1;
    const took = 2 * alone * (at(step) - (from === null ? 0 : at(from)));
    return {
      n: count(step - (from ?? 0)),
      step: count((from ?? 0) + 1),
      time: took > 0 ? t('origins.without.time', { time: aboutSo(took) }) : t('origins.without.timeUnknown'),
    };
  }

  #choose(i: number): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(i)) chosen.add(i);
    this.chosen = chosen;
  }

  async #look(): Promise<void> {
    const { prompt, mode, text } = this.answered;
    try {
      const { examples } = await this.page.client.request<'nearest'>({ type: 'nearest', prompt, mode, text, count: SHOWN });
      this.examples = examples;
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Anew whenever the run has gone on. */
  async #askForLate(): Promise<void> {
    const { run } = this.page.status;
    if (run === null || run.state === 'running' || run.step === this.#askedAt) return;
    this.#askedAt = run.step;
    try {
      const { step } = await this.page.client.request<'rewinds'>({ type: 'rewinds' });
      this.late = step;
    } catch (error) {
      this.#tell(error);
    }
  }

  async #retrain(examples: readonly NearExample[], from: From): Promise<void> {
    const { prompt, mode, options } = this.answered;
    const without: LeftOut[] = examples.filter((_, i) => this.chosen.has(i)).map(({ phase, examples }) => ({ phase, examples }));
    this.busy = true;
    this.fault = '';
    this.result = null;
    try {
      const step = from === 'late' ? this.late : null;
      this.result = await this.page.client.request<'retrain'>({ type: 'retrain', from: step, without, prompt, mode, options });
      this.announce(() => (this.result === null ? '' : changeOf(this.result)));
    } catch (error) {
      this.#tell(error);
    }
    this.busy = false;
  }

  #tell(error: unknown): void {
    this.fault = this.inItsLanguage(() => (error instanceof Cancelled ? t('origins.cancelled') : reasonOf(error)));
  }
}
