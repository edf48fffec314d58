// <gg-experiment>: two runs that differ in one thing, chosen here, trained beside the run of the page.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Cancelled } from '../../client';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import { type NumberRange, type Settings, withFittingHeads } from '../../settings';
import { shared, stack } from '../../styles/shared';
import '../choice-field';
import '../number-field';
import { aboutSo } from '../preset-choice';
import '../work-progress';
import { another, type Changeable, changeables, nameOf, valueText } from './changes';
import './experiment-result';
import type { Outcome } from './findings';
import { sentences } from './sentences';

/** Prompts drawn from the data. */
const DRAWN = 8;

/** The steps that a run takes at most. */
const STEPS: NumberRange = {
  name: 'steps',
  parameter: 'experiment',
  least: 1,
  most: Number.MAX_SAFE_INTEGER,
  whole: true,
  optional: true,
  step: 50,
  slider: null,
};

@customElement('gg-experiment')
export class Experiment extends GlassElement {
  static override readonly states: readonly StateName[] = ['data', 'settings', 'estimate', 'status'];

  /** Of what is changed; null: the rate of the last phase. */
  @state() private chosen: string | null = null;
  /** Of the second run; null: as another() says. */
  @state() private secondSettings: Settings | null = null;
  @state() private until: number | null = null;
  @state() private busy = false;
  @state() private outcome: Outcome | null = null;
  @state() private fault = '';

  static override styles = [
    shared,
    stack,
    css`
      .fields {
        display: grid;
        gap: var(--space-3) var(--space-5);
      }
      @container (min-width: 608px) {
        .fields {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  protected override render() {
    const { data, settings, status } = this.page;
    const can = data.phases.length > 0 && settings.start !== 'resume' && settings.fault === '';
    return html`
      <h3>${t('experiment.title')}</h3>
      <p class="soft">${t('experiment.lead')}</p>
      ${can ? this.#form(status.run?.state === 'running') : html`<p>${t('experiment.cannot')}</p>`}
      <gg-work-progress .kinds=${['experiment']}></gg-work-progress>
      ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.outcome === null ? nothing : html`<gg-experiment-result .outcome=${this.outcome}></gg-experiment-result>`}
    `;
  }

  #form(running: boolean) {
    const { current } = this.page.settings;
    const all = changeables(this.page.data.phases);
    const chosen = this.#chosen(all);
    if (chosen === undefined) return nothing;
    const second = this.#second(chosen);
    const seconds = this.#seconds();
    return html`
      <div class="fields">
        <gg-choice-field
          data-name="what"
          .label=${t('experiment.what')}
          .about=${t('experiment.whatAbout')}
          .choices=${all.map((it) => [it.its.name, nameOf(it)])}
          .value=${chosen.its.name}
          .disabled=${this.busy}
          .take=${(name: string) => Object.assign(this, { chosen: name, secondSettings: null })}
        ></gg-choice-field>
        ${this.#value(chosen, second)}
        <gg-number-field
          area="experiment"
          .field=${STEPS}
          .value=${this.until}
          .disabled=${this.busy}
          .take=${(value: number | null) => (this.until = value)}
        ></gg-number-field>
      </div>
      <p data-name="plan">
        ${t('experiment.plan', { name: nameOf(chosen), first: valueText(chosen, current), second: valueText(chosen, second) })}
        ${seconds === null ? nothing : t('experiment.time', { time: aboutSo(seconds) })}
      </p>
      ${running ? html`<p class="soft">${t('experiment.pauseFirst')}</p>` : nothing}
      <div class="row">
        <button
          class="primary"
          data-name="start"
          ?disabled=${running || this.busy || valueText(chosen, current) === valueText(chosen, second)}
          @click=${() => void this.#start(chosen, second)}
        >
          ${t('experiment.start')}
        </button>
      </div>
    `;
  }

  #value(chosen: Changeable, second: Settings) {
    if (chosen.kind === 'choice') {
      const { its } = chosen;
      return html`<gg-choice-field
        data-name="value"
        .label=${t('experiment.second')}
        .about=${t(`settings.${its.name}.about`)}
        .choices=${its.values.map((value) => [value, t(`settings.${its.name}.is.${value}`)])}
        .value=${its.get(second)}
        .disabled=${this.busy}
        .take=${(value: string) => (this.secondSettings = its.set(this.page.settings.current, value))}
      ></gg-choice-field>`;
    }
    const { its } = chosen;
    return html`<gg-number-field
      data-name="value"
      .field=${its}
      .value=${its.get(second)}
      .disabled=${this.busy}
      .take=${(value: number | null) => (this.secondSettings = its.set(this.page.settings.current, value))}
    ></gg-number-field>`;
  }

  #chosen(all: readonly Changeable[]): Changeable | undefined {
    const last = this.page.data.phases.at(-1) ?? 'pretrain';
    const wanted = this.chosen ?? `${last}-learningRate`;
    return all.find(({ its }) => its.name === wanted) ?? all[0];
  }

  #second(chosen: Changeable): Settings {
    return this.secondSettings ?? another(chosen, this.page.settings.current);
  }

  /** Both runs together, about; null while that is not known. */
  #seconds(): number | null {
    const { seconds, steps } = this.page.estimate;
    if (seconds === null || steps === null) return null;
    return 2 * seconds * Math.min(1, (this.until ?? Infinity) / steps);
  }

  async #start(chosen: Changeable, second: Settings): Promise<void> {
    const { client, question, settings, training } = this.page;
    const first = settings.current;
    const [name, values] = [nameOf(chosen), [valueText(chosen, first), valueText(chosen, second)] as [string, string]];
    this.busy = true;
    this.fault = '';
    this.outcome = null;
    try {
      const setups = [training.setup(first), training.setup(withFittingHeads(second))];
      const request = { type: 'experiment', setups, until: this.until, question: question.text, drawn: DRAWN } as const;
      const reply = await client.request<'experiment'>(request);
      this.outcome = { name, values, reply };
      this.announce(() => (this.outcome === null ? '' : sentences(this.outcome).join(' ')));
    } catch (error) {
      this.fault = this.inItsLanguage(() => (error instanceof Cancelled ? t('experiment.cancelled') : reasonOf(error)));
    }
    this.busy = false;
  }
}
