// What one can set before training, with defaults and ranges: those of the C++ core, said to people.

import type { ModelSizes, Phase, Stopping, TrainingOptions } from './protocol';

export interface Settings {
  sizes: ModelSizes;
  training: TrainingOptions;
  /** Of the examples of own files, held out to measure by. */
  validationShare: number;
  stopping: Stopping;
}

export const DEFAULTS: Settings = {
  sizes: { maxSeqLen: 80, embeddingDim: 128, hiddenDim: 256, numLayers: 3, numHeads: 4 },
  training: {
    pretrain: { epochs: 100, learningRate: 5e-4 },
    tune: { epochs: 100, learningRate: 1e-4 },
    batchSize: 16,
    clipNorm: 5,
    seed: 1,
    shuffle: true,
    schedule: 'constant',
    warmupSteps: 0,
  },
  validationShare: 0,
  stopping: { targetLoss: null, plateauEpochs: null },
};

/** A number one can set. */
export interface Field {
  name: string;
  label: string;
  /** What it does, in a few words. */
  about: string;
  least: number;
  most: number;
  whole: boolean;
  get: (settings: Settings) => number;
  set: (settings: Settings, value: number) => Settings;
}

function size(key: keyof ModelSizes, label: string, about: string, least: number, most: number): Field {
  return {
    name: key,
    label,
    about,
    least,
    most,
    whole: true,
    get: ({ sizes }) => sizes[key],
    set: (settings, value) => ({ ...settings, sizes: { ...settings.sizes, [key]: value } }),
  };
}

type NumericOption = 'batchSize' | 'clipNorm' | 'seed';

function option(key: NumericOption, label: string, about: string, least: number, most: number, whole = true): Field {
  return {
    name: key,
    label,
    about,
    least,
    most,
    whole,
    get: ({ training }) => training[key],
    set: (settings, value) => ({ ...settings, training: { ...settings.training, [key]: value } }),
  };
}

function phaseOption(phase: Phase, key: 'epochs' | 'learningRate', label: string, about: string): Field {
  const epochs = key === 'epochs';
  return {
    name: `${phase}-${key}`,
    label,
    about,
    least: epochs ? 0 : 1e-5,
    most: epochs ? 100_000 : 1e-2,
    whole: epochs,
    get: ({ training }) => training[phase][key],
    set: (settings, value) => ({
      ...settings,
      training: { ...settings.training, [phase]: { ...settings.training[phase], [key]: value } },
    }),
  };
}

export const SIZE_FIELDS: readonly Field[] = [
  size('numLayers', 'Layers', 'blocks, one upon the other', 1, 12),
  size('numHeads', 'Heads', 'attention heads a block; they divide the width', 1, 1024),
  size('embeddingDim', 'Width', "numbers that stand for a token", 64, 1024),
  size('hiddenDim', 'Hidden width', 'of the feed-forward net', 128, 4096),
  size('maxSeqLen', 'Context', 'tokens it can look back on', 1, 512),
];

export const PHASE_FIELDS: Record<Phase, readonly Field[]> = {
  pretrain: [
    phaseOption('pretrain', 'epochs', 'Pre-training epochs', 'passes over the plain text'),
    phaseOption('pretrain', 'learningRate', 'Pre-training rate', 'learning rate of Adam'),
  ],
  tune: [
    phaseOption('tune', 'epochs', 'Tuning epochs', 'passes over the chats'),
    phaseOption('tune', 'learningRate', 'Tuning rate', 'learning rate of Adam'),
  ],
};

export const RUN_FIELDS: readonly Field[] = [
  option('batchSize', 'Batch', 'examples a step', 1, 4096),
  option('clipNorm', 'Gradient clip', 'longest gradient; 0 for any', 0, 1e6, false),
  option('seed', 'Seed', 'the same seed gives the same run', 0, Number.MAX_SAFE_INTEGER),
];

/** What is wrong with a value, in words to act on; empty if nothing is. */
export function problem(field: Field, value: number, settings: Settings): string {
  const { least, most, whole } = field;
  if (Number.isNaN(value) || value < least || value > most || (whole && !Number.isInteger(value))) {
    return `${whole ? 'A whole number' : 'A number'} from ${range(field)}.`;
  }
  const { embeddingDim } = settings.sizes;
  if (field.name === 'numHeads' && embeddingDim % value !== 0) {
    return `${value} does not divide the width ${embeddingDim}.`;
  }
  return '';
}

export function range({ name, least, most }: Field): string {
  if (name === 'seed') return '0 up';
  return `${least.toLocaleString('en', { maximumFractionDigits: 5 })} to ${most.toLocaleString('en')}`;
}
