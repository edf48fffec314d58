// Styles that are known only when an element is drawn. As an attribute, the page's Content-Security-Policy forbids them.

import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class Styled extends Directive {
  render(_styles: Record<string, string>): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [styles]: [Record<string, string>]): typeof noChange {
    for (const [name, value] of Object.entries(styles)) (element as HTMLElement).style.setProperty(name, value);
    return noChange;
  }
}

/** In the place of an attribute. */
export const styled = directive(Styled);
