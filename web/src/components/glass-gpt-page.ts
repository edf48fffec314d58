// <glass-gpt-page>: the site around a <glass-gpt>. It alone knows of the address, of what this browser keeps, and of the
// document's language.

import { ContextProvider } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { ALL } from '../element/attributes';
import { tellFrom } from '../element/events';
import { siteLocale } from '../i18n/site-language';
import { t, within } from '../i18n/translate';
import { goToAddress, sectionIn } from '../page/address';
import { control } from '../page/control';
import { foldersAmong } from '../page/file-reading';
import { followAddress } from '../page/follow-address';
import { pageContext } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import { Page } from '../page/page';
import { findApi, FOR_COURSE } from '../scorm/api';
import type { Course } from '../scorm/course';
import { shared } from '../styles/shared';
import { type Theme, tokensFor } from '../styles/tokens';
import { bringTrainedModel } from './bring-trained-model';
import { Demo } from './demo';
import type { GlassGpt } from './glass-gpt';
import './glass-gpt';
import './language-choice';
import { HeldPlace } from './layout/held-place';
import { type Arrangement, EMBED, FIRST_SECTIONS, MORE, SECTIONS, type SectionWanted } from './layout/sections';
import { otherSections } from './layout/site-bar';
import type { Tour } from './tour/tour';

/** Where there is room for the first sections beside each other; in the size that letters have if nobody changes it. */
const WIDE = '(min-width: 67.5em)';
/** The section that one sees first, where there is one at a time. */
const FIRST = 'train';

@customElement('glass-gpt-page')
export class GlassGptPage extends LitElement {
  #page = this.#makePage();
  #demo = this.#demoOf(this.#page);
  readonly #context = new ContextProvider(this, { context: pageContext, initialValue: this.#page });
  /** The page's state that is shown; another one once the site was taken out of the document, and put in again. */
  #shown: Page | null = null;

  readonly #tokens = new CSSStyleSheet();
  #theme: Theme = 'auto';
  /** What embeds it was loaded. */
  @state() private embedding = false;
  /** The tour was loaded, and is under way. */
  @state() private tour: 'none' | 'begun' | 'left' = 'none';
  /** The section that is shown, where there is one at a time. */
  @state() private section = FIRST;
  /** How far each was scrolled down when one left it. */
  readonly #scrolled = new Map<string, number>();
  readonly #held = new HeldPlace();
  /** The small trained model has come, or will not. */
  #complete = false;
  readonly #wide = matchMedia(WIDE);
  @state() private course: Course | null = null;

