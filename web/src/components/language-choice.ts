// <gg-language-choice>: the language of the page.

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';

import { chooseSiteLanguage } from '../i18n/site-language';
import { type Language, LANGUAGES } from '../i18n/languages';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import { shared } from '../styles/shared';

@customElement('gg-language-choice')
export class LanguageChoice extends GlassElement {
  static override styles = [
    shared,
    css`
      select {
        width: auto;
      }
    `,
  ];

  protected override render() {
    return html`<label>
      <span class="visually-hidden">${t('page.language')}</span>
      <select ${this.control('language')} @change=${this.#choose}>
        ${Object.entries(LANGUAGES).map(
          ([code, name]) => html`<option value=${code} lang=${code} ?selected=${code === this.page.locale.language}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  #choose(event: Event): void {
    const select = event.target as HTMLSelectElement;
    void this.page.notice
      .attempt(() => loadedLater(() => chooseSiteLanguage(select.value as Language)))
      .finally(() => (select.value = this.page.locale.language));
  }
}
