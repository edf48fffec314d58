// <gg-workbench>: all that one does with a model, in one element. It puts the parts in their places; what they share is in
// its Page. It knows nothing of the document around it.

import { ContextProvider } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { t, within } from '../i18n/translate';
import { foldersAmong } from '../page/file-reading';
import { pageContext } from '../page/glass-element';
import type { Page } from '../page/page';
import { shared } from '../styles/shared';
import { type Theme, tokensFor } from '../styles/tokens';
import type { Microscope } from './microscope/microscope';
import type { MicroscopeWanted } from './microscope/wanted';
import './parts';

@customElement('gg-workbench')
export class Workbench extends LitElement {
  readonly #page: Page;
  readonly #tokens = new CSSStyleSheet();
  #theme: Theme | null = null;

  static override styles = [
    shared,
    css`
      :host {
        /* Its parts follow its width, not the window's: it may stand in a narrow column. */
        container-type: inline-size;
        display: grid;
        gap: var(--space-5);
        align-content: start;
        grid-template-columns: minmax(0, 1fr);
        color: var(--ink);
        font: var(--size-body) / 1.5 var(--sans);
        letter-spacing: normal;
        text-align: start;
        text-indent: 0;
        text-transform: none;
        white-space: normal;
        word-spacing: normal;
        -webkit-text-size-adjust: 100%;
      }
      /* In a document that is not ours, whose colours may be others. */
      :host(.alone) {
        padding: var(--space-4);
        border-radius: var(--corner);
        background: var(--paper);
      }
      .told {
        display: grid;
        gap: var(--space-2);
        min-width: 0;
      }
      [tabindex='-1']:focus {
        outline: none;
      }
      .parts > :not(.work) {
        margin-top: var(--space-5);
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
    `,
  ];

  constructor(page: Page) {
    super();
    this.#page = page;
    new ContextProvider(this, { context: pageContext, initialValue: page });
    for (const state of [page.locale, page.announcement, page.presentation]) state.subscribe(() => this.requestUpdate());
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    if (root instanceof ShadowRoot) root.adoptedStyleSheets.push(this.#tokens);
    return root;
  }

  protected override firstUpdated(): void {
    this.addEventListener('microscope-wanted', (event) => {
      this.goTo('microscope');
      void this.renderRoot.querySelector<Microscope>('gg-microscope')?.look((event as MicroscopeWanted).detail);
    });
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', (event) => {
      event.preventDefault();
      const { dataTransfer } = event;
      this.take(dataTransfer?.files, foldersAmong(dataTransfer?.items));
    });
  }

  protected override performUpdate(): void {
    within(this.#page.locale, () => super.performUpdate());
  }

  protected override willUpdate(): void {
    this.lang = this.#page.locale.language;
    const { theme } = this.#page.presentation.current;
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#tokens.replaceSync(tokensFor(theme));
  }

  protected override render() {
    const { keeps } = this.#page.runs;
    // In a document of others it is one landmark, which its element names.
    const role = this.classList.contains('alone') ? 'group' : nothing;
    return html`
      <div class="told">
        <gg-notice></gg-notice>
        ${keeps ? html`<gg-saving-fault></gg-saving-fault><gg-resume-offer></gg-resume-offer>` : nothing}
        <gg-task-panel></gg-task-panel>
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">${this.#page.announcement.text}</div>
      <div class="parts">
        <div class="work">
          <section class="bench" id="train" tabindex="-1" role=${role} aria-label=${t('page.training')}>${this.#bench()}</section>
          <section class="setup" role=${role} aria-label=${t('page.setup')}>${this.#setup()}</section>
        </div>
        <gg-diagram id="diagram" tabindex="-1"></gg-diagram>
        <gg-watch id="watch" tabindex="-1"></gg-watch>
        <gg-look-inside id="inside" tabindex="-1"></gg-look-inside>
        <gg-microscope id="microscope" tabindex="-1"></gg-microscope>
        <gg-runs id="runs" tabindex="-1"></gg-runs>
        <gg-article id="article" tabindex="-1"></gg-article>
      </div>
    `;
  }

  #setup() {
    return html`
      <gg-data-panel></gg-data-panel>
      <gg-start-choice></gg-start-choice>
      <gg-settings-panel></gg-settings-panel>
    `;
  }

  #bench() {
    return html`
      <gg-training-panel></gg-training-panel>
      <gg-live-sample></gg-live-sample>
      <gg-training-phases></gg-training-phases>
      <gg-same-question></gg-same-question>
      <gg-ask-box></gg-ask-box>
    `;
  }

  /** Goes to one of the sections. */
  goTo(section: string): void {
    const part = this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(section)}"]`);
    part?.scrollIntoView();
    part?.focus({ preventScroll: true });
  }

  /** Takes files that people bring. */
  take(files: FileList | undefined, folders: string[] = []): void {
    void this.#page.notice.attempt(() => this.#page.files.take(Array.from(files ?? []), folders));
  }
}
