// What one can choose before training and before asking, with defaults and ranges: those of the C++ core.

import { type Arithmetic, ARITHMETICS } from './arithmetic';
import { defaults, OPTIONS } from './options';
import type { AskMode, GenerationOptions, ModelSizes, Phase, Schedule, Stopping, TokenizerKind, TrainingOptions } from './protocol';
import { type Chosen, CLASSIC, type Recipe, type RecipePart, withChosen } from './recipe';

export interface Settings {
  sizes: ModelSizes;
  /** As they are: those of the recipe, but for what was chosen by hand. */
  training: TrainingOptions;
  /** What the training options follow from, beside data and sizes. */
  recipe: Recipe;
  /** `auto`, with the few epochs that the dataset has for a quick run. */
  brief: boolean;
  /** The parts of the recipe that were set by hand. */
  chosen: Chosen;
  /** Of the examples, held out to measure by, where a phase has no files for that. */
  validationShare: number;
  stopping: Stopping;
  /** Which module trains, where the browser has both. */
  arithmetic: Arithmetic;
}

/** How the model is asked. */
export interface Asking {
  mode: AskMode;
  options: GenerationOptions;
}

export const DEFAULTS: Settings = {
  sizes: { maxSeqLen: 80, embeddingDim: 64, hiddenDim: 128, numLayers: 2, numHeads: 4 },
  training: CLASSIC,
  recipe: 'auto',
  brief: true,
  chosen: [],
  validationShare: 0,
  stopping: { targetLoss: null, plateauEpochs: null },
  arithmetic: 'exact',
};

export const DEFAULT_ASKING: Asking = {
  mode: 'auto',
  options: defaults(OPTIONS.generation),
};

export const SCHEDULES = OPTIONS.training.schedule.choices as readonly Schedule[];
export const ASK_MODES: readonly AskMode[] = ['auto', 'chat', 'text'];

