// What one can train on without bringing files.

import heldOutUrl from '../../data/chats-heldout.json?url';
import chatsUrl from '../../data/chats.json?url';
import factsUrl from '../../data/facts.json?url';
import storiesUrl from '../../data/stories.txt?url';

import type { DataFile, Phase, TrainingOptions } from './protocol';
import { DEFAULTS } from './settings';

export type DatasetName = 'facts' | 'stories' | 'own';

export interface Dataset {
  name: DatasetName;
  title: string;
  about: string;
  /** Addresses of the bundled files. */
  files: string[];
  /** Addresses of chats to measure tuning by, which are not trained on. */
  validationChats: string[];
  /** The settings that suit it. */
  training: Pick<TrainingOptions, Phase | 'batchSize'>;
  /** What the model is shown continuing while it trains. */
  samples: Record<Phase, string>;
  /** What one might ask the trained model. */
  question: string;
}

export const DATASETS: Record<DatasetName, Dataset> = {
  facts: {
    name: 'facts',
    title: 'Facts, then chats',
    about: 'It reads facts first, then learns to answer questions about them.',
    files: [factsUrl, chatsUrl],
    validationChats: [heldOutUrl],
    training: DEFAULTS.training,
    samples: { pretrain: 'The capital of France is', tune: 'What is the capital of France?' },
    question: 'What is the capital of France?',
  },
  stories: {
    name: 'stories',
    title: 'Stories',
    about: 'Short plain stories. It learns to tell new ones; it does not answer questions.',
    files: [storiesUrl],
    validationChats: [],
    // Small steps at a high rate: after two of the epochs the text is readable.
    training: {
      pretrain: { epochs: 10, learningRate: 1e-3 },
      tune: { ...DEFAULTS.training.tune, epochs: 0 },
      batchSize: 8,
    },
    samples: { pretrain: 'Once there was a', tune: '' },
    question: 'Once there was a',
  },
  own: {
    name: 'own',
    title: 'Your own files',
    about: 'JSON, CSV or plain text, one example a line. They stay on this computer.',
    files: [],
    validationChats: [],
    training: DEFAULTS.training,
    samples: { pretrain: '', tune: '' },
    question: '',
  },
};

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
