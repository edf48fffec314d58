// <gg-compare-chart>: the losses of several runs in one chart, by steps or by time of training.

import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { KeptRun } from '../../page/run-store';
import { shared } from '../../styles/shared';

@customElement('gg-compare-chart')
export class CompareChart extends GlassElement {
  @property({ attribute: false }) runs: readonly KeptRun[] = [];
  @property() by: 'step' | 'seconds' = 'step';

  static override styles = [shared, css``];

  protected override render() {
    return html`<div role="img" aria-label=${t('runs.chart', { n: this.runs.length })}></div>`;
  }
}
