// How much of a core training takes: as the page's author says, until a person chooses.

import type { EngineClient } from '../client';
import type { Effort } from '../element/presentation';
import type { NoticeState } from './messages';
import type { PresentationState } from './presentation-state';
import { State } from './state';

const SHARES: Record<Effort, number> = { full: 1, half: 1 / 2, quarter: 1 / 4 };

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  notice: NoticeState;
  presentation: PresentationState;
}

export class EffortState extends State {
  readonly #parts: Parts;
  #given: Effort;
  chosen: Effort;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    this.chosen = this.#given = parts.presentation.current.effort;
    parts.presentation.subscribe(() => {
      const { effort } = parts.presentation.current;
      if (effort === this.#given) return;
      this.#given = effort;
      this.choose(effort);
    });
  }

  /** Of the time, that training works. */
  get share(): number {
    return SHARES[this.chosen];
  }

  choose(effort: Effort): void {
    this.chosen = effort;
    this.changed();
    const { client, notice } = this.#parts;
    void notice.attempt(() => client.request<'effort'>({ type: 'effort', share: this.share }));
  }
}
