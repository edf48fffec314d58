// <gg-diagram>: the place of the model's picture, which is loaded once it comes into sight.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { IntersectionController } from '../../page/intersection-controller';
import { loadedLater } from '../../page/messages';
import { shared } from '../../styles/shared';

@customElement('gg-diagram')
export class Diagram extends GlassElement {
  protected static override readonly panel = 'diagram';

  @state() private loaded = false;

  static override styles = [
    shared,
    css`
      .section {
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
      }
      .waiting {
        min-height: 600px;
      }
    `,
  ];

  constructor() {
    super();
    new IntersectionController(this, (visible) => {
      if (visible && !this.loaded) void this.page.notice.attempt(() => this.#load());
    });
  }

  async #load(): Promise<void> {
    await loadedLater(() => Promise.all([import('./network-diagram'), this.page.locale.need('diagram')]));
    this.loaded = true;
  }

  protected override render() {
    return html`<section class="section ${this.loaded ? '' : 'waiting'}">
      <h2>${t('page.section.diagram')}</h2>
      ${this.loaded ? html`<p class="lead">${t('diagram.lead')}</p><gg-network-diagram></gg-network-diagram>` : nothing}
    </section>`;
  }
}
