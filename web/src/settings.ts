// What one can choose before training and before asking, with defaults and ranges: those of the C++ core.

import type { AskMode, GenerationOptions, ModelSizes, Phase, Schedule, Stopping, TrainingOptions } from './protocol';

export interface Settings {
  sizes: ModelSizes;
  training: TrainingOptions;
  /** Of the examples, held out to measure by, where a phase has no files for that. */
  validationShare: number;
  stopping: Stopping;
}

/** How the model is asked. */
export interface Asking {
  mode: AskMode;
  options: GenerationOptions;
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

export const DEFAULT_ASKING: Asking = {
  mode: 'auto',
  options: { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: 80 },
};

export const SCHEDULES: readonly Schedule[] = ['constant', 'linear', 'cosine'];
export const ASK_MODES: readonly AskMode[] = ['auto', 'chat', 'text'];

/** A number that one can set. */
export interface NumberRange {
  /** Of its texts, `<area>.<name>.label` and `.about`, and of its control. */
  name: string;
  /** In the page's address: as the command line calls it. */
  parameter: string;
  least: number;
  most: number;
  whole: boolean;
  /** It may be empty, which turns it off. */
  optional: boolean;
  /** By which the arrow keys change it. */
  step: number;
  /** Where a slider beside the number begins and ends, and its steps. */
  slider: { least: number; most: number; step: number } | null;
}

/** One in a T. */
export interface Field<T> extends NumberRange {
  get: (from: T) => number | null;
  /** A new T; null only if optional. */
  set: (in_: T, value: number | null) => T;
}

type Range = Pick<NumberRange, 'least' | 'most'> & Partial<NumberRange>;

const field = <T>(
  name: string,
  parameter: string,
  range: Range,
  get: Field<T>['get'],
  set: Field<T>['set'],
): Field<T> => ({ name, parameter, whole: true, optional: false, step: 1, slider: null, ...range, get, set });

const size = (key: keyof ModelSizes, parameter: string, range: Range): Field<Settings> =>
  field(key, parameter, range, ({ sizes }) => sizes[key], (settings, value) => ({
    ...settings,
    sizes: { ...settings.sizes, [key]: value },
  }));

const option = (key: 'batchSize' | 'clipNorm' | 'seed' | 'warmupSteps', parameter: string, range: Range): Field<Settings> =>
  field(key, parameter, range, ({ training }) => training[key], (settings, value) => ({
    ...settings,
    training: { ...settings.training, [key]: value },
  }));

const phaseOption = (phase: Phase, key: 'epochs' | 'learningRate'): Field<Settings> =>
  field(
    `${phase}-${key}`,
    `${phase}-${key === 'epochs' ? 'epochs' : 'lr'}`,
    key === 'epochs' ? { least: 0, most: 100_000 } : { least: 1e-5, most: 1e-2, whole: false, step: 1e-4 },
    ({ training }) => training[phase][key],
    (settings, value) => ({
      ...settings,
      training: { ...settings.training, [phase]: { ...settings.training[phase], [key]: value } },
    }),
  );

const stopRule = (key: keyof Stopping, parameter: string, range: Range): Field<Settings> =>
  field(key, parameter, { optional: true, ...range }, ({ stopping }) => stopping[key], (settings, value) => ({
    ...settings,
    stopping: { ...settings.stopping, [key]: value },
  }));

export const SIZE_FIELDS: readonly Field<Settings>[] = [
  size('numLayers', 'layers', { least: 1, most: 12, slider: { least: 1, most: 12, step: 1 } }),
  size('embeddingDim', 'dim', { least: 64, most: 1024, slider: { least: 64, most: 1024, step: 64 } }),
  size('numHeads', 'heads', { least: 1, most: 1024 }),
  size('hiddenDim', 'hidden', { least: 128, most: 4096, slider: { least: 128, most: 4096, step: 128 } }),
  size('maxSeqLen', 'context', { least: 1, most: 512, slider: { least: 8, most: 512, step: 8 } }),
];

export const PHASE_FIELDS: Record<Phase, readonly Field<Settings>[]> = {
  pretrain: [phaseOption('pretrain', 'epochs'), phaseOption('pretrain', 'learningRate')],
  tune: [phaseOption('tune', 'epochs'), phaseOption('tune', 'learningRate')],
};

export const WARMUP_FIELD = option('warmupSteps', 'warmup', { least: 0, most: 1_000_000 });

export const RUN_FIELDS: readonly Field<Settings>[] = [
  option('batchSize', 'batch-size', { least: 1, most: 4096 }),
  option('clipNorm', 'clip-norm', { least: 0, most: 1e6, whole: false }),
  option('seed', 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER }),
];

export const STOP_FIELDS: readonly Field<Settings>[] = [
  stopRule('targetLoss', 'target-loss', { least: 0, most: 100, whole: false, step: 0.1 }),
  stopRule('plateauEpochs', 'plateau', { least: 1, most: 100_000 }),
];

export const SHARE_FIELD: Field<Settings> = field(
  'validationShare',
  'validation-share',
  { least: 0, most: 0.5, whole: false, step: 0.05, slider: { least: 0, most: 0.5, step: 0.05 } },
  ({ validationShare }) => validationShare,
  (settings, value) => ({ ...settings, validationShare: value ?? 0 }),
);

export const SETTINGS_FIELDS: readonly Field<Settings>[] = [
  ...SIZE_FIELDS,
  ...PHASE_FIELDS.pretrain,
  ...PHASE_FIELDS.tune,
  WARMUP_FIELD,
  ...RUN_FIELDS,
  SHARE_FIELD,
  ...STOP_FIELDS,
];

const asking = (key: keyof GenerationOptions, parameter: string, range: Range): Field<Asking> =>
  field(key, parameter, range, ({ options }) => options[key], (its, value) => ({
    ...its,
    options: { ...its.options, [key]: value },
  }));

export const ASKING_FIELDS: readonly Field<Asking>[] = [
  asking('temperature', 'temperature', { least: 0, most: 10, whole: false, step: 0.1, slider: { least: 0, most: 2, step: 0.1 } }),
  asking('topK', 'top-k', { least: 0, most: 10_000 }),
  asking('topP', 'top-p', { least: 0.01, most: 1, whole: false, step: 0.05, slider: { least: 0.05, most: 1, step: 0.05 } }),
  asking('maxTokens', 'max-tokens', { least: 1, most: 10_000 }),
  asking('seed', 'ask-seed', { least: 0, most: Number.MAX_SAFE_INTEGER }),
];

/** What was typed into a number's control: NaN if that is no number, null if it is empty. */
export const typedNumber = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));

/** Whether the field takes the value. */
export function fits({ least, most, whole, optional }: NumberRange, value: number | null): boolean {
  if (value === null) return optional;
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

/** The numbers of heads that a width can be divided among. */
export function headChoices(width: number): number[] {
  return Array.from({ length: width }, (_, i) => i + 1).filter((heads) => width % heads === 0);
}

/** The settings with as many heads as the width allows, at most those chosen. */
export function withFittingHeads(settings: Settings): Settings {
  const { embeddingDim, numHeads } = settings.sizes;
  const heads = headChoices(embeddingDim).filter((choice) => choice <= numHeads).at(-1) ?? 1;
  return heads === numHeads ? settings : { ...settings, sizes: { ...settings.sizes, numHeads: heads } };
}
