// What is trained on: the dataset chosen, its files, and what the module found in them.

import { Cancelled, type EngineClient } from '../client';
import { type Dataset, DATASETS } from '../datasets';
import { type Locale, t, within } from '../i18n/translate';
import type { DataFile, ExaminedFile, Phase, PhaseTokens, Reading, ReplyTo, Start, TokenCounts, TrainingData } from '../protocol';
import { type Settings, tokenizerOf } from '../settings';
import { reasonOf } from './messages';
import { State } from './state';

export const NO_DATA: TrainingData = { pretrain: [], tune: [] };

/** How a run that somebody else has set up came here. */
export type CameBy = 'link' | 'file';

export interface LoadedFiles {
  files: DataFile[];
  validation: TrainingData;
  cameBy?: CameBy;
}

/** Brings the files; the signal aborts once others are wanted instead. */
export type Load = (needless: AbortSignal) => Promise<LoadedFiles>;

/** What it depends on how much the data is. */
export interface ContextAndShare {
  reading: Reading;
  /** Held out to validate on. */
  share: number;
}

export const contextAndShare = (settings: Settings): ContextAndShare => ({
  reading: { maxSeqLen: settings.sizes.maxSeqLen, tokenizer: tokenizerOf(settings) },
  share: settings.validationShare,
});

export class DataState extends State {
  dataset: Dataset = DATASETS.facts;
  /** Of the dataset; empty until it is there. */
  training: TrainingData = NO_DATA;
  validation: TrainingData = NO_DATA;
  /** What each file holds, in the order of training. */
  files: ExaminedFile[] = [];
  /** Null if nobody passed it on. */
  cameBy: CameBy | null = null;
  /** Why the files chosen last could not be taken; empty if they could. */
  fault = '';
  /** Words in the vocabulary that the data makes; 0 while there is none. */
  vocabSize = 0;
  /** Distinct words that the vocabulary has no room for. */
  wordsDropped = 0;
  /** Its distinct words, and those that occur once, if these are nearly all; else null. */
  rareWords: { words: number; once: number } | null = null;

  /** Done once what was to be taken over last is, or is refused. */
  settled: Promise<unknown> = Promise.resolve();

  readonly #client: EngineClient;
  readonly #locale: Locale;
  /** The files asked for last: what arrives for earlier ones is dropped. */
  #turn = 0;
  #loading: AbortController | null = null;
  #examining: AbortController | null = null;
  /** The validation shares and the context that `files` were examined for. */
  #examinedFor = '';
  /** By validation share. */
  #tokens = new Map<number, Record<Phase, PhaseTokens>>();

  constructor(client: EngineClient, locale: Locale) {
    super();
    this.#client = client;
    this.#locale = locale;
  }

  /** The phases there is data for. */
  get phases(): Phase[] {
    return (['pretrain', 'tune'] as const).filter((phase) => this.training[phase].length > 0);
  }

  /** All files in the order in which they are trained on. */
  get inOrder(): DataFile[] {
    return [...this.training.pretrain, ...this.training.tune];
  }

  setDataset(dataset: Dataset): void {
    this.dataset = dataset;
    this.changed();
  }

  /**
   * How much of a phase is trained on and measured with a validation share; with another one, until the data is examined
   * for it.
   */
  tokensOf(phase: Phase, share: number): PhaseTokens | null {
    const counts = this.#tokens.get(share) ?? [...this.#tokens.values()][0];
    return counts?.[phase] ?? null;
  }

  clear(): void {
    this.training = this.validation = NO_DATA;
    this.files = [];
    this.cameBy = null;
    this.#tokens.clear();
    this.vocabSize = 0;
    this.rareWords = null;
    this.changed();
  }

  /** Of all the data, what a model with the context examined last makes of it; of what is only measured, not. */
  get whole(): Pick<TokenCounts, 'examples' | 'predictedTokens' | 'pieces' | 'examplesCut' | 'tokensCut'> {
    const whole = { examples: 0, predictedTokens: 0, pieces: 0, examplesCut: 0, tokensCut: 0 };
    const [tokens] = this.#tokens.values();
    for (const phase of this.phases) {
      const { training, validation } = tokens?.[phase] ?? {};
      const parts = this.validation[phase].length > 0 ? [training] : [training, validation];
      for (const key of Object.keys(whole) as (keyof typeof whole)[]) {
        whole[key] += parts.reduce((sum, part) => sum + (part?.[key] ?? 0), 0);
      }
    }
    return whole;
  }

