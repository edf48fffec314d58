// Model files, made in parts: those that somebody asked for, and the snapshots from which a lost worker is replaced.
// Until one is made, the engine takes no training step.

import type { Session } from 'glassgpt-wasm';

import type { CommandOf, CoreError, Post, ShownModel, Snapshot } from '../protocol';
import { Throttle } from './throttle';
import { moduleError } from './errors';
import type { Work } from './work';

const SNAPSHOT_MS = 3000;

/** The model to save, and where its run stands. */
export interface Saved {
  session: Session;
  step: number;
  seconds: number;
}

interface File {
  /** The `save` command that it answers; null for a snapshot. */
  id: number | null;
  of: ShownModel;
  /** Made so far. */
  parts: BlobPart[];
  /** Milliseconds. */
  spent: number;
}

export class Saving implements Work {
  readonly #post: Post;
  readonly #saved: (of: ShownModel) => Saved;
  readonly #keep: (snapshot: Snapshot) => void;
  readonly #snapshotThrottle = new Throttle(SNAPSHOT_MS);
  #asked: CommandOf<'save'>[] = [];
  #snapshotWanted = false;
  #file: File | null = null;

  /** @param keep hears of every snapshot, too */
  constructor(post: Post, saved: (of: ShownModel) => Saved, keep: (snapshot: Snapshot) => void) {
    this.#post = post;
    this.#saved = saved;
    this.#keep = keep;
  }

  get busy(): boolean {
    return this.holdsModel || this.#snapshotWanted;
  }

  /** The model must stay as it is: a file was asked for, or is half made. */
  get holdsModel(): boolean {
    return this.#file !== null || this.#asked.length > 0;
  }

  save(command: CommandOf<'save'>): void {
    this.#asked.push(command);
  }

  /** Does nothing if the command is over, or none of these. */
  cancel(id: number): void {
    const place = this.#asked.findIndex((command) => command.id === id);
    if (place >= 0) this.#asked.splice(place, 1);
    else if (this.#file?.id === id) this.#file = null;
    else return;
    this.#post({ type: 'cancelled', id });
  }

  wantSnapshot(): void {
    this.#snapshotWanted = true;
  }

  /** Snapshots take 2% of the time at most. */
  wantSnapshotNowAndThen(): void {
    if (this.#snapshotThrottle.isDue()) this.wantSnapshot();
  }

  /** Begins to count the time until the next snapshot. */
  restartThrottle(): void {
    this.#snapshotThrottle.done();
  }

  advance(deadline: number): void {
    const began = performance.now();
    const file = this.#file ?? this.#begin();
    const over = this.#goOn(file, deadline);
    file.spent += performance.now() - began;
    if (!over) return;
    this.#file = null;
    if (file.id === null) this.#snapshotThrottle.done(file.spent);
  }

  /** A model too large for a snapshot trains on without. */
  giveUp(message: CoreError): void {
    if (this.#file === null) return;
    const { id, spent } = this.#file;
    this.#file = null;
    if (id === null) this.#snapshotThrottle.done(spent);
    else this.#post({ type: 'error', id, message });
  }

  /** The model is about to be replaced: makes the files that were asked for, and no snapshot. */
  finish(): void {
    this.#snapshotWanted = false;
    if (this.#file?.id === null) this.#file = null;
    while (this.busy) {
      try {
        this.advance(Infinity);
      } catch (error) {
        this.giveUp(moduleError(error));
      }
    }
  }

  #begin(): File {
    const asked = this.#asked.shift();
    if (asked === undefined) this.#snapshotWanted = false;
    const { id, format, withTraining, of = 'own' } = asked ?? { id: null, format: 'safetensors', withTraining: true };
    this.#file = { id, of, parts: [], spent: 0 };
    this.#saved(of).session.beginSave(format, withTraining);
    return this.#file;
  }

  /** Returns whether the file is made and delivered. */
  #goOn({ id, of, parts }: File, deadline: number): boolean {
    const { session } = this.#saved(of);
    do {
      const part = session.nextPart();
      if (part === null) {
        this.#deliver(id, new Blob(parts));
        return true;
      }
      parts.push(part as Uint8Array<ArrayBuffer>);
    } while (performance.now() < deadline);
    return false;
  }

  #deliver(id: number | null, file: Blob): void {
    if (id !== null) return this.#post({ type: 'save', id, file });
    const { step, seconds } = this.#saved('own');
    const snapshot = { step, seconds, file };
    this.#keep(snapshot);
    this.#post({ type: 'snapshot', snapshot });
  }
}
