// Which kept run this tab was at: it outlives a reload, and the tab being put to sleep.

const STORED = 'glassgpt-run';

/** The browser threw the tab away to save memory, and has loaded it anew now that somebody looks at it. */
export const wasDiscarded = (): boolean => 'wasDiscarded' in document && document.wasDiscarded === true;

export class TabMemory {
  /** Without storage, no longer than the page. */
  #run: string | null;
  readonly #lasts: boolean;

  /** @param lasts whether to look for what was remembered before, and to remember it for longer than the page */
  constructor(lasts: boolean) {
    this.#lasts = lasts;
    try {
      this.#run = lasts ? sessionStorage.getItem(STORED) : null;
    } catch {
      this.#run = null;
    }
  }

  /** The id of the latest; null if there was none. */
  get run(): string | null {
    return this.#run;
  }

  remember(id: string): void {
    if (id === this.#run) return;
    this.#run = id;
    if (!this.#lasts) return;
    try {
      sessionStorage.setItem(STORED, id);
    } catch {
      // It is for this page only, then.
    }
  }
}