  static override styles = [
    shared,
    css`
      :host {
        --head: 0px;
        box-sizing: border-box;
        display: grid;
        gap: var(--space-3);
        min-height: 100vh;
        padding: var(--space-3) max(var(--space-4), env(safe-area-inset-right)) var(--space-6)
          max(var(--space-4), env(safe-area-inset-left));
        align-content: start;
        grid-template-columns: minmax(0, 1fr);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: center;
        gap: var(--space-2) var(--space-4);
      }
      .what {
        color: var(--ink-soft);
      }
      h1 {
        font-size: var(--size-title);
        font-weight: 700;
        letter-spacing: -0.02em;
        line-height: 1.2;
      }
      h1 span {
        color: var(--glass);
      }
      [tabindex='-1'] {
        scroll-margin-top: calc(var(--head) + var(--space-4));
      }
      [tabindex='-1']:focus {
        outline: none;
      }
      .more ul {
        display: grid;
        gap: var(--space-2);
        list-style: none;
      }
      .more a {
        display: block;
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        background: var(--panel);
        color: var(--glass);
        font-weight: 650;
        text-decoration: none;
      }

      /* The first sections fill the window below one line. */
      :host(.columns) {
        --head: 3.25rem;
        --above: 5rem;
        gap: 0;
        padding-top: 0;
      }
      :host(.columns.headless) {
        --head: 0px;
        --above: 0px;
      }
      :host(.columns) .what {
        height: 1.75rem;
        font-size: var(--size-small);
        line-height: 1.75rem;
      }
      :host(.columns) header {
        position: sticky;
        z-index: 1;
        top: 0;
        flex-wrap: nowrap;
        height: var(--head);
        border-bottom: 1px solid var(--rule);
        background: var(--paper);
      }
      :host(.columns) gg-site-bar {
        flex: 1;
        min-width: 0;
      }
      :host(.columns) gg-embed-panel {
        margin-top: var(--space-6);
      }
      @media (min-width: 112.5em) {
        :host(.columns) {
          padding-inline: var(--space-5);
        }
      }

      /* One section at a time, above the bar. */
      :host(.single) {
        gap: 0;
        --bar-height: calc(56px + env(safe-area-inset-bottom));
        padding-bottom: calc(var(--bar-height) + var(--space-4));
      }
      :host(.single) gg-embed-panel {
        margin-top: var(--space-4);
      }
      :host(.single) :is(.what, .more) {
        margin-top: var(--space-2);
      }
      :host(.single) .away {
        display: none;
      }

      /* What the tour's card lies on can be moved out from under it. */
      :host(.touring) {
        padding-bottom: 50vh;
      }

      @media print {
        :host {
          display: block;
          padding: 0;
        }
        header {
          position: static;
          border: 0;
        }
        header .row,
        .more {
          display: none;
        }
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
    // Where the words differ, too, there is no `hashchange`.
    addEventListener('popstate', () => this.#goTo(sectionIn(location.hash) || FIRST), { signal });
    this.#wide.addEventListener('change', () => this.requestUpdate(), { signal });
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<GlassGpt>('glass-gpt')?.use(this.#demo);
      void this.#begin();
    });
  }

  protected override performUpdate(): void {
    within(this.#page.locale, () => super.performUpdate());
  }

  protected override firstUpdated(): void {
    this.addEventListener('section-wanted', (event) => {
      const { detail } = event as SectionWanted;
      goToAddress(detail);
      this.#goTo(detail);
    });
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', (event) => {
      if (event.defaultPrevented) return; // it fell on the element, which takes it
      event.preventDefault();
      this.#demo.workbench.take(event.dataTransfer?.files, foldersAmong(event.dataTransfer?.items));
    });
  }

  /** The ids of the sections that there are. */
  get #sections(): string[] {
    const { presentation } = this.#page;
    const sections = SECTIONS.filter(([, panels]) => panels.some((panel) => presentation.shows(panel))).map(([id]) => id);
    // Beside the single file there is nothing that one could embed.
    return !ONE_FILE && presentation.shows(EMBED) ? [...sections, EMBED] : sections;
  }

  get #arrangement(): Arrangement {
    if (this.#wide.matches) return 'columns';
    return this.#page.presentation.shows('sections') && this.#sections.length > 1 ? 'single' : 'stacked';
  }

  protected override willUpdate(): void {
    const sections = this.#sections;
    if (this.section !== MORE && !sections.includes(this.section)) this.section = sections[0] ?? FIRST;
    const arrangement = this.#arrangement;
    for (const its of ['columns', 'single'] as const) this.classList.toggle(its, its === arrangement);
    this.classList.toggle('headless', !this.#page.presentation.shows('head'));
    this.classList.toggle('touring', this.tour === 'begun');
    Object.assign(this.#demo.workbench, { arrangement, section: this.section });
    this.#takeTheme();
  }

  /** The document is as light or dark as the element. */
  #takeTheme(): void {
    const { theme } = this.#page.presentation.current;
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#tokens.replaceSync(tokensFor(theme).replaceAll(':host', ':root'));
    if (!document.adoptedStyleSheets.includes(this.#tokens)) document.adoptedStyleSheets.push(this.#tokens);
  }

  protected override render() {
    const { locale, presentation } = this.#page;
    const { section } = this;
    const sections = this.#sections;
    const isSingle = this.#arrangement === 'single';
    const part = (name: string, content: unknown): unknown => (presentation.shows(name) ? content : nothing);
    const away = (isHere: boolean): string => (isHere ? '' : 'away');
    return html`
      <header ?hidden=${!presentation.shows('head')}>
        <h1>Glass<span>GPT</span></h1>
        ${part('sections', html`<gg-site-bar .sections=${sections} ?single=${isSingle} .current=${section}></gg-site-bar>`)}
        <div class="row">
          <button ${control(presentation, 'tour', false)} id="tour" @click=${this.#takeTour}>
            ${t(this.tour === 'left' ? 'page.tourOn' : 'page.tour')}
          </button>
          ${part('language', html`<gg-language-choice class=${away(section === MORE)}></gg-language-choice>`)}
        </div>
      </header>
      ${
        this.tour === 'none'
          ? nothing
          : html`<gg-tour
              ?hidden=${this.tour === 'left'}
              .parts=${this.#demo.workbench.renderRoot}
              .show=${(id: string) => this.#show(id)}
              .leave=${() => this.#leaveTour()}
            ></gg-tour>`
      }
      ${ONE_FILE && this.course !== null ? html`<gg-course-bar .course=${this.course}></gg-course-bar>` : nothing}
      <main>
        ${part('head', html`<p class="what ${away(section === FIRST)}">${t('page.what')}</p>`)}
        <div class=${away(section !== MORE && section !== EMBED)}><glass-gpt></glass-gpt></div>
        ${
          isSingle
            ? html`<section class="more section ${away(section === MORE)}" id=${MORE} tabindex="-1" aria-labelledby="more-title">
                <h2 id="more-title">${t('page.bar.more')}</h2>
                <nav aria-labelledby="more-title">${otherSections(sections, locale.language)}</nav>
              </section>`
            : nothing
        }
        ${
          this.embedding
            ? html`<gg-embed-panel class=${away(section === EMBED)} id=${EMBED} tabindex="-1"></gg-embed-panel>`
            : nothing
        }
      </main>
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
    if (location.hash !== '') this.#goTo(sectionIn(location.hash));
    if (ONE_FILE) await this.course?.restore();
    else if (this.hasAttribute('data-model')) await this.#openServedModel();
    const brought = this.hasAttribute('data-model') || this.#isForCourse ? Promise.resolve() : bringTrainedModel(this.#page);
    void brought.then(() => (this.#complete = true));
    // What others have sent is looked at first.
    const autostart = this.#page.data.cameBy === null ? this.#page.presentation.current.autostart : 'no';
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

  #goTo(id: string): void {
    if (id === EMBED) void this.#page.notice.attempt(() => this.#embed());
    else void this.#show(id);
  }

  async #embed(): Promise<void> {
    if (ONE_FILE) return;
    await loadedLater(() => Promise.all([import('./embed/embed-panel'), this.#page.locale.need(EMBED)]));
    this.embedding = true;
    await this.#show(EMBED);
  }

  /** Brings a section into sight and gives it the focus; where there is one at a time, as far down as one left it. */
  async #show(id: string): Promise<void> {
    if (id !== MORE && !this.#sections.includes(id)) return;
    this.#scrolled.set(this.section, scrollY);
    this.section = id;
    await this.updateComplete;
    const { workbench } = this.#demo;
    await workbench.updateComplete;
    const place = workbench.placeOf(id) ?? this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(id)}"]`);
    const arrangement = this.#arrangement;
    this.#held.release();
    if (arrangement === 'single') scrollTo({ top: this.#scrolled.get(id) ?? 0, behavior: 'instant' });
    else if (arrangement === 'columns' && FIRST_SECTIONS.includes(id)) toTop(place);
    else if (place != null && !this.#complete) this.#held.hold(place, workbench, this.#page.life);
    else place?.scrollIntoView();
    place?.focus({ preventScroll: true });
  }

  async #takeTour(): Promise<void> {
    await this.#page.notice.attempt(async () => {
      const { locale } = this.#page;
      await loadedLater(() => Promise.all([import('./tour/tour'), locale.need('tour'), locale.need('choose')]));
      this.tour = 'begun';
      await this.updateComplete;
      await this.renderRoot.querySelector<Tour>('gg-tour')?.begin();
    });
  }

  #leaveTour(): void {
    this.tour = 'left';
    this.renderRoot.querySelector<HTMLElement>('#tour')?.focus();
  }
}

/** Scrolls the window to its beginning, and to a section of it the column that it stands in. */
function toTop(place: HTMLElement | null): void {
  scrollTo(0, 0);
  const column = place?.closest('.column');
  if (place != null && column != null) column.scrollTop = column === place ? 0 : place.offsetTop;
}
