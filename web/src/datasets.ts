// What one can train on without bringing files.

import validationUrl from '../../data/chats-validation.json?url';
import chatsUrl from '../../data/chats.json?url';
import factsUrl from '../../data/facts.json?url';
import storiesUrl from '../../data/stories.txt?url';

import type { DataFile, ModelSizes, Phase, TrainingOptions } from './protocol';
import { DEFAULTS, type Settings } from './settings';

export type DatasetName = 'facts' | 'stories' | 'own';

type SuitedTraining = Pick<TrainingOptions, Phase | 'batchSize'>;

export interface Dataset {
  name: DatasetName;
  /** Addresses of the bundled files. */
  files: string[];
  /** Addresses of chats to measure tuning by, which are not trained on. */
  validationChats: string[];
  /** The settings that suit it. */
  training: SuitedTraining;
  /** Settings with which a tiny model learns something within seconds. */
  quick: SuitedTraining;
  /** Of the examples of a phase without files to measure by. */
  validationShare: number;
  /** What the model is shown continuing while it trains. */
  samples: Record<Phase, string>;
  /** What one might ask the trained model. */
  question: string;
}

const QUICK: SuitedTraining = {
  pretrain: { epochs: 20, learningRate: 4e-3 },
  tune: { epochs: 12, learningRate: 3e-3 },
  batchSize: 16,
};

export const DATASETS: Record<DatasetName, Dataset> = {
  facts: {
    name: 'facts',
    files: [factsUrl, chatsUrl],
    validationChats: [validationUrl],
    training: DEFAULTS.training,
    quick: QUICK,
    validationShare: 0,
    samples: { pretrain: 'The capital of France is', tune: 'What is the capital of France?' },
    question: 'What is the capital of France?',
  },
  stories: {
    name: 'stories',
    files: [storiesUrl],
    validationChats: [],
    // Small steps at a high rate: after two of the epochs the text is readable.
    training: {
      pretrain: { epochs: 10, learningRate: 1e-3 },
      tune: { ...DEFAULTS.training.tune, epochs: 0 },
      batchSize: 8,
    },
    quick: {
      pretrain: { epochs: 3, learningRate: 3e-3 },
      tune: { ...DEFAULTS.training.tune, epochs: 0 },
      batchSize: 8,
    },
    validationShare: 0,
    samples: { pretrain: 'Once there was a', tune: '' },
    question: 'Once there was a',
  },
  own: {
    name: 'own',
    files: [],
    validationChats: [],
    training: DEFAULTS.training,
    quick: QUICK,
    validationShare: 0.1,
    samples: { pretrain: '', tune: '' },
    question: '',
  },
};

/** The settings with what suits a dataset. */
export function suited(settings: Settings, { training, validationShare }: Dataset): Settings {
  const { pretrain, tune, batchSize } = training;
  return { ...settings, training: { ...settings.training, pretrain, tune, batchSize }, validationShare };
}

/** What a dataset is trained with unless one chooses otherwise. */
export const defaultsOf = (dataset: DatasetName): Settings => suited(DEFAULTS, DATASETS[dataset]);

export const PRESETS = ['tiny', 'usual', 'larger'] as const;
export type Preset = (typeof PRESETS)[number];

const PRESET_SIZES: Record<Preset, ModelSizes> = {
  tiny: { maxSeqLen: 80, embeddingDim: 64, hiddenDim: 128, numLayers: 1, numHeads: 2 },
  usual: DEFAULTS.sizes,
  larger: { maxSeqLen: 128, embeddingDim: 256, hiddenDim: 1024, numLayers: 4, numHeads: 8 },
};

/** All settings at once, of a size one may want. */
export function preset(name: Preset, dataset: DatasetName): Settings {
  const { pretrain, tune, batchSize } = DATASETS[dataset][name === 'tiny' ? 'quick' : 'training'];
  const usual = defaultsOf(dataset);
  return { ...usual, sizes: PRESET_SIZES[name], training: { ...usual.training, pretrain, tune, batchSize } };
}

const fetched = new Map<string, Promise<DataFile>>();

async function fetchFile(url: string): Promise<DataFile> {
  // Built names carry a hash: facts-Ab12.json is still facts.json to a reader of messages.
  const name = new URL(url, document.baseURI).pathname.split('/').at(-1)?.replace(/-[\w-]{8}(?=\.\w+$)/, '') ?? url;
  const response = await fetch(url).catch((error: Error) => ({ ok: false as const, statusText: error.message }));
  if (!response.ok) throw new Error(`${name}: could not be fetched (${response.statusText}). Reload the page.`);
  return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
}

function fetchOnce(url: string): Promise<DataFile> {
  const file = fetched.get(url) ?? fetchFile(url);
  fetched.set(url, file);
  file.catch(() => fetched.delete(url));
  return file;
}

/** The files at addresses of a bundled dataset, fetched once. */
export async function bundledFiles(addresses: string[]): Promise<DataFile[]> {
  return Promise.all(addresses.map(fetchOnce));
}

export async function readFiles(files: Iterable<File>): Promise<DataFile[]> {
  return Promise.all(
    Array.from(files, async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}
