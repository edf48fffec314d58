// A control as the page's author wants it: shown or not, and fixed or not.

import { type ElementPart, noChange } from 'lit';
import { Directive, directive, type PartInfo, PartType } from 'lit/directive.js';

import { t } from '../i18n/translate';
import type { PresentationState } from './presentation-state';

/** What can be disabled: the controls of HTML, and elements of ours around one. */
type Disabling = HTMLElement & { disabled: boolean };

class ControlDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('control() stands among the attributes of an element');
  }

  override render(_presentation: PresentationState, _name: string, _disabled: boolean): unknown {
    return noChange;
  }

  override update(part: ElementPart, [presentation, name, disabled]: [PresentationState, string, boolean]): unknown {
    const element = part.element as Disabling;
    const locked = presentation.locks(name);
    element.dataset.control = name;
    element.hidden = !presentation.shows(name);
    element.disabled = disabled || locked;
    if (locked) element.title = t('words.fixed');
    else if (element.hasAttribute('title')) element.removeAttribute('title');
    return noChange;
  }
}

/** Says which control an element is; it has no other bindings of `hidden`, `disabled` and `title`. */
export const control = directive(ControlDirective);
