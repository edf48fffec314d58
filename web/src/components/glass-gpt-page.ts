// <glass-gpt-page>: the site around a <glass-gpt>. It alone knows of the address, of what this browser keeps, and of the
// document's language.

import { ContextProvider } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { ALL } from '../element/attributes';
import { tellFrom } from '../element/events';
import type { Panel } from '../element/panels';
import { siteLocale } from '../i18n/site-language';
import { t, within } from '../i18n/translate';
import { control } from '../page/control';
import { foldersAmong } from '../page/file-reading';
import { pageContext } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import { Page } from '../page/page';
import { followAddress, rewriteAddress } from '../page/url-settings';
import { findApi, FOR_COURSE } from '../scorm/api';
import type { Course } from '../scorm/course';
import { shared } from '../styles/shared';
import { type Theme, tokensFor } from '../styles/tokens';
import { Demo } from './demo';
import type { GlassGpt } from './glass-gpt';
import './glass-gpt';
import './language-choice';

/** The sections one can go to, by their ids, which addresses may end in, each with its panels. */
const SECTIONS: readonly (readonly [id: string, panels: readonly Panel[]])[] = [
  ['train', ['training', 'sample', 'phases', 'same-question', 'ask']],
  ['diagram', ['diagram']],
  ['watch', ['watch']],
  ['inside', ['inside']],
  ['microscope', ['microscope']],
  ['runs', ['runs']],
  ['article', ['article']],
];
/** The one that is loaded when somebody goes there. */
const EMBED = 'embed';

@customElement('glass-gpt-page')
export class GlassGptPage extends LitElement {
  #page = this.#makePage();
  #demo = this.#demoOf(this.#page);
  readonly #context = new ContextProvider(this, { context: pageContext, initialValue: this.#page });
  /** The page's state that is shown; another one once the site was taken out of the document, and put in again. */
  #shown: Page | null = null;

