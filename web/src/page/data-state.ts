// What is trained on: the dataset chosen, its files, and what the module found in them.

import type { EngineClient } from '../client';
import { type Dataset, DATASETS } from '../datasets';
import type { DataFile, ExaminedFile, Phase, ReplyTo, TrainingData } from '../protocol';
import { State } from './state';

export const NO_DATA: TrainingData = { pretrain: [], tune: [] };

export interface LoadedFiles {
  files: DataFile[];
  validation: TrainingData;
}

export class DataState extends State {
  dataset: Dataset = DATASETS.facts;
  /** Of the dataset; empty until it is there. */
  training: TrainingData = NO_DATA;
  validation: TrainingData = NO_DATA;
  /** What each file holds, in the order of training. */
  files: ExaminedFile[] = [];
  /** Why the files chosen last could not be taken; empty if they could. */
  fault = '';
  /** Words in the vocabulary that the data makes; 0 while there is none. */
  vocabSize = 0;
  /** Distinct words that the vocabulary has no room for. */
  wordsDropped = 0;

  readonly #client: EngineClient;
  /** The files asked for last: what arrives for earlier ones is dropped. */
  #turn = 0;
  /** The context that `files` were examined for. */
  #examinedContext = 0;

  constructor(client: EngineClient) {
    super();
    this.#client = client;
  }

  /** The phases there is data for. */
  get phases(): Phase[] {
    return (['pretrain', 'tune'] as const).filter((phase) => this.training[phase].length > 0);
  }

  setDataset(dataset: Dataset): void {
    this.dataset = dataset;
    this.changed();
  }

  clear(): void {
    this.training = this.validation = NO_DATA;
    this.files = [];
    this.vocabSize = 0;
    this.changed();
  }

  /**
   * Takes over what `load` brings; if it cannot be read, what was there stays. Returns whether it did.
   * @param settle awaited before those who listen are told
   */
  async take(load: () => Promise<LoadedFiles>, maxSeqLen: number, settle: () => Promise<void>): Promise<boolean> {
    const turn = ++this.#turn;
    this.fault = '';
    this.changed();
    try {
      const { files, validation } = await load();
      if (files.length === 0) return false;
      const examined = await this.#examine(files, maxSeqLen);
      if (turn !== this.#turn) return false;
      const ofChats = (chats: boolean): DataFile[] =>
        files.filter((_, i) => (examined.files[i]?.chats ?? 0) > 0 === chats);
      this.training = { pretrain: ofChats(false), tune: ofChats(true) };
      this.validation = validation;
      this.#takeExamined(examined, maxSeqLen);
      await settle();
      return true;
    } catch (error) {
      if (turn === this.#turn) this.fault = (error as Error).message;
      return false;
    } finally {
      this.changed();
    }
  }

  /** Examines the files anew if they were examined for another context. Returns whether they are still there. */
  async examineFor(maxSeqLen: number): Promise<boolean> {
    if (this.#examinedContext === maxSeqLen) return true;
    const turn = this.#turn;
    const examined = await this.#examine([...this.training.pretrain, ...this.training.tune], maxSeqLen);
    if (turn !== this.#turn) return false;
    this.#takeExamined(examined, maxSeqLen);
    this.changed();
    return true;
  }

  #examine(files: DataFile[], maxSeqLen: number): Promise<ReplyTo<'examine'>> {
    return this.#client.request<'examine'>({ type: 'examine', files, maxSeqLen });
  }

  #takeExamined({ files, vocabSize, wordsDropped }: ReplyTo<'examine'>, context: number): void {
    const ofChats = (chats: boolean): ExaminedFile[] => files.filter((file) => file.chats > 0 === chats);
    this.files = [...ofChats(false), ...ofChats(true)];
    this.vocabSize = vocabSize;
    this.wordsDropped = wordsDropped;
    this.#examinedContext = context;
  }
}
