// <gg-training-cost>: what training costs, in time, steps, tokens and energy: so far, and until it is over.

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count, duration, figures } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { stepsInAll, stepsTaken } from '../page/progress';
import { shared } from '../styles/shared';

/**
 * Of a processor core at work, in watts. Green Algorithms takes 12 W a core where a processor is not known; the cores in
 * its table have 3.8 to 23.8 W: L. Lannelongue, J. Grealey, M. Inouye, Advanced Science 8 (2021), and
 * data/latest/TDP_cpu.csv of its calculator.
 */
const CORE_WATTS = { usual: 12, least: 3.8, most: 23.8 };
const SOURCE = 'https://doi.org/10.1002/advs.202100707';
/** What the energy is compared with. */
const LAMP_WATTS = 5;
const JOULES_A_WATT_HOUR = 3600;
/** Below it energy is told in joules, in watt-hours. */
const LEAST_WATT_HOURS = 1;

/** Null where it is not known. */
interface Amount {
  soFar: number;
  inAll: number | null;
}

/** How amounts of energy up to so many joules are written: all in one unit. */
function unitFor(most: number): (joules: number) => string {
  if (most < LEAST_WATT_HOURS * JOULES_A_WATT_HOUR) return (joules) => t('cost.joules', { value: figures(joules) });
  return (joules) => t('cost.wattHours', { value: figures(joules / JOULES_A_WATT_HOUR) });
}

@customElement('gg-training-cost')
export class TrainingCost extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['estimate', 'effort', 'status', 'progress'];

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-4);
      }
      dd {
        font-variant-numeric: tabular-nums;
      }
      a {
        color: var(--glass);
      }
    `,
  ];

  protected override render() {
    const { soFar, inAll } = this.#coreSeconds();
    const { usual, least, most } = CORE_WATTS;
    const joules = { soFar: usual * soFar, inAll: inAll === null ? null : usual * inAll };
    const told = inAll ?? soFar;
    const energy = unitFor(most * told);
    const bounds = { least: energy(least * told), most: energy(most * told) };
    return html`
      <dl>
        ${this.#row('time', this.#time(), duration)} ${this.#row('steps', this.#steps(), count)}
        ${this.#row('tokens', this.#tokens(), count)}
        ${this.#row('energy', joules, energy)}
      </dl>
      <p class="soft">${t('cost.lamp', { watts: LAMP_WATTS, time: duration((usual / LAMP_WATTS) * told) })}</p>
      <p class="soft">
        ${t('cost.estimate', { watts: usual, ...bounds })}
        <a href=${SOURCE} target="_blank" rel="noopener">${t('cost.source')}</a>
      </p>
    `;
  }

  #row(name: 'time' | 'steps' | 'tokens' | 'energy', { soFar, inAll }: Amount, written: (value: number) => string) {
    const value = { soFar: written(soFar), inAll: inAll === null ? '–' : written(inAll) };
    const over = this.page.status.run?.state === 'done';
    return html`<dt>${t(`cost.${name}`)}</dt>
      <dd data-name=${name}>${over ? value.soFar : t('cost.ofAbout', value)}</dd>`;
  }

  /** The seconds that training took, its rests left out. */
  get #worked(): number {
    return this.page.status.run === null ? 0 : (this.page.progress.history.columns.seconds.at(-1) ?? 0);
  }

  #time(): Amount {
    const { progress, effort, estimate } = this.page;
    const soFar = this.#worked / effort.share;
    if (progress.latest === null) return { soFar, inAll: estimate.seconds };
    return { soFar, inAll: soFar + progress.latest.secondsLeft };
  }

  /** That cores work; each worker has one. */
  #coreSeconds(): Amount {
    const { share } = this.page.effort;
    const workers = this.page.status.workers?.count ?? 1;
    const { soFar, inAll } = this.#time();
    return { soFar: soFar * share * workers, inAll: inAll === null ? null : inAll * share * workers };
  }

  #steps(): Amount {
    const { estimate, progress, status } = this.page;
    const { run } = status;
    const soFar = stepsTaken(run, progress.latest);
    return { soFar, inAll: run === null || soFar === 0 ? estimate.steps : stepsInAll(run, progress.latest).total };
  }

  #tokens(): Amount {
    const { estimate, progress } = this.page;
    if (progress.latest === null) return { soFar: 0, inAll: estimate.tokens };
    const { tokens, tokensLeft } = progress.latest;
    return { soFar: tokens, inAll: tokens + tokensLeft };
  }
}
