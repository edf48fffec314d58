// Which tab has which run. A run is one tab's at a time, which alone saves it: a Web Lock says whose it is and is let go
// by itself when the tab ends. Tabs tell each other what changed through a BroadcastChannel. Where there are no locks,
// on a page that came without encryption, tabs ask each other; that nothing is written over is the store's to see to.

const PREFIX = 'glassgpt-run-';
/** How long another tab has to save a run and let it go, in milliseconds: a frozen one never answers. */
const PATIENCE_MS = 5000;
/** How long tabs have to answer which runs are theirs, in milliseconds. */
const ANSWER_MS = 300;

/** What tabs tell each other. */
type News =
  /** Runs were saved, or are another tab's. */
  | { type: 'changed' }
  | { type: 'removed'; id: string }
  /** Its tab is asked to save it and let it go. */
  | { type: 'wanted'; id: string }
  | { type: 'letGo'; id: string }
  /** All are asked which are theirs. */
  | { type: 'whose' }
  | { type: 'mine'; ids: string[] };

export interface OwnershipHandlers {
  /** Something happened to the runs in another tab. */
  changed: () => void;
  removed: (id: string) => void;
  /** Another tab would like to have it: it is let go once this is settled. */
  wanted: (id: string) => Promise<void>;
  /** Another tab took it, for this one did not answer. */
  lost: (id: string) => void;
}

export class RunOwnership {
  /** In the records of the runs that are this tab's. */
  readonly tab = `${Date.now()}-${Math.random().toString(36).slice(2)}`;

  readonly #handlers: OwnershipHandlers;
  readonly #channel: BroadcastChannel | null;
  /** Those that are this tab's, each with what lets go of its lock. */
  readonly #mine = new Map<string, () => void>();
  readonly #listeners = new Set<(news: News) => void>();

  /** @param tells whether there is anything to tell other tabs, or to hear from them */
  constructor(handlers: OwnershipHandlers, tells: boolean) {
    this.#handlers = handlers;
    this.#channel = tells && typeof BroadcastChannel !== 'undefined' ? new BroadcastChannel('glassgpt-runs') : null;
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<News>) => this.#hear(data));
  }

  /** Nobody listens any more. */
  end(): void {
    this.#channel?.close();
  }

  /** The runs that are other tabs'. */
  async elsewhere(): Promise<Set<string>> {
    const locks = await lockManager()?.query().catch(() => null);
    if (locks === null || locks === undefined) return this.#ask();
    const names = (locks.held ?? []).flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
    return new Set(names.filter((id) => !this.#mine.has(id)));
  }

  /** Makes a run this tab's; another tab that has it is asked to save it first, and has some seconds for that. */
  async take(id: string): Promise<void> {
    if (this.#mine.has(id)) return;
    const isElsewhere = (await this.elsewhere()).has(id);
    const letGo = isElsewhere ? this.#next((news) => news.type === 'letGo' && news.id === id, PATIENCE_MS) : null;
    if (isElsewhere) this.#tell({ type: 'wanted', id });
    await letGo;
    this.#mine.set(id, () => {});
    await this.#lock(id);
    this.#tell({ type: 'changed' });
  }

  letGo(id: string): void {
    const release = this.#mine.get(id);
    if (release === undefined) return;
    this.#mine.delete(id);
    release();
    this.#tell({ type: 'letGo', id });
    this.#tell({ type: 'changed' });
  }

  tellChanged(): void {
    this.#tell({ type: 'changed' });
  }

  tellRemoved(id: string): void {
    this.#tell({ type: 'removed', id });
  }

  /** Returns once the lock is held, or cannot be had in this browser. */
  #lock(id: string): Promise<void> {
    const manager = lockManager();
    if (manager === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      let held = false;
      // Whoever has it now was asked, and did not answer.
      const ended = manager.request(PREFIX + id, { steal: true }, () => {
        held = true;
        resolve();
        return new Promise<void>((release) => this.#mine.set(id, release));
      });
      ended.catch(() => {
        resolve();
        if (held && this.#mine.delete(id)) this.#handlers.lost(id);
      });
    });
  }

  #hear(news: News): void {
    this.#listeners.forEach((listener) => listener(news));
    switch (news.type) {
      case 'changed':
        return this.#handlers.changed();
      case 'removed':
        return this.#handlers.removed(news.id);
      case 'wanted':
        if (this.#mine.has(news.id)) void this.#handlers.wanted(news.id).then(() => this.letGo(news.id));
        return;
      case 'whose':
        return this.#tell({ type: 'mine', ids: [...this.#mine.keys()] });
      case 'letGo':
      case 'mine':
        return; // for those who listen
    }
  }

  #tell(news: News): void {
    this.#channel?.postMessage(news);
  }

  /** Waits for that piece of news, so many milliseconds at most. */
  #next(isIt: (news: News) => boolean, patience: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#listeners.delete(listen);
        resolve();
      };
      const listen = (news: News): void => {
        if (isIt(news)) end();
      };
      this.#listeners.add(listen);
      setTimeout(end, patience);
    });
  }

  async #ask(): Promise<Set<string>> {
    const ids = new Set<string>();
    const answers = this.#next((news) => {
      if (news.type === 'mine') news.ids.forEach((id) => ids.add(id));
      return false;
    }, ANSWER_MS);
    this.#tell({ type: 'whose' });
    await answers;
    return ids;
  }
}

/** Undefined where the page came without encryption. */
const lockManager = (): LockManager | undefined => navigator.locks as LockManager | undefined;