  readonly #tokens = new CSSStyleSheet();
  #theme: Theme = 'auto';
  /** One looks at how it is embedded. */
  @state() private embedding = false;
  @state() private course: Course | null = null;

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        max-width: 1120px;
        min-height: 100vh;
        margin: 0 auto;
        padding: var(--space-5) var(--space-4) var(--space-6);
        align-content: start;
        grid-template-columns: minmax(0, 1fr);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: start;
        gap: var(--space-3);
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
      }
      nav a {
        display: inline-block;
        padding: var(--space-1) 0;
        color: var(--glass);
      }
      header p {
        color: var(--ink-soft);
      }
      h1 {
        font-size: var(--size-title);
        font-weight: 700;
        letter-spacing: -0.02em;
        line-height: 1.2;
      }
      gg-embed-panel {
        margin-top: var(--space-6);
      }
      gg-embed-panel:focus {
        outline: none;
      }
      h1 span {
        color: var(--glass);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#page.life.aborted) {
      this.#page = this.#makePage();
      this.#demo = this.#demoOf(this.#page);
      this.#context.setValue(this.#page);
    }
    if (this.#shown !== this.#page) this.#listen();
  }

  get #isForCourse(): boolean {
    return this.getAttribute('data-course') === FOR_COURSE['data-course'];
  }

  /** A course keeps the run itself: browsers in classrooms are many people's. */
  #makePage(): Page {
    const keepsRuns = !(ONE_FILE && this.#isForCourse && findApi() !== null);
    return new Page({ locale: siteLocale, keepsRuns, usual: [ALL] });
  }

  #demoOf(page: Page): Demo {
    return new Demo(page, (name, detail) => tellFrom(this, name, detail));
  }

  #listen(): void {
    this.#shown = this.#page;
    const { life: signal, locale, presentation } = this.#page;
    for (const state of [locale, presentation]) {
      const stop = state.subscribe(() => this.requestUpdate());
      signal.addEventListener('abort', stop);
    }
    // A text that is pasted goes to the field that it is pasted into.
    document.addEventListener('paste', ({ clipboardData }) => this.#demo.workbench.take(clipboardData?.files), { signal });
    addEventListener('hashchange', () => this.#goTo(location.hash), { signal });
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<GlassGpt>('glass-gpt')?.use(this.#demo);
      void this.#begin();
    });
  }

  protected override performUpdate(): void {
    within(this.#page.locale, () => super.performUpdate());
  }

  protected override firstUpdated(): void {
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', (event) => {
      if (event.defaultPrevented) return; // it fell on the element, which takes it
      event.preventDefault();
      this.#demo.workbench.take(event.dataTransfer?.files, foldersAmong(event.dataTransfer?.items));
    });
  }

  /** The document is as light or dark as the element. */
  protected override willUpdate(): void {
    const { theme } = this.#page.presentation.current;
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#tokens.replaceSync(tokensFor(theme).replaceAll(':host', ':root'));
    if (!document.adoptedStyleSheets.includes(this.#tokens)) document.adoptedStyleSheets.push(this.#tokens);
  }

  protected override render() {
    const { presentation } = this.#page;
    const sections = SECTIONS.filter(([, panels]) => panels.some((panel) => presentation.shows(panel))).map(([id]) => id);
    // Beside the single file there is nothing that one could embed.
    if (!ONE_FILE && presentation.shows(EMBED)) sections.push(EMBED);
    const head = presentation.shows('head');
    const part = (name: string, content: unknown): unknown => (presentation.shows(name) ? content : nothing);
    return html`
      <header ?hidden=${!head}>
        <div>
          <h1>Glass<span>GPT</span></h1>
          <p>${t('page.what')}</p>
        </div>
        <div class="row">
          <button ${control(presentation, 'tour', false)} @click=${this.#tour}>${t('tour.take')}</button>
          ${part('language', html`<gg-language-choice></gg-language-choice>`)}
        </div>
      </header>
      <nav ?hidden=${!presentation.shows('sections')} aria-label=${t('page.sections')}>
        ${sections.map((id) => html`<a href="#${id}" @click=${this.#follow}>${t(`page.section.${id}`)}</a>`)}
        ${ONE_FILE ? nothing : html`<a href="lessons/${this.#page.locale.language}/index.html">${t('page.lessons')}</a>`}
      </nav>
      ${ONE_FILE && this.course !== null ? html`<gg-course-bar .course=${this.course}></gg-course-bar>` : nothing}
      <main><glass-gpt></glass-gpt></main>
      ${this.embedding ? html`<gg-embed-panel id=${EMBED} tabindex="-1"></gg-embed-panel>` : nothing}
    `;
  }

  /** Its settings first: what they bring moves the sections. */
  async #begin(): Promise<void> {
    if (ONE_FILE && this.#isForCourse) {
      const { joinCourse } = await import('../scorm/join');
      this.course = await joinCourse(this.#page, this.#demo.handle, this);
    }
    await this.#demo.handle.begin(() => followAddress(this.#page, this.attributes));
    await this.#demo.workbench.updateComplete;
    if (location.hash !== '') this.#goTo(location.hash);
    if (ONE_FILE) await this.course?.restore();
    else await this.#openServedModel();
    const { autostart } = this.#page.presentation.current;
    if (autostart === 'visible') await this.#seen();
    if (autostart !== 'no' && !this.#page.life.aborted) await this.#page.notice.attempt(() => this.#page.training.train());
  }

  async #openServedModel(): Promise<void> {
    const address = this.getAttribute('data-model');
    if (address === null) return;
    await this.#page.notice.attempt(async () => {
      const { openServedModel } = await loadedLater(() => import('../page/served-model'));
      await openServedModel(this.#page, address);
    });
  }

  /** Settles once one sees it. */
  #seen(): Promise<void> {
    return new Promise((resolve) => {
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(this);
    });
  }

  /** Browsers do not look for an address's place in here. */
  readonly #follow = (event: Event): void => {
    event.preventDefault();
    const { hash } = event.currentTarget as HTMLAnchorElement;
    rewriteAddress(hash);
    this.#goTo(hash);
  };

  #goTo(hash: string): void {
    if (hash === `#${EMBED}`) void this.#page.notice.attempt(() => this.#embed());
    else this.#demo.workbench.goTo(hash.slice(1));
  }

  async #embed(): Promise<void> {
    if (ONE_FILE) return;
    await loadedLater(() => Promise.all([import('./embed/embed-panel'), this.#page.locale.need(EMBED)]));
    this.embedding = true;
    await this.updateComplete;
    const panel = this.renderRoot.querySelector<HTMLElement>(`#${EMBED}`);
    panel?.scrollIntoView();
    panel?.focus({ preventScroll: true });
  }

  async #tour(): Promise<void> {
    await this.#page.notice.attempt(async () => {
      const { takeTour } = await loadedLater(() => import('../tour'));
      const { activeElement } = this.renderRoot as ShadowRoot;
      within(this.#page.locale, () => takeTour(this.#demo.workbench.renderRoot as ShadowRoot, activeElement));
    });
  }
}
