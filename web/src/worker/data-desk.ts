// The data that was asked for last, read once, with what was made ready of it: what needs the same data takes that over.

import type { Dataset, GlassGptModule, ModelReport, Preparation, Session } from 'glassgpt-wasm';

import type {
  CommandOf,
  DataFile,
  ExaminedFile,
  ModelSizes,
  Phase,
  PhaseTokens,
  Reading,
  ReplyTo,
  TrainingData,
  Validation,
} from '../protocol';
import { bytesOf } from './contents';
import { type Job, part } from './jobs';

const PHASES: readonly Phase[] = ['pretrain', 'tune'];

// Of the work on data, about how much is done once it is read, and once there is a vocabulary.
export const READ = 0.1;
export const COUNTED = 0.5;

/** Between two looks at the clock. */
const SLICE_MS = 10;

/** What data holds depends on tokens and context alone, so the smallest model with these will do. */
export const smallest = (reading: Reading): ModelSizes => ({
  ...reading,
  embeddingDim: 64,
  hiddenDim: 128,
  numLayers: 1,
  numHeads: 1,
});

interface Held {
  /** Which files it is. */
  key: string;
  /** Has the data, and the smallest model for it. */
  session: Session;
  /** In the order in which they were asked for. */
  files: ExaminedFile[];
  /** That is held out. */
  share: number;
  /** Null before there is one. */
  model: ModelReport | null;
}

export class DataDesk {
  readonly #module: GlassGptModule;
  #held: Held | null = null;

  constructor(module: GlassGptModule) {
    this.#module = module;
  }

  /** What there is to tell of data before training. */
  *examine({ type, id, files, validation, shares, reading }: CommandOf<'examine'>): Job<ReplyTo<'examine'>> {
    const held = yield* part(0, READ, this.#read(files, validation));
    const { vocabSize, wordsDropped, words, wordsOnce, hardlyRepeat } = yield* part(READ, COUNTED, modelOf(held, reading));
    const rareWords = hardlyRepeat ? { words, once: wordsOnce } : null;
    const tokens: Record<Phase, PhaseTokens>[] = [];
    // The first share is what training begins with most likely: it comes last, and stays.
    for (let i = shares.length - 1; i >= 0; --i) {
      const [begin, end] = [i + 1, i].map((left) => 1 - (left / shares.length) * (1 - COUNTED));
      holdOut(held, { files: validation, share: shares[i] ?? 0 });
      yield* part(begin ?? 0, end ?? 1, prepare(held.session, 'encoding'));
      tokens.unshift({
        pretrain: held.session.countPhaseTokens('pretrain'),
        tune: held.session.countPhaseTokens('tune'),
      });
    }
    return { type, id, files: held.files, tokens, vocabSize, wordsDropped, rareWords };
  }

  /** Gives a session the data of a run. */
  *provide(session: Session, data: TrainingData, validation: Validation): Job<void> {
    const held = yield* this.#readFor(data, validation);
    session.shareData(held.session);
  }

  *#readFor(data: TrainingData, validation: Validation): Job<Held> {
    const held = yield* this.#read([...data.pretrain, ...data.tune], validation.files);
    holdOut(held, validation);
    return held;
  }

  /** Reads the files, unless they are at hand: those with questions are for tuning, the others for pre-training. */
  *#read(files: DataFile[], validation: TrainingData): Job<Held> {
    const key = JSON.stringify([files, validation.pretrain, validation.tune].map((list) => list.map(({ id }) => id)));
    if (this.#held?.key === key) return this.#held;
    const all = [...files, ...PHASES.flatMap((phase) => validation[phase])];
    const datasets = new Map<DataFile, Dataset>();
    const session = new this.#module.Session();
    let held: Held | null = null;
    try {
      for (const [i, file] of all.entries()) {
        yield i / all.length;
        datasets.set(file, this.#module.readDataset({ name: file.name, bytes: bytesOf(file.content) }));
      }
      const of = (some: DataFile[]): Dataset[] => some.flatMap((file) => datasets.get(file) ?? []);
      const examined = files.flatMap((file) => of([file]).flatMap((dataset) => examinedFile(file, dataset)));
      const ofChats = (chats: boolean): DataFile[] => files.filter((_, i) => (examined[i]?.report.questions ?? 0) > 0 === chats);
      session.setData('pretrain', of(ofChats(false)));
      session.setData('tune', of(ofChats(true)));
      for (const phase of PHASES) session.setValidation(phase, of(validation[phase]));
      held = { key, session, files: examined, share: 0, model: null };
    } finally {
      for (const dataset of datasets.values()) dataset.delete();
      if (held === null) session.delete();
    }
    this.#held?.session.delete();
    this.#held = held;
    return held;
  }
}

function examinedFile({ name, document }: DataFile, dataset: Dataset): ExaminedFile[] {
  return dataset.report().files.map((report) => ({ name, report, document: document ?? null }));
}

function holdOut(held: Held, { files, share }: Validation): void {
  if (held.share === share) return;
  for (const phase of PHASES) {
    if (files[phase].length === 0) held.session.holdOut(phase, share);
  }
  held.share = share;
}

function* modelOf(held: Held, reading: Reading): Job<ModelReport> {
  if (held.model?.maxSeqLen === reading.maxSeqLen && held.model.tokenizer === reading.tokenizer) return held.model;
  held.model = null;
  held.session.setTokenizer(reading);
  yield* prepare(held.session, 'vocabulary');
  held.model = held.session.create(smallest(reading), 1);
  return held.model;
}

/** Makes ready what takes long with much data. */
export function* prepare(session: Session, what: Preparation): Job<void> {
  session.beginPreparation(what);
  for (;;) {
    const { share, ready } = session.prepareFor(SLICE_MS);
    if (ready) return;
    yield share;
  }
}
