// What takes long and is under way, how far it is, and the way out of it.

import { Cancelled } from '../client';
import { type Locale, t, within } from '../i18n/translate';
import type { Request } from '../protocol';
import type { AnnouncementState } from './messages';
import { State } from './state';

/** What may take so long that people want to know. */
const COMMANDS = [
  'examine',
  'preview',
  'begin',
  'reset',
  'open',
  'save',
  'inspect',
  'map',
  'dissect',
  'memorised',
  'nearest',
  'retrain',
  'experiment',
] as const satisfies Request['type'][];

export type WorkKind =
  | (typeof COMMANDS)[number]
  /** Fetching a file, or taking it into memory. */
  | 'read';

export interface Work {
  kind: WorkKind;
  /** Of the file that it is about; empty if it is about none. */
  name: string;
  /** That is done, 0 to 1; null while that is not known. */
  share: number | null;
  cancel: () => void;
}

/** What is over before is not worth a word, in milliseconds. */
const PATIENCE_MS = 400;

export class WorkState extends State {
  readonly locale: Locale;
  readonly #announcement: AnnouncementState;
  readonly #all = new Map<number, Work & { visible: boolean }>();
  /** Of work that is no command: those count from 1. */
  #lastId = 0;

  constructor(announcement: AnnouncementState, locale: Locale) {
    super();
    this.locale = locale;
    this.#announcement = announcement;
  }

  /** Work that has gone on for a while. */
  of(kinds: readonly WorkKind[]): Work[] {
    return [...this.#all.values()].filter(({ visible, kind }) => visible && kinds.includes(kind));
  }

  /** Whether there is any, visible or not. */
  isUnderWay(kinds: readonly WorkKind[]): boolean {
    return [...this.#all.values()].some(({ kind }) => kinds.includes(kind));
  }

  beginCommand(id: number, request: Request, cancel: () => void): void {
    const kind = COMMANDS.find((name) => name === request.type);
    if (kind !== undefined) this.#begin(id, { kind, name: nameOf(request), share: null, cancel });
  }

  /**
   * Work of the page's own; `body` is told how to say how far it is, and is to reject once it is aborted.
   * @param needless aborts once nobody wants it any more
   */
  async during<T>(
    kind: WorkKind,
    name: string,
    needless: AbortSignal,
    body: (advance: (share: number | null, name?: string) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const id = --this.#lastId;
    const controller = new AbortController();
    needless.addEventListener('abort', () => controller.abort(new Cancelled()));
    this.#begin(id, { kind, name, share: null, cancel: () => controller.abort(new Cancelled()) });
    try {
      return await body((share, name) => this.advance(id, share, name), controller.signal);
    } finally {
      this.end(id);
    }
  }

  advance(id: number, share: number | null, name?: string): void {
    const work = this.#all.get(id);
    if (work === undefined) return;
    work.share = share;
    work.name = name ?? work.name;
    if (work.visible) this.changed();
  }

  end(id: number): void {
    if (this.#all.delete(id)) this.changed();
  }

  #begin(id: number, work: Work): void {
    const entry = { ...work, visible: false };
    this.#all.set(id, entry);
    this.changed();
    setTimeout(() => {
      if (this.#all.get(id) !== entry) return;
      entry.visible = true;
      this.#announcement.announce(within(this.locale, () => titleOf(entry)));
      this.changed();
    }, PATIENCE_MS);
  }
}

/** Rejects once the signal aborts. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

/** What work is, for people. */
export const titleOf = ({ kind, name }: Work): string => t(`work.${kind}`, { name });

function nameOf(request: Request): string {
  switch (request.type) {
    case 'open':
      return request.file.name;
    default:
      return '';
  }
}
