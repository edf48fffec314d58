// How the element stands on its page.

import { CONTROLS, isLocked, isShown, type Panel, withUsual } from '../element/panels';
import { DEFAULT_PRESENTATION, type Presentation } from '../element/presentation';
import { State } from './state';

export class PresentationState extends State {
  current: Presentation = DEFAULT_PRESENTATION;
  /** Panels and controls that are shown where its author names none. */
  readonly #usual: readonly string[];

  constructor(usual: readonly string[]) {
    super();
    this.#usual = usual;
  }

  replace(current: Presentation): void {
    this.current = current;
    this.changed();
  }

  /** Whether a panel or a control is shown. */
  shows(name: string): boolean {
    return isShown(withUsual(this.current.show, this.#usual), name);
  }

  controlsOf(panel: Panel): string[] {
    return [...CONTROLS].filter(([, its]) => its === panel).map(([name]) => name);
  }

  /** Whether a control cannot be changed. */
  locks(name: string): boolean {
    return isLocked(this.current.lock, name);
  }
}
