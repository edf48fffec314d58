// <gg-timeline>: the samples taken while training, to go through by a slider, with what the model expected next.

import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { StateName } from '../../page/page';
import type { Sample } from '../../protocol';
import { shared } from '../../styles/shared';
import './next-over-time';

/** Milliseconds a sample is shown while playing. */
const FRAME = 400;
const CALM_FRAME = 1200;
const MOST_BARS = 8;

@customElement('gg-timeline')
export class Timeline extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['samples', 'shown'];

  /** Hears the step one looks at; null while one sees the latest. */
  @property({ attribute: false }) onMark: (step: number | null) => void = () => {};
  /** The step looked at; null follows the latest. */
  @state() private step: number | null = null;
  #timer: number | null = null;

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      .scrub {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--space-3);
      }
      .scrub button {
        min-width: 104px;
      }
      .then {
        display: grid;
        gap: var(--space-4) var(--space-5);
      }
      .then > * {
        min-width: 0;
      }
      .said {
        min-height: 6em;
        margin-top: var(--space-2);
        font: var(--size-text) / 1.5 var(--serif);
        overflow-wrap: anywhere;
      }
      .given {
        color: var(--ink-soft);
      }
      h3 {
        display: flex;
        align-items: center;
      }
      table {
        width: 100%;
        table-layout: fixed;
      }
      th,
      td {
        border: 0;
      }
      th[scope='row'] {
        overflow: hidden;
        font-weight: 400;
        text-overflow: ellipsis;
      }
      .word {
        width: 32%;
      }
      .share {
        width: 22%;
      }
      svg {
        display: block;
        width: 100%;
        height: 12px;
        background: var(--rule);
      }
      rect {
        fill: var(--series-1);
      }
      @container (min-width: 668px) {
        .then {
          grid-template-columns: 1fr 1fr;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.page.shown.told.samples.taken.length === 0) this.step = null;
    if (changed.has('step')) this.onMark(this.step);
  }

  protected override render() {
    const samples = this.page.shown.told.samples.taken;
    const index = this.#index();
    const sample = samples[index];
    return html`
      <h3>${t('watch.timeline.title')}</h3>
      <p class="soft">${t(sample === undefined ? 'watch.timeline.empty' : 'watch.timeline.lead')}</p>
      ${sample === undefined ? nothing : html`${this.#scrubber(index)} ${this.#then(sample)}`}
    `;
  }

  #scrubber(index: number) {
    const samples = this.page.shown.told.samples.taken;
    const at = t('watch.timeline.at', {
      step: count(samples[index]?.step ?? 0),
      number: index + 1,
      total: samples.length,
    });
    return html`<div class="scrub">
        <button ${this.control('timeline', samples.length < 2)} @click=${this.#toggle}>
          ${t(this.#timer === null ? 'watch.timeline.play' : 'watch.timeline.stop')}
        </button>
        <input
          type="range"
          min="0"
          max=${Math.max(1, samples.length - 1)}
          ${this.control('timeline', samples.length < 2)}
          .value=${String(index)}
          aria-label=${t('watch.timeline.slider')}
          aria-valuetext=${at}
          @input=${(event: Event) => this.#scrub((event.target as HTMLInputElement).valueAsNumber)}
        />
      </div>
      <p class="soft" data-name="at">${at}</p>`;
  }

  #then(sample: Sample) {
    const given = sample.phase === 'tune' && sample.prompt !== '' ? `${sample.prompt} ` : sample.prompt;
    return html`<div class="then">
        <p class="said" data-name="then" dir="auto"><span class="given">${given}</span>${sample.text}</p>
        ${this.#next(sample)}
      </div>
      <gg-next-over-time .sample=${sample}></gg-next-over-time>`;
  }

  #next({ next }: Sample) {
    if (next.length === 0) return html`<p class="soft">${t('watch.timeline.noNext')}</p>`;
    const title = t('watch.timeline.next');
    return html`<div>
      <h3>${title}<gg-explain .of=${title} .text=${t('watch.timeline.nextAbout')}></gg-explain></h3>
      <table>
        <colgroup>
          <col class="word" />
          <col />
          <col class="share" />
        </colgroup>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">${t('watch.timeline.word')}</th>
            <th scope="col" colspan="2">${t('watch.timeline.probability')}</th>
          </tr>
        </thead>
        <tbody>
          ${next.slice(0, MOST_BARS).map(
            ({ token, probability }) => html`<tr>
              <th scope="row"><bdi>${token}</bdi></th>
              <td>
                <svg aria-hidden="true"><rect width="${(probability * 100).toFixed(1)}%" height="100%" /></svg>
              </td>
              <td>${percent(probability)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** Of the last sample that was taken by the step looked at: samples are thinned while one looks. */
  #index(): number {
    const samples = this.page.shown.told.samples.taken;
    const { step } = this;
    if (step === null) return samples.length - 1;
    return Math.max(0, samples.filter((sample) => sample.step <= step).length - 1);
  }

  #scrub(index: number): void {
    this.#stop();
    this.#show(index);
  }

  #show(index: number): void {
    const samples = this.page.shown.told.samples.taken;
    this.step = index >= samples.length - 1 ? null : (samples[index]?.step ?? null);
  }

  readonly #toggle = (): void => {
    if (this.#timer !== null) return this.#stop();
    const period = matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_FRAME : FRAME;
    this.#show(this.step === null ? 0 : this.#index());
    this.#timer = window.setInterval(() => {
      this.#show(this.#index() + 1);
      if (this.step === null) this.#stop();
    }, period);
    this.requestUpdate();
  };

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.requestUpdate();
  }
}
