// What every part of the page is: an element that draws itself anew when the language changes, or what it names as its
// topics.

import { ContextConsumer, createContext } from '@lit/context';
import { LitElement } from 'lit';

import { onLanguage } from '../i18n/translate';
import type { PageState, Topic } from './page-state';

export const pageContext = createContext<PageState>(Symbol('page'));

export abstract class GlassElement extends LitElement {
  /** What of the page's state it draws. */
  protected static readonly topics: readonly Topic[] = [];

  readonly #page = new ContextConsumer(this, { context: pageContext });
  #stopListening: (() => void)[] = [];

  /** There as soon as the element is within the page. */
  protected get page(): PageState {
    if (this.#page.value === undefined) throw new Error(`<${this.localName}> stands outside of <glass-gpt>`);
    return this.#page.value;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { topics } = this.constructor as typeof GlassElement;
    this.#stopListening = [
      onLanguage(() => this.requestUpdate()),
      ...topics.map((topic) => this.page.on(topic, () => this.changed(topic))),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stopListening) stop();
  }

  /** One of its topics has changed. */
  protected changed(_topic: Topic): void {
    this.requestUpdate();
  }
}
