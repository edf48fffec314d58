// What every part of the page is: an element that draws itself anew when the language changes, or one of the states that
// it names.

import { ContextConsumer, createContext } from '@lit/context';
import { LitElement } from 'lit';

import { within } from '../i18n/translate';
import type { Page, StateName } from './page';

export const pageContext = createContext<Page>(Symbol('page'));

export abstract class GlassElement extends LitElement {
  /** What of the page it draws. */
  protected static readonly states: readonly StateName[] = [];

  readonly #page = new ContextConsumer(this, { context: pageContext });
  #stopListening: (() => void)[] = [];

  /** There as soon as the element is within the page. */
  protected get page(): Page {
    if (this.#page.value === undefined) throw new Error(`<${this.localName}> stands outside of <glass-gpt>`);
    return this.#page.value;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { states } = this.constructor as typeof GlassElement;
    this.#stopListening = [
      this.page.locale.subscribe(() => this.requestUpdate()),
      ...states.map((name) => this.page[name].subscribe(() => this.changed(name))),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stopListening) stop();
  }

  protected override performUpdate(): void {
    this.inItsLanguage(() => super.performUpdate());
  }

  /** Does what it does later: with the texts and numbers in the page's language. */
  protected inItsLanguage<T>(body: () => T): T {
    return within(this.page.locale, body);
  }

  /** Has something said to those who do not see it. */
  protected announce(text: () => string): void {
    this.page.announcement.announce(this.inItsLanguage(text));
  }

  /** One of its states has changed. */
  protected changed(_name: StateName): void {
    this.requestUpdate();
  }
}
