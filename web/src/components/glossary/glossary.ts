// <gg-glossary>: all terms of the glossary, one below the other.

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';

import { language, t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import './term-card';
import { TERMS } from './terms';

@customElement('gg-glossary')
export class Glossary extends GlassElement {
  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr));
        gap: var(--space-4);
        list-style: none;
      }
    `,
  ];

  protected override render() {
    const nameOf = (name: string): string => t(`glossary.terms.${name}.name`);
    const names = [...TERMS].sort((a, b) => nameOf(a).localeCompare(nameOf(b), language()));
    return html`<ul role="list">
      ${names.map((name) => html`<li><gg-term-card .name=${name}></gg-term-card></li>`)}
    </ul>`;
  }
}
