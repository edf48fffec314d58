// <gg-diagram>: the place of the model's picture, which is loaded once it comes into sight.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { IntersectionController } from '../../page/intersection-controller';
import { loadedLater } from '../../page/messages';
import { shared } from '../../styles/shared';
import '../explain';

@customElement('gg-diagram')
export class Diagram extends GlassElement {
  protected static override readonly panel = 'diagram';

  /** What it is for is told only if one asks. */
  @property({ type: Boolean }) compact = false;
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
      .compact {
        gap: var(--space-2);
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
    const title = t('page.section.diagram');
    const { loaded, compact } = this;
    return html`<section class="section ${loaded ? '' : 'waiting'} ${compact ? 'compact' : ''}">
      <h2>${title}${loaded && compact ? html`<gg-explain .of=${title} .text=${t('diagram.lead')}></gg-explain>` : nothing}</h2>
      ${loaded && !compact ? html`<p class="lead">${t('diagram.lead')}</p>` : nothing}
      ${loaded ? html`<gg-network-diagram></gg-network-diagram>` : nothing}
    </section>`;
  }
}
