// The runs kept in this browser, in IndexedDB: of each what it was, how it went, and where it stood last.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

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

/** More are not kept: the ones saved longest ago go. */
const MOST_RUNS = 24;

const keptFiles = ({ pretrain, tune }: TrainingData): TrainingData => ({
  pretrain: pretrain.map(keptFile),
  tune: tune.map(keptFile),
});

export class RunStore {
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  /** Opens it when first needed. Rejects where the browser allows no storage. */
  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('glassgpt', 1, {
      upgrade(database) {
        database.createObjectStore('runs', { keyPath: 'id' }).createIndex('saved', 'saved');
        database.createObjectStore('data');
        database.createObjectStore('snapshots');
      },
    });
    return this.#database;
  }

  /** All runs, the one saved last first. */
  async list(): Promise<KeptRun[]> {
    const runs = await (await this.#open()).getAllFromIndex('runs', 'saved');
    return runs.reverse();
  }

  /** Writes a run in one transaction: if that fails, what was saved before stays. */
  async keep(run: KeptRun, files: RunFiles): Promise<void> {
    const transaction = (await this.#open()).transaction(['runs', 'data', 'snapshots'], 'readwrite');
    const data = transaction.objectStore('data');
    await transaction.objectStore('runs').put(run);
    await transaction.objectStore('snapshots').put(files.snapshot, run.id);
    if ((await data.count(run.id)) === 0) await data.put({ data: files.data, validation: files.validation }, run.id);
    await transaction.done;
  }

  async files(id: string): Promise<RunFiles> {
    const database = await this.#open();
    const [data, snapshot] = await Promise.all([database.get('data', id), database.get('snapshots', id)]);
    if (data === undefined || snapshot === undefined) throw new Error('gone');
    return { data: keptFiles(data.data), validation: keptFiles(data.validation), snapshot };
  }

  async remove(id: string): Promise<void> {
    const transaction = (await this.#open()).transaction(['runs', 'data', 'snapshots'], 'readwrite');
    await Promise.all([
      transaction.objectStore('runs').delete(id),
      transaction.objectStore('data').delete(id),
      transaction.objectStore('snapshots').delete(id),
      transaction.done,
    ]);
  }

  /** Removes what is above the most that are kept. */
  async prune(): Promise<void> {
    for (const { id } of (await this.list()).slice(MOST_RUNS)) await this.remove(id);
  }
}
