// <gg-workbench>: all that one does with a model, in one element. It puts the parts in their places; what they share is in
// its Page. It knows nothing of the document around it.

import { ContextProvider } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { within } from '../i18n/translate';
import { foldersAmong } from '../page/file-reading';
import { pageContext } from '../page/glass-element';
import type { Page } from '../page/page';
import { shared } from '../styles/shared';
import { type Theme, tokensFor } from '../styles/tokens';
import { elementLayout, elementParts } from './layout/element-layout';
import { type Arrangement, SectionWanted } from './layout/sections';
import { siteLayout, siteParts } from './layout/site-layout';
import type { Microscope } from './microscope/microscope';
import type { MicroscopeWanted } from './microscope/wanted';
import './parts';

@customElement('gg-workbench')
export class Workbench extends LitElement {
  readonly #page: Page;
  readonly #tokens = new CSSStyleSheet();
  @property({ attribute: false }) arrangement: Arrangement = 'element';
  /** The one that is shown where there is one at a time. */
  @property({ attribute: false }) section = '';
  #theme: Theme | null = null;

  static override styles = [
    shared,
    elementLayout,
    siteLayout,
    css`
      /* Loaded later, or not at all. */
      gg-trained-model:not(:defined) {
        display: none;
      }
      :host {
        /* Its parts follow its width, not the window's: it may stand in a narrow column. */
        container-type: inline-size;
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
      /* Nothing takes no room: the margins of empty ones are one. */
      .told > * {
        margin-block: var(--space-2);
      }
      [tabindex='-1']:focus {
        outline: none;
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
    this.addEventListener('section-wanted', (event) => {
      // In the site it is the site that goes.
      if (this.arrangement === 'element') this.goTo((event as SectionWanted).detail);
    });
    this.addEventListener('microscope-wanted', (event) => {
      this.dispatchEvent(new SectionWanted('microscope'));
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
    const { announcement, presentation } = this.#page;
    const parts =
      this.arrangement === 'element'
        ? html`${this.#told()}${elementParts()}`
        : siteParts(presentation, this.arrangement, this.section, this.#told());
    return html`<div class="visually-hidden" role="status" aria-live="polite">${announcement.text}</div>
      ${parts}`;
  }

  #told() {
    const { keeps } = this.#page.runs;
    return html`<div class="told">
      <gg-notice></gg-notice>
      ${keeps ? html`<gg-saving-fault></gg-saving-fault><gg-resume-offer></gg-resume-offer>` : nothing}
      <gg-task-panel></gg-task-panel>
    </div>`;
  }

  /** One of the sections, once it is drawn; null if there is none of that name. */
  placeOf(section: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(section)}"]`);
  }

  /** Goes to one of the sections. */
  goTo(section: string): void {
    const place = this.placeOf(section);
    place?.scrollIntoView();
    place?.focus({ preventScroll: true });
  }

  /** Takes files that people bring. */
  take(files: FileList | undefined, folders: string[] = []): void {
    void this.#page.notice.attempt(() => this.#page.files.take(Array.from(files ?? []), folders));
  }
}
