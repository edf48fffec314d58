// What every part of the page is: an element that draws itself anew when the language changes, or one of the states that
// it names.

import { ContextConsumer, createContext } from '@lit/context';
import { LitElement, type PropertyValues } from 'lit';

import type { Panel } from '../element/panels';
import { t, within } from '../i18n/translate';
import { control } from './control';
import type { Page, StateName } from './page';

export const pageContext = createContext<Page>(Symbol('page'));

export abstract class GlassElement extends LitElement {
  /** What of the page it draws. */
  protected static readonly states: readonly StateName[] = [];
  /** The panel that it is, if it is one: it is seen, and then drawn, only where that is shown. */
  protected static readonly panel: Panel | null = null;

  readonly #page = new ContextConsumer(this, { context: pageContext });
  #stopListening: (() => void)[] = [];
  /** Says that something was fixed. */
  readonly #fixed = document.createElement('p');

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
      this.page.presentation.subscribe(() => this.requestUpdate()),
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

  protected override shouldUpdate(_changed: PropertyValues): boolean {
    const { panel } = this.constructor as typeof GlassElement;
    if (panel !== null) this.hidden = !this.page.presentation.shows(panel);
    return panel === null || !this.hidden;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const { panel } = this.constructor as typeof GlassElement;
    if (panel !== null) this.#tellFixed(panel);
  }

  /** Says who fixed what cannot be changed, at the end of a panel in which there is such a thing. */
  #tellFixed(panel: Panel): void {
    const { presentation } = this.page;
    const fixed = presentation.controlsOf(panel).some((name) => presentation.shows(name) && presentation.locks(name));
    if (!fixed) return this.#fixed.remove();
    this.#fixed.textContent = t('words.fixed');
    this.#fixed.className = 'soft';
    if (!this.#fixed.isConnected) this.renderRoot.append(this.#fixed);
  }

  /** Among the attributes of an element: it is that control. */
  protected control(name: string, disabled = false): unknown {
    return control(this.page.presentation, name, disabled);
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
