// Model files, made in parts: those that somebody asked for, and the snapshots from which a lost worker is replaced.
// Until one is made, the engine takes no training step.

import type { Session } from 'glassgpt-wasm';

import type { CheckpointFormat, CommandOf, Post } from '../protocol';
import { Rhythm } from './rhythm';
import { messageOf } from './words';
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
  parts: Generator<Uint8Array>;
  made: BlobPart[];
  /** Milliseconds. */
  spent: number;
}

/** The bytes of a model file, each part some milliseconds' work. */
function* partsOf(session: Session, format: CheckpointFormat, withTraining: boolean): Generator<Uint8Array> {
  yield session.save(format, withTraining);
}

export class Saving implements Work {
  readonly #post: Post;
  readonly #saved: () => Saved;
  readonly #snapshotRhythm = new Rhythm(SNAPSHOT_MS);
  #asked: CommandOf<'save'>[] = [];
  #snapshotWanted = false;
  #file: File | null = null;

  constructor(post: Post, saved: () => Saved) {
    this.#post = post;
    this.#saved = saved;
  }

  get busy(): boolean {
    return this.#file !== null || this.#snapshotWanted || this.#asked.length > 0;
  }

  /** A file is half made, so that the model must stay as it is. */
  get underWay(): boolean {
    return this.#file !== null;
  }

  save(command: CommandOf<'save'>): void {
    this.#asked.push(command);
  }

  wantSnapshot(): void {
    this.#snapshotWanted = true;
  }

  /** Snapshots take 2% of the time at most. */
  wantSnapshotNowAndThen(): void {
    if (this.#snapshotRhythm.isDue()) this.wantSnapshot();
  }

  /** Begins to count the time until the next snapshot. */
  restartRhythm(): void {
    this.#snapshotRhythm.done();
  }

  advance(deadline: number): void {
    const file = (this.#file ??= this.#begin());
    const began = performance.now();
    const over = this.#goOn(file, deadline);
    file.spent += performance.now() - began;
    if (!over) return;
    this.#file = null;
    if (file.id === null) this.#snapshotRhythm.done(file.spent);
  }

  /** The model is about to be replaced: makes the files that were asked for, and no snapshot. */
  finish(): void {
    this.#snapshotWanted = false;
    if (this.#file?.id === null) this.#file = null;
    while (this.busy) this.advance(Infinity);
  }

  #begin(): File {
    const { session } = this.#saved();
    const asked = this.#asked.shift();
    if (asked !== undefined) {
      const { id, format, withTraining } = asked;
      return { id, parts: partsOf(session, format, withTraining), made: [], spent: 0 };
    }
    this.#snapshotWanted = false;
    return { id: null, parts: partsOf(session, 'safetensors', true), made: [], spent: 0 };
  }

  /** Returns whether the file is over and done with. */
  #goOn({ id, parts, made }: File, deadline: number): boolean {
    try {
      do {
        const part = parts.next();
        if (part.done === true) {
          this.#deliver(id, new Blob(made));
          return true;
        }
        made.push(part.value as Uint8Array<ArrayBuffer>);
      } while (performance.now() < deadline);
      return false;
    } catch (error) {
      const message = messageOf(error);
      // A model too large for a snapshot trains on without.
      if (id !== null) this.#post({ type: 'error', id, message });
      return true;
    }
  }

  #deliver(id: number | null, file: Blob): void {
    const { step, seconds } = this.#saved();
    if (id === null) this.#post({ type: 'snapshot', snapshot: { step, seconds, file } });
    else this.#post({ type: 'save', id, file });
  }
}
