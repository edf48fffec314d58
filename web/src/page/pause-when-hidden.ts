// What becomes of training while nobody sees the tab: it goes on, or pauses until somebody does.

import { EngineLost } from '../client';
import type { NoticeState } from './messages';
import { State } from './state';
import type { StatusState } from './status-state';
import type { Training } from './training';

/** What of the page it works on. */
interface Parts {
  life: AbortSignal;
  status: StatusState;
  training: Training;
  notice: NoticeState;
}

export class PauseWhenHidden extends State {
  readonly #parts: Parts;
  /** Training pauses while the tab is hidden, instead of going on. */
  chosen = false;

  #pausing: Promise<void> | null = null;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    if (typeof document === 'undefined') return;
    document.addEventListener('visibilitychange', () => this.#follow(), { signal: parts.life });
  }

  choose(chosen: boolean): void {
    this.chosen = chosen;
    this.changed();
  }

  #follow(): void {
    const report = (error: unknown): void => {
      // The client tells of a lost engine itself.
      if (!(error instanceof EngineLost)) this.#parts.notice.showError(error);
    };
    if (document.hidden && this.chosen && this.#parts.status.run?.state === 'running') {
      this.#pausing = this.#parts.training.pause();
      this.#pausing.catch(report);
    } else if (!document.hidden && this.#pausing !== null) {
      this.#goOn(this.#pausing).catch(report);
      this.#pausing = null;
    }
  }

  async #goOn(paused: Promise<void>): Promise<void> {
    await paused;
    const { run } = this.#parts.status;
    if (run?.state === 'paused' && !run.fresh) await this.#parts.training.train();
  }
}