/** A number that one can set. */
export interface NumberRange {
  /** Of its texts, `<area>.<name>.label` and `.about`, and of its control. */
  name: string;
  /** The word for it: as the command line calls it. */
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

/** The settings with a part of the recipe set by hand. */
export const withPart = (settings: Settings, part: RecipePart, training: TrainingOptions): Settings => ({
  ...settings,
  training,
  chosen: withChosen(settings.chosen, part),
});

type Range = Pick<NumberRange, 'least' | 'most'> & Partial<NumberRange>;
/** What the page says of a number beside the core's range. */
type Manner = Partial<Pick<NumberRange, 'step' | 'slider'>>;

const range = ({ least, most, whole }: { least: number; most: number; whole: boolean }, manner: Manner = {}): Range => ({
  least,
  most,
  whole,
  ...manner,
});

const field = <T>(
  name: string,
  parameter: string,
  range: Range,
  get: Field<T>['get'],
  set: Field<T>['set'],
): Field<T> => ({ name, parameter, whole: true, optional: false, step: 1, slider: null, ...range, get, set });

/** HTML has an attribute `hidden` of its own: an option of that name could not be one. */
const HIDDEN_WIDTH = `${OPTIONS.sizes.hiddenDim.flag}-${OPTIONS.sizes.embeddingDim.flag}`;

const size = (
  key: Exclude<keyof ModelSizes, 'activation' | 'tokenizer' | 'vocabulary'>,
  manner: Manner = {},
  parameter: string = OPTIONS.sizes[key].flag,
): Field<Settings> =>
  field(key, parameter, range(OPTIONS.sizes[key], manner), ({ sizes }) => sizes[key], (settings, value) => ({
    ...settings,
    sizes: { ...settings.sizes, [key]: value },
  }));

const option = (key: 'clipNorm' | 'beta1' | 'epsilon' | 'seed', manner: Manner = {}): Field<Settings> =>
  field(key, OPTIONS.training[key].flag, range(OPTIONS.training[key], manner), ({ training }) => training[key], (settings, value) => ({
    ...settings,
    training: { ...settings.training, [key]: value },
  }));

/** Of the recipe: who sets it takes it out of the recipe's hands. */
const recipeOption = (
  key: 'batchSize' | 'warmupSteps' | 'beta2',
  parameter: string = OPTIONS.training[key].flag,
  manner: Manner = {},
): Field<Settings> =>
  field(key, parameter, range(OPTIONS.training[key], manner), ({ training }) => training[key], (settings, value) =>
    withPart(settings, key, { ...settings.training, [key]: value }),
  );

const phaseOption = (phase: Phase, key: 'epochs' | 'learningRate'): Field<Settings> =>
  field(
    `${phase}-${key}`,
    `${phase}-${OPTIONS[phase][key].flag}`,
    range(OPTIONS[phase][key], key === 'epochs' ? {} : { step: 1e-4 }),
    ({ training }) => training[phase][key],
    (settings, value) =>
      withPart(settings, `${phase}-${key}`, {
        ...settings.training,
        [phase]: { ...settings.training[phase], [key]: value },
      }),
  );

const stopRule = (key: keyof Stopping, parameter: string, range: Range): Field<Settings> =>
  field(key, parameter, { optional: true, ...range }, ({ stopping }) => stopping[key], (settings, value) => ({
    ...settings,
    stopping: { ...settings.stopping, [key]: value },
  }));

export const SIZE_FIELDS: readonly Field<Settings>[] = [
  size('numLayers', { slider: { least: 1, most: 12, step: 1 } }),
  size('embeddingDim', { slider: { least: 64, most: 1024, step: 64 } }),
  size('numHeads'),
  size('hiddenDim', { slider: { least: 128, most: 4096, step: 128 } }, HIDDEN_WIDTH),
  size('maxSeqLen', { slider: { least: 8, most: 512, step: 8 } }),
];

export const PHASE_FIELDS: Record<Phase, readonly Field<Settings>[]> = {
  pretrain: [phaseOption('pretrain', 'epochs'), phaseOption('pretrain', 'learningRate')],
  tune: [phaseOption('tune', 'epochs'), phaseOption('tune', 'learningRate')],
};

export const OPTIMISER_FIELDS: readonly Field<Settings>[] = [
  recipeOption('warmupSteps', 'warmup'),
  recipeOption('batchSize'),
  recipeOption('beta2', 'beta2', { step: 0.01 }),
];

export const RUN_FIELDS: readonly Field<Settings>[] = [
  option('clipNorm'),
  option('beta1', { step: 0.01 }),
  option('epsilon', { step: 1e-8 }),
  option('seed'),
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
  ...OPTIMISER_FIELDS,
  ...RUN_FIELDS,
  SHARE_FIELD,
  ...STOP_FIELDS,
];

/** One of a few that one can choose. */
export interface Choice {
  /** Of its texts, `settings.<name>.label`, `.about` and `.is.<value>`. */
  name: RecipePart | 'activation' | 'tokenizer' | 'arithmetic';
  parameter: string;
  values: readonly string[];
  get: (from: Settings) => string;
  set: (in_: Settings, value: string) => Settings;
}

const choice = (
  name: RecipePart,
  values: readonly string[],
  get: (from: TrainingOptions) => string,
  set: (in_: TrainingOptions, value: string) => TrainingOptions,
): Choice => ({
  name,
  parameter: name,
  values,
  get: ({ training }) => get(training),
  set: (settings, value) => withPart(settings, name, set(settings.training, value)),
});

export const SCHEDULE_CHOICE = choice('schedule', SCHEDULES, ({ schedule }) => schedule, (training, value) => ({
  ...training,
  schedule: value as Schedule,
}));

export const LOSS_CHOICE = choice(
  'loss',
  OPTIONS.training.answersOnly.choices,
  ({ answersOnly }) => (answersOnly ? 'answers' : 'all'),
  (training, value) => ({ ...training, answersOnly: value === 'answers' }),
);

export const STOP_CHOICE = choice(
  'stop',
  OPTIONS.training.untilLearned.choices,
  ({ untilLearned }) => (untilLearned ? 'learned' : 'epochs'),
  (training, value) => ({ ...training, untilLearned: value === 'learned' }),
);

export const ACTIVATION_CHOICE: Choice = {
  name: 'activation',
  parameter: OPTIONS.sizes.activation.flag,
  values: OPTIONS.sizes.activation.choices,
  get: ({ sizes }) => sizes.activation ?? OPTIONS.sizes.activation.default,
  set: (settings, value) => ({
    ...settings,
    sizes: { ...settings.sizes, activation: value as NonNullable<ModelSizes['activation']> },
  }),
};

export const ARITHMETIC_CHOICE: Choice = {
  name: 'arithmetic',
  parameter: 'arithmetic',
  values: ARITHMETICS,
  get: ({ arithmetic }) => arithmetic,
  set: (settings, value) => ({ ...settings, arithmetic: value as Arithmetic }),
};

/** What a sentence needs of a context, by what it is cut into. */
const USUAL_CONTEXT: Record<TokenizerKind, number> = {
  'unicode-word': OPTIONS.sizes.maxSeqLen.default,
  word: OPTIONS.sizes.maxSeqLen.default,
  character: 256,
  'byte-pair': 160,
};

export const tokenizerOf = ({ sizes }: Settings): TokenizerKind =>
  sizes.tokenizer ?? (OPTIONS.tokenizer.tokenizer.default as TokenizerKind);

/** Another context comes with it, unless one was chosen. */
function withTokenizer(settings: Settings, kind: TokenizerKind): Settings {
  const { tokenizer: _, ...sizes } = settings.sizes;
  const usual = sizes.maxSeqLen === USUAL_CONTEXT[tokenizerOf(settings)];
  const maxSeqLen = usual ? USUAL_CONTEXT[kind] : sizes.maxSeqLen;
  const named = kind === OPTIONS.tokenizer.tokenizer.default ? {} : { tokenizer: kind };
  return { ...settings, sizes: { ...sizes, maxSeqLen, ...named } };
}

/** Settings with the tokens of others. */
export const withTokensOf = (settings: Settings, others: Settings): Settings =>
  withTokenizer(settings, tokenizerOf(others));

export const TOKENIZER_CHOICE: Choice = {
  name: 'tokenizer',
  parameter: OPTIONS.tokenizer.tokenizer.flag,
  values: OPTIONS.tokenizer.tokenizer.choices,
  get: tokenizerOf,
  set: (settings, value) => withTokenizer(settings, value as TokenizerKind),
};

/** All but the tokens. */
export const SETTINGS_CHOICES: readonly Choice[] = [
  ACTIVATION_CHOICE,
  SCHEDULE_CHOICE,
  LOSS_CHOICE,
  STOP_CHOICE,
  ARITHMETIC_CHOICE,
];

const asking = (
  key: keyof GenerationOptions,
  manner: Manner = {},
  parameter: string = OPTIONS.generation[key].flag,
): Field<Asking> =>
  field(key, parameter, range(OPTIONS.generation[key], manner), ({ options }) => options[key], (its, value) => ({
    ...its,
    options: { ...its.options, [key]: value },
  }));

export const ASKING_FIELDS: readonly Field<Asking>[] = [
  asking('temperature', { step: 0.1, slider: { least: 0, most: 2, step: 0.1 } }),
  asking('topK', { slider: { least: 0, most: 50, step: 1 } }),
  asking('topP', { step: 0.05, slider: { least: 0.05, most: 1, step: 0.05 } }),
  asking('maxTokens'),
  asking('seed', {}, 'ask-seed'),
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
