// What one can train on without bringing files.

import validationUrl from '../../data/chats-validation.json?url';
import chatsUrl from '../../data/chats.json?url';
import factsUrl from '../../data/facts.json?url';
import storiesUrl from '../../data/stories.txt?url';

import { fetchAsset } from './assets';
import { dataFile } from './data-file';
import { TextError } from './i18n/translate';
import type { DataFile, ModelSizes, Phase } from './protocol';
import type { RecipePart } from './recipe';
import { DEFAULTS, type Settings, withTokensOf } from './settings';
import { type BriefEpochs, sameChoices } from './settings-by-recipe';

export type DatasetName = 'facts' | 'stories' | 'own';

export interface Dataset {
  name: DatasetName;
  /** Addresses of the bundled files, or of own data that the page's author chose. */
  files: readonly string[];
  /** Addresses of chats to measure tuning by, which are not trained on. */
  validationChats: string[];
  /** Epochs in which a small model learns almost all of it; null: the recipe is quick enough. */
  brief: BriefEpochs | null;
  /** Of the examples of a phase without files to measure by. */
  validationShare: number;
  /** What the model is shown continuing while it trains. */
  samples: Record<Phase, string>;
  /** What one might ask the trained model. */
  question: string;
}

export const DATASETS: Record<DatasetName, Dataset> = {
  facts: {
    name: 'facts',
    files: [factsUrl, chatsUrl],
    validationChats: [validationUrl],
    brief: { pretrain: 6, tune: 6 },
    validationShare: 0,
    samples: { pretrain: 'The capital of France is', tune: 'What is the capital of France?' },
    question: 'What is the capital of France?',
  },
  stories: {
    name: 'stories',
    files: [storiesUrl],
    validationChats: [],
    brief: null,
    validationShare: 0,
    samples: { pretrain: 'Once there was a', tune: '' },
    question: 'Once there was a',
  },
  own: {
    name: 'own',
    files: [],
    validationChats: [],
    brief: null,
    validationShare: 0.1,
    samples: { pretrain: '', tune: '' },
    question: '',
  },
};

export const PRESETS = ['quick', 'usual', 'larger'] as const;
export type Preset = (typeof PRESETS)[number];

export const PRESET_SIZES: Record<Preset, ModelSizes> = {
  quick: DEFAULTS.sizes,
  usual: { maxSeqLen: 80, embeddingDim: 128, hiddenDim: 256, numLayers: 3, numHeads: 4 },
  larger: { maxSeqLen: 128, embeddingDim: 256, hiddenDim: 1024, numLayers: 4, numHeads: 8 },
};

/** All settings at once, of a size one may want. */
export function preset(name: Preset, dataset: DatasetName): Settings {
  const { brief, validationShare } = DATASETS[dataset];
  return { ...DEFAULTS, sizes: PRESET_SIZES[name], brief: name === 'quick' || brief === null, validationShare };
}

/** What a dataset is trained with unless one chooses otherwise. */
export const defaultsOf = (dataset: DatasetName): Settings => preset('quick', dataset);

/** The preset that the settings are, if they are one. */
export const presetOf = (settings: Settings, dataset: DatasetName): Preset | undefined =>
  PRESETS.find((name) => sameChoices(settings, withTokensOf(preset(name, dataset), settings)));

/** The parts of a recipe that are chosen for a dataset, and no other. */
const OF_DATA: ReadonlySet<RecipePart> = new Set(['pretrain-epochs', 'tune-epochs', 'stop']);

/** The settings as they suit another dataset: the same preset, or the same choices but for those that suit data alone. */
export function moved(settings: Settings, from: DatasetName, to: DatasetName): Settings {
  const name = presetOf(settings, from);
  if (name !== undefined) return { ...withTokensOf(preset(name, to), settings), training: settings.training };
  const { brief, validationShare } = DATASETS[to];
  const chosen = settings.chosen.filter((part) => !OF_DATA.has(part));
  return { ...settings, brief: brief === null, chosen, validationShare };
}

const fetched = new Map<string, Promise<DataFile>>();

/** The bundled files' names carry a hash: facts-Ab12.json is still facts.json to a reader of messages. */
function nameOf(url: string): string {
  const name = url.replace(/[?#].*$/, '').split('/').at(-1) ?? url;
  const bundled = Object.values(DATASETS).some(({ files, validationChats }) => [...files, ...validationChats].includes(url));
  return bundled ? name.replace(/-[\w-]{8}(?=\.\w+$)/, '') : name;
}

async function fetchFile(url: string): Promise<DataFile> {
  const name = nameOf(url);
  const response = await fetchAsset(url).catch(() => null);
  if (response === null) throw new TextError('data.notFetched', { name });
  if (!response.ok) throw new TextError('data.notThere', { name, status: response.status });
  return dataFile(name, await response.blob());
}

function fetchOnce(url: string): Promise<DataFile> {
  const file = fetched.get(url) ?? fetchFile(url);
  fetched.set(url, file);
  file.catch(() => fetched.delete(url));
  return file;
}

/** The files at addresses of a dataset, fetched once. */
export async function bundledFiles(addresses: readonly string[]): Promise<DataFile[]> {
  return Promise.all(addresses.map(fetchOnce));
}