  /** Texts that the context cuts into pieces, of which each has some to train on. */
  get textsCut(): number {
    return this.#ofTraining().reduce((sum, { textsCut }) => sum + textsCut, 0);
  }

  /** The context that the longest answer needs; 0 if none is cut. */
  get contextNeeded(): number {
    return Math.max(0, ...this.#ofTraining().map(({ contextNeeded }) => contextNeeded));
  }

  #ofTraining(): TokenCounts[] {
    const [tokens] = this.#tokens.values();
    return this.phases.flatMap((phase) => tokens?.[phase].training ?? []);
  }

  /**
   * Takes over what `load` brings, in place of what is being taken; if it cannot be read, what was there stays. Returns
   * whether it did.
   * @param settle awaited before those who listen are told
   */
  take(load: Load, kind: ContextAndShare, settle: () => Promise<void>): Promise<boolean> {
    const taken = this.#take(load, kind, settle);
    this.settled = taken;
    return taken;
  }

  async #take(
    load: Load,
    { reading, share }: ContextAndShare,
    settle: () => Promise<void>,
  ): Promise<boolean> {
    const turn = ++this.#turn;
    this.supersede();
    this.#loading?.abort();
    this.#loading = new AbortController();
    this.fault = '';
    this.changed();
    try {
      const { files, validation, cameBy = null } = await load(this.#loading.signal);
      if (files.length === 0 || turn !== this.#turn) return false;
      const shares = this.#sharesWith(share);
      const examined = await this.#examine(files, validation, shares, reading);
      if (turn !== this.#turn) return false;
      const ofChats = (chats: boolean): DataFile[] =>
        files.filter((_, i) => (examined.files[i]?.report.questions ?? 0) > 0 === chats);
      this.training = { pretrain: ofChats(false), tune: ofChats(true) };
      this.validation = validation;
      this.cameBy = cameBy;
      this.#takeExamined(examined, shares, reading);
      await settle();
      return true;
    } catch (error) {
      if (turn === this.#turn) this.fault = within(this.#locale, () => (error instanceof Cancelled ? t('data.cancelled') : reasonOf(error)));
      return false;
    } finally {
      this.changed();
    }
  }

  /**
   * Examines the files anew if they were examined for another context, or without this share. Returns whether they are
   * still there.
   */
  async examineFor({ reading, share }: ContextAndShare): Promise<boolean> {
    const shares = this.#sharesWith(share);
    if (this.#examinedFor === JSON.stringify([shares, reading])) return true;
    const turn = this.#turn;
    const examined = await this.#examine(this.inOrder, this.validation, shares, reading);
    if (turn !== this.#turn) return false;
    this.#takeExamined(examined, shares, reading);
    this.changed();
    return true;
  }

  /** What is being examined is of no more use. */
  supersede(): void {
    this.#examining?.abort();
  }

  /** The words of the data and its first examples, as a run sees them that begins so. */
  preview(examples: number, { reading, share }: ContextAndShare, start: Start['kind']): Promise<ReplyTo<'preview'>> {
    const { training: data, validation: files } = this;
    return this.#client.request<'preview'>({ type: 'preview', data, validation: { files, share }, start, reading, examples });
  }

  /** The share that is chosen, and that of the presets. */
  #sharesWith(share: number): number[] {
    return [...new Set([share, this.dataset.validationShare])];
  }

  #examine(files: DataFile[], validation: TrainingData, shares: number[], reading: Reading): Promise<ReplyTo<'examine'>> {
    this.#examining = new AbortController();
    const request = { type: 'examine', files, validation, shares, reading } as const;
    return this.#client.request<'examine'>(request, this.#examining.signal);
  }

  #takeExamined({ files, tokens, vocabSize, wordsDropped, rareWords }: ReplyTo<'examine'>, shares: number[], reading: Reading): void {
    const ofChats = (chats: boolean): ExaminedFile[] => files.filter(({ report }) => report.questions > 0 === chats);
    this.files = [...ofChats(false), ...ofChats(true)];
    this.vocabSize = vocabSize;
    this.wordsDropped = wordsDropped;
    this.rareWords = rareWords;
    this.#tokens = new Map(tokens.map((counts, i) => [shares[i] ?? 0, counts]));
    this.#examinedFor = JSON.stringify([shares, reading]);
  }
}
