// How the element stands on its page.

import { isLocked, isShown } from '../element/panels';
import { DEFAULT_PRESENTATION, type Presentation } from '../element/presentation';
import { State } from './state';

export class PresentationState extends State {
  current: Presentation = DEFAULT_PRESENTATION;

  replace(current: Presentation): void {
    this.current = current;
    this.changed();
  }

  /** Whether a panel or a control is shown. */
  shows(name: string): boolean {
    return isShown(this.current.show, name);
  }

  /** Whether a control is shown but cannot be changed. */
  locks(name: string): boolean {
    return isLocked(this.current.lock, name);
  }
}
