// The runs kept in this browser, in IndexedDB: of each what it was, how it went, and where it stood last.

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';

import { keptFile } from '../data-file';
import type { DatasetName } from '../datasets';
import type { HistoryColumns } from '../run-history';
import type { Phase, Progress, RunState, Sample, Snapshot, Start, TrainingData } from '../protocol';
import type { Settings } from '../settings';
import type { Answers } from './answers-state';

/** A run as lists and charts show it. */
export interface KeptRun {
  id: string;
  /** Milliseconds since 1970. */
  began: number;
  saved: number;
  dataset: DatasetName;
  settings: Settings;
  start: Start['kind'];
  /** Names of the files it was trained on. */
  files: string[];
  /** The name of the model file it began from; empty for a new model. */
  from: string;
  question: string;
  samplePrompts: Record<Phase, string>;
  parameters: number;
  state: RunState;
  step: number;
  totalSteps: number;
  seconds: number;
  progress: Progress | null;
  history: HistoryColumns;
  samples: Sample[];
  answers: Answers;
  /** The tab that saves it; runs of earlier versions have none. */
  owner?: string;
}

/** What it takes to go on with a run. */
export interface RunFiles {
  data: TrainingData;
  validation: TrainingData;
  snapshot: Snapshot;
}

interface Schema extends DBSchema {
  runs: { key: string; value: KeptRun; indexes: { saved: number } };
  /** The training data, written once. */
  data: { key: string; value: Pick<RunFiles, 'data' | 'validation'> };
  snapshots: { key: string; value: Snapshot };
}

const STORES = ['runs', 'data', 'snapshots'] as const;
type Mode = 'readonly' | 'readwrite';
type Transaction<M extends Mode> = IDBPTransaction<Schema, typeof STORES, M>;

/** What came of saving: nothing is written over a run that is another tab's by now, or was removed. */
export type Outcome = 'kept' | 'gone' | 'taken';

export interface StoreHandlers {
  /** The browser closed the storage, as it does when people clear it. */
  closed: () => void;
}

const keptFiles = ({ pretrain, tune }: TrainingData): TrainingData => ({
  pretrain: pretrain.map(keptFile),
  tune: tune.map(keptFile),
});

export class RunStore {
  readonly #handlers: StoreHandlers;
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(handlers: StoreHandlers) {
    this.#handlers = handlers;
  }

  /** Opens it when first needed. Rejects where the browser allows no storage. */
  async #open(): Promise<IDBPDatabase<Schema>> {
    const forget = (): void => void (this.#database = null);
    this.#database ??= openDB<Schema>('glassgpt', 1, {
      upgrade(database) {
        database.createObjectStore('runs', { keyPath: 'id' }).createIndex('saved', 'saved');
        database.createObjectStore('data');
        database.createObjectStore('snapshots');
      },
      // Another tab removes it, or opens it for a later version of the page.
      blocking: (_, __, event) => {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        forget();
        this.#handlers.closed();
      },
    });
    return this.#database.catch((error: unknown) => {
      forget();
      throw error;
    });
  }

  /** Does it in one transaction: if anything fails, all stays as it was. */
  async #in<M extends Mode, T>(mode: M, work: (transaction: Transaction<M>) => Promise<T>): Promise<T> {
    const transaction = (await this.#open()).transaction(STORES, mode, { durability: 'strict' });
    const { done } = transaction;
    done.catch(() => {}); // thrown below, with what it is about
    try {
      const result = await work(transaction);
      await done;
      return result;
    } catch (error) {
      throw transaction.error ?? error;
    }
  }

  /** All runs, the one saved last first. */
  async list(): Promise<KeptRun[]> {
    const runs = await (await this.#open()).getAllFromIndex('runs', 'saved');
    return runs.reverse();
  }

  /** Writes a run that is `run.owner`'s, for the first time or over what it wrote before. */
  keep(run: KeptRun, files: RunFiles, isNew: boolean): Promise<Outcome> {
    return this.#in('readwrite', async (transaction) => {
      const [runs, data] = [transaction.objectStore('runs'), transaction.objectStore('data')];
      const there = await runs.get(run.id);
      if (there === undefined && !isNew) return 'gone';
      if (there !== undefined && there.owner !== run.owner) return 'taken';
      await runs.put(run);
      await transaction.objectStore('snapshots').put(files.snapshot, run.id);
      if ((await data.count(run.id)) === 0) await data.put({ data: files.data, validation: files.validation }, run.id);
      return 'kept';
    });
  }

  /**
   * A run as it stands there now, and what it takes to go on with it; null if it is gone.
   * @param owner whose it is from now on; null leaves it as it is
   */
  take(id: string, owner: string | null): Promise<{ run: KeptRun; files: RunFiles } | null> {
    return this.#in('readwrite', async (transaction) => {
      const run = await transaction.objectStore('runs').get(id);
      const data = await transaction.objectStore('data').get(id);
      const snapshot = await transaction.objectStore('snapshots').get(id);
      if (run === undefined || data === undefined || snapshot === undefined) return null;
      if (owner !== null) await transaction.objectStore('runs').put({ ...run, owner });
      const files = { data: keptFiles(data.data), validation: keptFiles(data.validation), snapshot };
      return { run, files };
    });
  }

  async remove(id: string): Promise<void> {
    await this.#in('readwrite', async (transaction) => {
      for (const store of STORES) await transaction.objectStore(store).delete(id);
    });
  }
}
