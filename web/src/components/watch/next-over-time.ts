// <gg-next-over-time>: how likely the words were, checkpoint by checkpoint, that the model expects at the end.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { count, percent } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { StateName } from '../../page/page';
import type { Sample } from '../../protocol';
import { shared } from '../../styles/shared';
import type { ChartData, Line } from './chart-data';
import { evenIndices } from '../../downsample';
import './line-chart';

const MOST_WORDS = 5;
const MOST_ROWS = 50;
const COLOURS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'] as const;

@customElement('gg-next-over-time')
export class NextOverTime extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['samples', 'shown'];

  /** The one looked at: those with the same beginning are shown. */
  @property({ attribute: false }) sample: Sample | null = null;
  @state() private open = false;

  static override styles = [
    shared,
    css`
      h3 {
        display: flex;
        align-items: center;
      }
      .scroll {
        max-height: 320px;
        margin-top: var(--space-2);
        overflow: auto;
      }
    `,
  ];

  protected override render() {
    const samples = this.#alike();
    if (samples.length < 2) return nothing;
    const title = t('watch.timeline.over');
    return html`
      <h3>${title}<gg-explain .of=${title} .text=${t('watch.timeline.overAbout')}></gg-explain></h3>
      <gg-line-chart .source=${() => this.#data(samples)} .label=${t('watch.timeline.overChart')}></gg-line-chart>
      <details @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
        <summary class="soft">${t('watch.timeline.overTable')}</summary>
        ${this.open ? this.#table(samples) : nothing}
      </details>
    `;
  }

  /** The samples with the same beginning, of which expectations were kept. */
  #alike(): Sample[] {
    const { sample } = this;
    return this.page.shown.told.samples.taken.filter(
      ({ phase, prompt, next }) => phase === sample?.phase && prompt === sample.prompt && next.length > 0,
    );
  }

  #data(samples: Sample[]): ChartData {
    const x = samples.map(({ step }) => step);
    const lines = likeliestAtLast(samples).map(({ token, values }, i): Line => {
      return { name: token, colour: COLOURS[i] ?? 'rule-strong', width: 2, values };
    });
    const first = x[0] ?? 0;
    return {
      x,
      lines,
      xRange: [first, Math.max(x.at(-1) ?? 0, first + 1)],
      yRange: [0, 1],
      mark: this.sample?.step ?? null,
      named: true,
    };
  }

  #table(samples: Sample[]) {
    const lines = likeliestAtLast(samples);
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('watch.timeline.overTable')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('watch.step')}</th>
            ${lines.map(({ token }) => html`<th scope="col"><bdi class="token">${token}</bdi></th>`)}
          </tr>
        </thead>
        <tbody>
          ${evenIndices(samples.length, MOST_ROWS).map(
            (i) => html`<tr>
              <th scope="row">${count(samples[i]?.step ?? 0)}</th>
              ${lines.map(({ values }) => html`<td>${written(values[i])}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

const written = (probability: number | null | undefined): string =>
  typeof probability === 'number' ? percent(probability) : '';

/** The words likeliest at the last sample, with how likely each sample took them; null where it was not told. */
function likeliestAtLast(samples: Sample[]): { token: string; values: (number | null)[] }[] {
  const last = samples.at(-1)?.next ?? [];
  return last.slice(0, MOST_WORDS).map(({ id, token }) => ({
    token,
    values: samples.map(({ next }) => next.find((other) => other.id === id)?.probability ?? null),
  }));
}
