// How the parts of a workbench stand in the site: the first sections beside each other in one window with the others
// below, or one section at a time.

import { css, html, type TemplateResult } from 'lit';

import { t } from '../../i18n/translate';
import type { PresentationState } from '../../page/presentation-state';
import { type Arrangement, SECTIONS } from './sections';

export const siteLayout = css`
  .site,
  .rest,
  .setting-up,
  .site section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
  }
  .site,
  .rest {
    gap: var(--space-6);
  }
  .site section {
    min-width: 0;
    /* Parts follow the width of their section. */
    container-type: inline-size;
    scroll-margin-top: calc(var(--head, 0px) + var(--space-4));
  }
  :is(#data, #train, #ask, .curves) {
    padding: var(--space-4);
    gap: var(--space-4);
  }
  :is(#data, #train, #ask) > :not(:first-child):not([hidden]) {
    padding-top: var(--space-4);
    border-top: 1px solid var(--rule);
  }

  /* One below the other, or one at a time. */
  :is(.single, .stacked) :is(.first, .columns, .setting-up, .rest) {
    display: contents;
  }
  .site:is(.single, .stacked) {
    gap: 0;
  }
  :is(.single, .stacked) section {
    margin-top: var(--space-4);
  }
  :is(.single, .stacked) :is(#data, #train, #ask, .curves) {
    border: 1px solid var(--rule);
    border-radius: var(--corner);
    background: var(--panel);
  }
  .single .away {
    display: none;
  }

  /* Beside each other. */
  .beside .first {
    display: flex;
    flex-direction: column;
  }
  .beside .columns {
    flex: 1;
    display: grid;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-flow: column;
    gap: var(--space-4);
    min-height: 0;
  }
  .beside .column {
    position: relative;
    min-width: 0;
    overflow: hidden auto;
    border: 1px solid var(--rule);
    border-radius: var(--corner);
    background: var(--panel);
    scrollbar-gutter: stable;
    scrollbar-width: thin;
  }
  .beside .setting-up > * + * {
    border-top: 1px solid var(--rule);
  }
  .beside #diagram {
    padding: var(--space-4);
  }
  .beside .full #diagram {
    --drawing-height: max(18rem, 100vh - 27rem);
  }
  .beside .setting-up:not(:has(> :not([hidden]))) {
    display: none;
  }
  /* All of them are shown: they fill the window. */
  .beside .first.full {
    height: max(34rem, 100vh - var(--above, 0px));
    height: max(34rem, 100dvh - var(--above, 0px));
    padding-bottom: var(--space-3);
  }
  .beside .full .columns {
    grid-template-columns: minmax(20.5rem, 27fr) minmax(0, 46fr) minmax(20.5rem, 27fr);
  }
  @media (min-width: 112.5em) {
    .beside .full .columns {
      grid-template-columns: minmax(42rem, 46fr) minmax(0, 56fr) minmax(26rem, 32fr);
    }
    .beside .full .setting-up {
      grid-template: auto 1fr / minmax(0, 1fr) minmax(0, 1fr);
      grid-template-areas: 'data train' 'data curves';
    }
    .beside .full #data {
      grid-area: data;
      border-right: 1px solid var(--rule);
    }
    .beside .full #train {
      grid-area: train;
    }
    .beside .full .curves {
      grid-area: curves;
    }
    .beside .full .setting-up > #data {
      border-top: 0;
    }
    .beside .rest {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      align-items: start;
    }
    .beside .rest > #article {
      grid-column: 1 / -1;
    }
  }

  @media print {
    .site,
    .first,
    .columns,
    .setting-up,
    .rest,
    .column,
    .site section:not([hidden]) {
      display: block !important;
      height: auto !important;
      overflow: visible !important;
      container-type: normal;
    }
    .site section {
      margin-bottom: var(--space-5);
    }
  }
`;

/**
 * All sections, each where it is.
 * @param told stands above them
 * @param current the one that is shown where there is one at a time
 */
export function siteParts(
  presentation: PresentationState,
  arrangement: Arrangement,
  current: string,
  told: TemplateResult,
) {
  const shows = new Map(SECTIONS.map(([id, panels]) => [id, panels.some((panel) => presentation.shows(panel))]));
  const isAway = (id: string): string => (id === current ? '' : 'away');
  const section = (id: string, content: TemplateResult, where = '') =>
    html`<section
      id=${id}
      class="${where} ${isAway(id)}"
      tabindex="-1"
      aria-label=${t(`page.section.${id}`)}
      ?hidden=${shows.get(id) !== true}
    >
      ${content}
    </section>`;
  const isFull = shows.get('diagram') && shows.get('ask') && (shows.get('train') || shows.get('data'));
  return html`<div class="site ${arrangement === 'columns' ? 'beside' : arrangement}">
    <div class="first ${isFull ? 'full' : ''}">
      ${told}
      <div class="columns">
        <div class="column setting-up">
          ${section(
            'train',
            html`<gg-trained-model></gg-trained-model>
              <gg-training-panel></gg-training-panel>
              <gg-live-sample></gg-live-sample>`,
          )}
          ${section(
            'data',
            html`<gg-data-panel></gg-data-panel>
              <gg-start-choice></gg-start-choice>
              <gg-settings-panel></gg-settings-panel>`,
          )}
          <section class="curves ${isAway('train')}" aria-label=${t('page.curves')} ?hidden=${!presentation.shows('phases')}>
            <gg-training-phases></gg-training-phases>
          </section>
        </div>
        ${section('diagram', html`<gg-diagram ?compact=${arrangement === 'columns'}></gg-diagram>`, 'column')}
        ${section(
          'ask',
          html`<gg-ask-box></gg-ask-box>
            <gg-same-question></gg-same-question>`,
          'column',
        )}
      </div>
    </div>
    <div class="rest">
      ${section('watch', html`<gg-watch></gg-watch>`)} ${section('inside', html`<gg-look-inside></gg-look-inside>`)}
      ${section('microscope', html`<gg-microscope></gg-microscope>`)} ${section('runs', html`<gg-runs></gg-runs>`)}
      ${section('article', html`<gg-article ?paged=${arrangement === 'single'}></gg-article>`)}
    </div>
  </div>`;
}
