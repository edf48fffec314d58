// <glass-gpt>: the whole page. It puts the parts in their places; what they share is in Page.

import { ContextProvider } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

import { siteLocale } from '../i18n/site-language';
import { t, within } from '../i18n/translate';
import { pageContext } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import { followAddress } from '../page/url-settings';
import { foldersAmong } from '../page/file-reading';
import { Page } from '../page/page';
import { shared } from '../styles/shared';
import './parts';

/** The sections one can go to, by their ids, which addresses may end in. */
const SECTIONS = ['train', 'watch', 'inside', 'microscope', 'runs', 'article'] as const;

@customElement('glass-gpt')
export class GlassGpt extends LitElement {
  readonly #page = new Page({ locale: siteLocale, keepsRuns: true });

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
        max-width: 1120px;
        min-height: 100vh;
        margin: 0 auto;
        padding: var(--space-5) var(--space-4) var(--space-6);
        align-content: start;
        grid-template-columns: minmax(0, 1fr);
      }
      .head {
        display: grid;
        gap: var(--space-3);
        min-width: 0;
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
      main [tabindex='-1']:focus {
        outline: none;
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
      h1 span {
        color: var(--glass);
      }
      main,
      .work {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }
      main > :not(.work) {
        margin-top: var(--space-5);
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
      @media (min-width: 860px) {
        .work {
          grid-template-columns: minmax(0, 1fr) 320px;
          gap: var(--space-6);
        }
        .bench > * {
          padding: var(--space-5);
        }
      }
    `,
  ];

  constructor() {
    super();
    new ContextProvider(this, { context: pageContext, initialValue: this.#page });
    this.#page.locale.subscribe(() => this.requestUpdate());
    this.#page.announcement.subscribe(() => this.requestUpdate());
  }

  protected override firstUpdated(): void {
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', (event) => {
      event.preventDefault();
      const { dataTransfer } = event;
      this.#take(dataTransfer?.files, foldersAmong(dataTransfer?.items));
    });
    // A text that is pasted goes to the field that it is pasted into.
    document.addEventListener('paste', ({ clipboardData }) => this.#take(clipboardData?.files, []));
    addEventListener('hashchange', () => this.#scrollTo(location.hash));
    void this.#followAddress();
  }

  protected override performUpdate(): void {
    within(this.#page.locale, () => super.performUpdate());
  }

  protected override render() {
    return html`
      <div class="head">
        <header>
          <div>
            <h1>Glass<span>GPT</span></h1>
            <p>${t('page.what')}</p>
          </div>
          <div class="row">
            <button @click=${this.#tour}>${t('tour.take')}</button>
            <gg-language-choice></gg-language-choice>
          </div>
        </header>
        <nav aria-label=${t('page.sections')}>
          ${SECTIONS.map((id) => html`<a href="#${id}" @click=${this.#goTo}>${t(`page.section.${id}`)}</a>`)}
        </nav>
        <gg-notice></gg-notice>
        <gg-saving-fault></gg-saving-fault>
        <gg-resume-offer></gg-resume-offer>
        <gg-task-panel></gg-task-panel>
      </div>
      <div class="visually-hidden" role="status" aria-live="polite">${this.#page.announcement.text}</div>
      <main>
        <div class="work">
          <section class="bench" id="train" tabindex="-1" aria-label=${t('page.training')}>
            ${this.#bench()}
          </section>
          <section class="setup" aria-label=${t('page.setup')}>${this.#setup()}</section>
        </div>
        <gg-watch id="watch" tabindex="-1"></gg-watch>
        <gg-look-inside id="inside" tabindex="-1"></gg-look-inside>
        <gg-microscope id="microscope" tabindex="-1"></gg-microscope>
        <gg-runs id="runs" tabindex="-1"></gg-runs>
        <gg-article id="article" tabindex="-1"></gg-article>
      </main>
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

  /** Its settings first: what they bring moves the sections. */
  async #followAddress(): Promise<void> {
    await followAddress(this.#page);
    await this.updateComplete;
    if (location.hash !== '') this.#scrollTo(location.hash);
  }

  /** Browsers do not look for an address's place in here. */
  readonly #goTo = (event: Event): void => {
    event.preventDefault();
    const { hash } = event.currentTarget as HTMLAnchorElement;
    history.replaceState(null, '', hash);
    this.#scrollTo(hash);
  };

  #scrollTo(hash: string): void {
    const section = this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(hash.slice(1))}"]`);
    section?.scrollIntoView();
    section?.focus({ preventScroll: true });
  }

  #take(files: FileList | undefined, folders: string[]): void {
    void this.#page.notice.attempt(() => this.#page.files.take(Array.from(files ?? []), folders));
  }

  async #tour(): Promise<void> {
    await this.#page.notice.attempt(async () => {
      const { takeTour } = await loadedLater(() => import('../tour'));
      within(this.#page.locale, () => takeTour(this.renderRoot as ShadowRoot));
    });
  }
}
