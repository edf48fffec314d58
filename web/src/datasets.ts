// What one can train on without bringing files.

import validationUrl from '../../data/chats-validation.json?url';
import chatsUrl from '../../data/chats.json?url';
import germanValidationUrl from '../../data/de/chats-validation.json?url';
import germanChatsUrl from '../../data/de/chats.json?url';
import germanFactsUrl from '../../data/de/facts.json?url';
import germanStoriesUrl from '../../data/de/stories.txt?url';
import spanishValidationUrl from '../../data/es/chats-validation.json?url';
import spanishChatsUrl from '../../data/es/chats.json?url';
import spanishFactsUrl from '../../data/es/facts.json?url';
import spanishStoriesUrl from '../../data/es/stories.txt?url';
import factsUrl from '../../data/facts.json?url';
import storiesUrl from '../../data/stories.txt?url';

import { fetchAsset } from './assets';
import { dataFile } from './data-file';
import { type Language, LANGUAGES } from './i18n/languages';
import { TextError } from './i18n/translate';
import type { DataFile, ModelSizes, Phase } from './protocol';
import type { RecipePart } from './recipe';
import { DEFAULTS, type Settings, withTokensOf } from './settings';
import { type BriefEpochs, sameChoices } from './settings-by-recipe';

export type DatasetKind = 'facts' | 'stories' | 'own';
/** A name says one dataset, whoever reads it: those without a language are English. */
export type DatasetName = DatasetKind | `${Exclude<DatasetKind, 'own'>}-${Exclude<Language, 'en'>}`;

export interface Dataset {
  name: DatasetName;
  kind: DatasetKind;
  /** What it is in; null of own data. */
  language: Language | null;
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

/** Files and texts of one language; the quick sizes and epochs suit them all. */
function facts(name: DatasetName, language: Language, files: string[], validation: string, sample: string, question: string): Dataset {
  const samples = { pretrain: sample, tune: question };
  const brief = { pretrain: 6, tune: 6 };
  return { name, kind: 'facts', language, files, validationChats: [validation], brief, validationShare: 0, samples, question };
}

function stories(name: DatasetName, language: Language, file: string, question: string): Dataset {
  const samples = { pretrain: question, tune: '' };
  return { name, kind: 'stories', language, files: [file], validationChats: [], brief: null, validationShare: 0, samples, question };
}

export const DATASETS: Record<DatasetName, Dataset> = {
  facts: facts('facts', 'en', [factsUrl, chatsUrl], validationUrl, 'The capital of France is', 'What is the capital of France?'),
  'facts-de': facts(
    'facts-de',
    'de',
    [germanFactsUrl, germanChatsUrl],
    germanValidationUrl,
    'Die Hauptstadt von Frankreich ist',
    'Was ist die Hauptstadt von Frankreich?',
  ),
  'facts-es': facts(
    'facts-es',
    'es',
    [spanishFactsUrl, spanishChatsUrl],
    spanishValidationUrl,
    'La capital de Francia es',
    '¿Cuál es la capital de Francia?',
  ),
  stories: stories('stories', 'en', storiesUrl, 'Once there was a'),
  'stories-de': stories('stories-de', 'de', germanStoriesUrl, 'Es war einmal'),
  'stories-es': stories('stories-es', 'es', spanishStoriesUrl, 'Había una vez'),
  own: {
    name: 'own',
    kind: 'own',
    language: null,
    files: [],
    validationChats: [],
    brief: null,
    validationShare: 0.1,
    samples: { pretrain: '', tune: '' },
    question: '',
  },
};

/** The dataset of that kind in a language. */
export function datasetIn(language: Language, kind: DatasetKind): Dataset {
  const found = Object.values(DATASETS).find((its) => its.kind === kind && its.language === language);
  return found ?? DATASETS[kind];
}

/** A text about a dataset, which says what it is in where that is not the reader's language. */
export const inItsLanguage = (text: string, { language }: Dataset, reader: Language): string =>
  language === null || language === reader ? text : `${text} (${LANGUAGES[language]})`;

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
  if (name !== undefined) return { ...withTokensOf(preset(name, to), settings), training: settings.training, arithmetic: settings.arithmetic };
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
