// <gg-site-bar>: the way to the sections: a line of links above them, or where there is room for one section at a time a
// bar at the window's lower edge, with a way to those that it has no room for.

import { css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { FIRST_SECTIONS, MORE, SectionWanted } from './sections';

/** Drawn in a square of 24. */
const ICONS: Readonly<Record<string, unknown>> = {
  data: svg`<path d="M5 4h9l5 5v11H5zM8 12h8M8 16h8" />`,
  train: svg`<path d="M8 5l11 7-11 7z" />`,
  diagram: svg`<path d="M9 4h6v5H9zM4 15h6v5H4zM14 15h6v5h-6zM12 9v3M7 15v-3h10v3" />`,
  ask: svg`<path d="M4 5h16v11h-8l-4 4v-4H4z" />`,
  more: svg`<path d="M4 7h16M4 12h16M4 17h16" />`,
};

@customElement('gg-site-bar')
export class SiteBar extends GlassElement {
  /** Those that there are, by their ids. */
  @property({ attribute: false }) sections: readonly string[] = [];
  /** One at a time is shown. */
  @property({ type: Boolean, reflect: true }) single = false;
  /** The one that is shown, where there is one at a time. */
  @property({ attribute: false }) current = '';

  static override styles = [
    shared,
    css`
      nav {
        display: flex;
        gap: 0 min(var(--space-4), 0.8vw);
        overflow-x: auto;
        scrollbar-width: thin;
      }
      a {
        display: inline-block;
        padding: var(--space-2) 0;
        color: var(--glass);
        white-space: nowrap;
      }
      :host([single]) {
        position: fixed;
        z-index: 2;
        inset: auto 0 0 0;
        padding: 0 env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
        border-top: 1px solid var(--rule);
        background: var(--panel);
      }
      :host([single]) nav {
        display: grid;
        grid-auto-columns: minmax(0, 1fr);
        grid-auto-flow: column;
        gap: 0;
        max-width: 40rem;
        margin: 0 auto;
      }
      :host([single]) a {
        display: grid;
        justify-items: center;
        align-content: center;
        min-height: 56px;
        padding: var(--space-1) 2px;
        border-top: 3px solid transparent;
        color: var(--ink-soft);
        font-size: 0.75rem;
        line-height: 1.2;
        text-align: center;
        text-decoration: none;
        white-space: normal;
      }
      :host([single]) a[aria-current] {
        border-top-color: var(--glass);
        color: var(--glass);
        font-weight: 650;
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      svg {
        width: 22px;
        height: 22px;
        fill: none;
        stroke: currentColor;
        stroke-linejoin: round;
        stroke-width: 2;
      }
      /* It would take too much of a low window, such as a phone's that lies on its side. */
      @media (max-height: 26em) {
        :host([single]) {
          position: static;
        }
        svg {
          display: none;
        }
        :host([single]) a {
          min-height: 44px;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  protected override render() {
    return html`<nav aria-label=${t('page.sections')}>${this.single ? this.#bar() : this.#line()}</nav>`;
  }

  /** The first ones stand beside each other: the way to one of them is the way to all. */
  #line() {
    const [first, ...others] = FIRST_SECTIONS.filter((id) => this.sections.includes(id));
    const ids = this.sections.filter((id) => !others.includes(id));
    return html`${ids.map((id) => this.#link(id, t(id === first ? 'page.section.train' : `page.section.${id}`)))} ${lessonsLink(this.page.locale.language)}`;
  }

  #bar() {
    const inBar = FIRST_SECTIONS.filter((id) => this.sections.includes(id));
    return html`${[...inBar, MORE].map((id) =>
      this.#link(id, html`<svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[id]}</svg>${t(`page.bar.${id}`)}`),
    )}`;
  }

  #link(id: string, content: unknown) {
    const { single, current } = this;
    const isCurrent = single && (id === current || (id === MORE && !FIRST_SECTIONS.includes(current)));
    return html`<a href="#${id}" aria-current=${isCurrent ? 'page' : nothing} @click=${goTo}>${content}</a>`;
  }
}

/** The sections that the bar has no room for, as a list. */
export const otherSections = (sections: readonly string[], language: string) => html`<ul role="list">
  ${sections
    .filter((id) => !FIRST_SECTIONS.includes(id))
    .map((id) => html`<li><a href="#${id}" @click=${goTo}>${t(`page.section.${id}`)}</a></li>`)}
  ${ONE_FILE ? nothing : html`<li>${lessonsLink(language)}</li>`}
</ul>`;

/** The single file has none beside it. */
const lessonsLink = (language: string) =>
  ONE_FILE ? nothing : html`<a href="lessons/${language}/index.html">${t('page.lessons')}</a>`;

/** Browsers do not look for an address's place in shadow roots. */
function goTo(event: Event): void {
  event.preventDefault();
  const link = event.currentTarget as HTMLAnchorElement;
  link.dispatchEvent(new SectionWanted(link.hash.slice(1)));
}
