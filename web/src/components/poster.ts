// What <glass-gpt> is until it is wanted: what is to be done, and two buttons. Small, for it comes with every page.

import { checkedWords } from '../element/check-words';
import { filled, POSTER_TEXTS, type PosterTexts } from '../element/poster-texts';
import { type Language, languageOf } from '../i18n/languages';
import { type Theme, tokensFor } from '../styles/tokens';

const STYLES = `
  .poster {
    display: grid;
    gap: var(--space-3);
    justify-items: start;
    padding: var(--space-5);
    border: 1px solid var(--rule);
    border-radius: var(--corner);
    background: var(--panel);
    color: var(--ink);
    font: var(--size-body) / 1.5 var(--sans);
    letter-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    word-spacing: normal;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  p, ul { margin: 0; }
  .name { font-size: var(--size-heading); font-weight: 700; line-height: 1.25; }
  .soft { color: var(--ink-soft); font-size: var(--size-small); }
  .faults { padding-left: var(--space-4); color: var(--red); font-size: var(--size-small); }
  .faults:empty, [role]:empty { display: none; }
  div div { display: flex; flex-wrap: wrap; gap: var(--space-2); }
  button {
    min-height: 38px;
    padding: var(--space-1) var(--space-4);
    border: 1px solid var(--rule-strong);
    border-radius: var(--corner);
    background: var(--panel);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:first-child { border-color: var(--glass); background: var(--glass); color: var(--glass-ink); font-weight: 650; }
  button:disabled { opacity: 0.6; cursor: default; }
  button:focus-visible { outline: 2px solid var(--glass); outline-offset: 2px; }
`;

/** What its buttons do. */
export interface PosterActions {
  train: () => void;
  open: () => void;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text = '', its: Partial<HTMLElementTagNameMap[Name]> = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, its);
}

export class Poster {
  readonly content = element('div', '', { className: 'poster' });
  readonly #host: HTMLElement;
  readonly #actions: PosterActions;
  readonly #status = element('p', '', { role: 'status' });
  readonly #styles = new CSSStyleSheet();
  readonly #seen: IntersectionObserver;
  /** Faults that stand in the console. */
  readonly #told = new Set<string>();
  #loading = false;
  /** It begins by itself, once. */
  #begun = false;

  constructor(host: HTMLElement, actions: PosterActions) {
    this.#host = host;
    this.#actions = actions;
    this.#seen = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#begin();
    });
    this.draw();
  }

  /** For the root that it stands in. */
  get styles(): CSSStyleSheet {
    return this.#styles;
  }

  /** Nobody sees it any more. */
  end(): void {
    this.#seen.disconnect();
  }

  showLoading(): void {
    this.#loading = true;
    this.draw();
    this.#status.textContent = this.#texts.loading;
  }

  showFault(reason: string): void {
    this.#loading = false;
    this.draw();
    this.#status.textContent = filled(this.#texts.failed, { reason });
  }

  get #language(): Language {
    return languageOf(this.#host.getAttribute('language'));
  }

  get #texts(): PosterTexts {
    return POSTER_TEXTS[this.#language];
  }

  /** As its words are now. */
  draw(): void {
    const word = (name: string): string => this.#host.getAttribute(name)?.trim() ?? '';
    const { title, about, train, open } = this.#texts;
    const theme: Theme = word('theme') === 'dark' ? 'dark' : word('theme') === 'light' ? 'light' : 'auto';
    this.#styles.replaceSync(tokensFor(theme) + STYLES);
    this.content.lang = this.#language;
    const disabled = this.#loading;
    const buttons = element('div');
    // Without data there is nothing to train on.
    if (word('data') !== 'own') buttons.append(element('button', train, { disabled, onclick: this.#actions.train }));
    buttons.append(element('button', open, { disabled, onclick: this.#actions.open }));
    const faults = element('ul', '', { className: 'faults' });
    faults.append(...this.#faults().map((text) => element('li', text)));
    const task = word('task');
    this.content.replaceChildren(
      element('p', title, { className: 'name' }),
      ...(task === '' ? [] : [element('p', task)]),
      element('p', about, { className: 'soft' }),
      faults,
      buttons,
      this.#status,
    );
    this.#follow(word('autostart'));
  }

  /** What is wrong with its words; in the console too, for whoever wrote them. */
  #faults(): string[] {
    const faults = checkedWords(this.#host.attributes, this.#texts);
    for (const fault of faults) if (!this.#told.has(fault)) console.warn(`<glass-gpt>: ${fault}`);
    faults.forEach((fault) => this.#told.add(fault));
    return faults;
  }

  #follow(autostart: string): void {
    this.#seen.disconnect();
    if (autostart === 'yes') this.#begin();
    if (autostart === 'visible') this.#seen.observe(this.content);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#seen.disconnect();
    queueMicrotask(this.#actions.train);
  }
}
