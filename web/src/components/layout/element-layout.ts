// How the parts of a workbench stand in a document of others: by the element's width, never by the window's.

import { css, html } from 'lit';

import { t } from '../../i18n/translate';

export const elementLayout = css`
  .parts > :not(.work) {
    margin-top: var(--space-5);
  }
  .parts {
    margin-top: var(--space-4);
  }
  .parts,
  .work {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5);
  }
  .setup,
  .bench {
    display: grid;
    gap: var(--space-5);
    align-content: start;
    min-width: 0;
  }
  .bench {
    align-self: start;
    gap: 0;
    border: 1px solid var(--rule);
    border-radius: var(--corner);
    background: var(--panel);
  }
  .bench > * {
    padding: var(--space-4);
    min-width: 0;
  }
  .bench > * + * {
    border-top: 1px solid var(--rule);
  }
  /* What is not shown takes no room. */
  .setup:not(:has(> :not([hidden]))),
  .bench:not(:has(> :not([hidden]))) {
    display: none;
  }
  @container (min-width: 828px) {
    .work:has(.setup > :not([hidden])):has(.bench > :not([hidden])) {
      grid-template-columns: minmax(0, 1fr) 320px;
      gap: var(--space-6);
    }
    .bench > * {
      padding: var(--space-5);
    }
  }
`;

/** The whole is one landmark already, so that its sections are groups. */
export const elementParts = () => html`<div class="parts">
  <div class="work">
    <section class="bench" id="train" tabindex="-1" role="group" aria-label=${t('page.training')}>
      <gg-trained-model></gg-trained-model>
      <gg-training-panel></gg-training-panel>
      <gg-live-sample></gg-live-sample>
      <gg-training-phases></gg-training-phases>
      <gg-same-question></gg-same-question>
      <gg-ask-box></gg-ask-box>
    </section>
    <section class="setup" role="group" aria-label=${t('page.setup')}>
      <gg-data-panel></gg-data-panel>
      <gg-start-choice></gg-start-choice>
      <gg-settings-panel></gg-settings-panel>
    </section>
  </div>
  <gg-diagram id="diagram" tabindex="-1"></gg-diagram>
  <gg-watch id="watch" tabindex="-1"></gg-watch>
  <gg-look-inside id="inside" tabindex="-1"></gg-look-inside>
  <gg-microscope id="microscope" tabindex="-1"></gg-microscope>
  <gg-runs id="runs" tabindex="-1"></gg-runs>
  <gg-article id="article" tabindex="-1"></gg-article>
</div>`;
