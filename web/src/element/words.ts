// The words: every option of the element, under one name as attribute, as parameter of an address and as key of a message,
// and in camel case as property. What documents them is generated from here, by web/words.mjs.

import { DATASETS, type DatasetName, defaultsOf, preset, presetOf, PRESETS } from '../datasets';
import { rangeText } from '../format';
import { LANGUAGES } from '../i18n/languages';
import { t } from '../i18n/translate';
import { RECIPE_PARTS, RECIPES, type RecipePart } from '../recipe';
import {
  ASK_MODES,
  type Asking,
  ASKING_FIELDS,
  type Choice,
  DEFAULT_ASKING,
  DEFAULTS,
  type Field,
  fits,
  type NumberRange,
  type Settings,
  SETTINGS_CHOICES,
  SETTINGS_FIELDS,
  SIZE_FIELDS,
  TOKENIZER_CHOICE,
  tokenizerOf,
  typedNumber,
  withTokensOf,
} from '../settings';
import { leftTo } from '../settings-by-recipe';
import { ALL, OFF } from './attributes';
import { isPart } from './panels';
import { AUTOSTARTS, DEFAULT_PRESENTATION, EFFORTS, listed, parsedTarget, type Presentation, THEMES, writtenTarget } from './presentation';

/** What is trained, how, and what is asked. */
export interface Configuration {
  dataset: DatasetName;
  /** Addresses of own data, relative to the page; none if it is a bundled dataset, or people bring their own. */
  files: readonly string[];
  settings: Settings;
  asking: Asking;
  question: string;
}

/** All that the words can say. */
export interface Said extends Configuration {
  presentation: Presentation;
}

/** What values a word takes. */
export type Values =
  | { kind: 'number'; range: NumberRange }
  | { kind: 'choice'; of: readonly string[] }
  /** Names, with spaces between them. */
  | { kind: 'list' }
  | { kind: 'text' };

export type Area = 'data' | 'model' | 'training' | 'asking' | 'presentation';

export interface Word {
  name: string;
  area: Area;
  /** Another spelling of it, in addresses and messages from before. */
  older?: string;
  values: Values;
  /** The message that says what it is. */
  about: string;
  example: string;
  write: (from: Said) => string;
  /** Whether it is written; without, where it is not the default. */
  stands?: (from: Said) => boolean;
  /** What is said with it; null if the text is none of its values. */
  read: (text: string, into: Said) => Said | null;
  /** Of a list, the items that are none. */
  wrongItems?: (text: string) => string[];
  /** What it has to be, in words. */
  expected: () => string;
  /** Where it is not given, the recipe decides. */
  ofRecipe?: boolean;
  /** Of the presentation's words: people choose it on the page, too, and its address keeps up with them. */
  chosenHere?: boolean;
}

export const defaultConfiguration = (dataset: DatasetName): Configuration => ({
  dataset,
  files: [],
  settings: defaultsOf(dataset),
  asking: DEFAULT_ASKING,
  question: DATASETS[dataset].question,
});

export const defaultSaid = (dataset: DatasetName, presentation = DEFAULT_PRESENTATION): Said => ({
  ...defaultConfiguration(dataset),
  presentation,
});

/** As examples: values that are not the default. */
const EXAMPLES: Record<string, string> = {
  layers: '4',
  dim: '128',
  heads: '8',
  'hidden-dim': '256',
  context: '128',
  tokenizer: 'character',
  activation: 'gelu',
  'pretrain-epochs': '20',
  'pretrain-lr': '0.002',
  'tune-epochs': '20',
  'tune-lr': '0.001',
  schedule: 'cosine',
  warmup: '50',
  'batch-size': '8',
  beta2: '0.99',
  loss: 'all',
  stop: 'epochs',
  'clip-norm': '1',
  beta1: '0.8',
  epsilon: '1e-7',
  seed: '7',
  arithmetic: 'fastest',
  'validation-share': '0.1',
  'target-loss': '0.5',
  plateau: '3',
  temperature: '0.8',
  'top-k': '40',
  'top-p': '0.9',
  'max-tokens': '30',
  'ask-seed': '7',
};

const number = <K extends 'settings' | 'asking'>(part: K, field: Field<Said[K]>, area: Area): Word => ({
  name: field.parameter,
  area,
  values: { kind: 'number', range: field },
  about: `${part === 'asking' ? 'ask' : 'settings'}.${field.name}.about`,
  example: EXAMPLES[field.parameter] ?? '',
  write: (from) => String(field.get(from[part]) ?? OFF),
  read: (text, into) => {
    const value = text === OFF ? null : (typedNumber(text) ?? NaN);
    return fits(field, value) ? { ...into, [part]: field.set(into[part], value) } : null;
  },
  expected: () => rangeText(field),
});

/** What its texts and its values are; the rest is oneOf's. */
type OneOf = Pick<Word, 'name' | 'area' | 'about' | 'example' | 'chosenHere'>;

const oneOf = <T extends string>(
  word: OneOf,
  values: readonly T[],
  get: (from: Said) => T,
  set: (into: Said, value: T) => Said,
): Word => ({
  ...word,
  values: { kind: 'choice', of: values },
  write: get,
  read: (text, into) => {
    const value = values.find((its) => its === text);
    return value === undefined ? null : set(into, value);
  },
  expected: () => t('settings.address.oneOf', { values: values.join(', ') }),
});

/** A part of a recipe is written if it was set by hand, whatever it was set to. */
function byHand(part: string, word: Word): Word {
  if (!(RECIPE_PARTS as readonly string[]).includes(part)) return word;
  return { ...word, stands: ({ settings }) => settings.chosen.includes(part as RecipePart), ofRecipe: true };
}

/** Whether a text is an address on the page's own site, such as `lesson/animals.csv`. */
const isAddress = (text: string): boolean => /[./]/.test(text) && !/^([a-z][\w+.-]*:|[/\\]{2})/i.test(text);

/** It comes before all others: they differ from its defaults. */
export const DATA: Word = {
  name: 'data',
  area: 'data',
  values: { kind: 'text' },
  about: 'embed.word.data',
  example: 'stories',
  write: ({ dataset, files }) => (files.length > 0 ? files.join(' ') : dataset),
  read: (text, { presentation }) => {
    const name = Object.keys(DATASETS).find((its): its is DatasetName => its === text);
    if (name !== undefined) return defaultSaid(name, presentation);
    const files = text.split(/\s+/).filter((file) => file !== '');
    if (files.length === 0 || !files.every(isAddress)) return null;
    return { ...defaultSaid('own', presentation), files };
  },
  expected: () => t('words.expected.data', { names: Object.keys(DATASETS).join(', ') }),
};

/** Before what else there is of sizes and recipe, and never written: what it stands for is. */
const PRESET: Word = {
  ...oneOf(
    { name: 'preset', area: 'model', about: 'embed.word.preset', example: 'usual' },
    PRESETS,
    ({ settings, dataset }) => presetOf(settings, dataset) ?? 'quick',
    (into, name) => ({ ...into, settings: preset(name, into.dataset) }),
  ),
  stands: () => false,
};

/** Before the parts of the recipe: what it leaves to itself, they choose. */
const RECIPE: Word = {
  ...oneOf(
    { name: 'recipe', area: 'training', about: 'recipe.about', example: 'classic' },
    RECIPES,
    ({ settings }) => settings.recipe,
    (into, recipe) => ({ ...into, settings: leftTo(recipe, into.settings, DATASETS[into.dataset].brief) }),
  ),
  stands: ({ settings }) => settings.recipe !== 'auto' || !settings.brief,
};

const choice = ({ name, parameter, values, get, set }: Choice, area: Area): Word =>
  oneOf(
    { name: parameter, area, about: `settings.${name}.about`, example: EXAMPLES[parameter] ?? '' },
    values,
    ({ settings }) => get(settings),
    (into, value) => ({ ...into, settings: set(into.settings, value) }),
  );

/** Before the sizes: what it is decides which context is the usual one. */
const TOKENIZER: Word = {
  ...choice(TOKENIZER_CHOICE, 'model'),
  stands: ({ settings }) => tokenizerOf(settings) !== tokenizerOf(DEFAULTS),
};

const SETTINGS: readonly Word[] = [
  ...SETTINGS_FIELDS.map((field) => {
    const word = byHand(field.name, number('settings', field, SIZE_FIELDS.includes(field) ? 'model' : 'training'));
    return field.parameter === 'hidden-dim' ? { ...word, older: 'hidden' } : word;
  }),
  ...SETTINGS_CHOICES.map((its) => byHand(its.name, choice(its, its.name === 'activation' ? 'model' : 'training'))),
];

const ASKING: readonly Word[] = [
  {
    name: 'question',
    area: 'asking',
    values: { kind: 'text' },
    about: 'embed.word.question',
    example: 'What is the capital of Spain?',
    write: ({ question }) => question,
    // A target's question is asked unless another one is given.
    stands: ({ dataset, question, presentation: { target } }) =>
      question !== (target?.kind === 'answers' ? target.question : DATASETS[dataset].question),
    read: (question, into) => ({ ...into, question }),
    expected: () => '', // any text is one
  },
  oneOf(
    { name: 'ask-as', area: 'asking', about: 'ask.mode.about', example: 'chat' },
    ASK_MODES,
    ({ asking }) => asking.mode,
    (into, mode) => ({ ...into, asking: { ...into.asking, mode } }),
  ),
  ...ASKING_FIELDS.map((field) => number('asking', field, 'asking')),
];

const presented = (into: Said, its: Partial<Presentation>): Said => ({
  ...into,
  presentation: { ...into.presentation, ...its },
});

const HEIGHT: NumberRange = {
  name: 'height',
  parameter: 'height',
  least: 200,
  most: 10_000,
  whole: true,
  optional: true,
  step: 50,
  slider: null,
};

/** A list of panels and controls; what is none of them is left out. */
const parts = (name: 'show' | 'lock', example: string): Word => {
  const isItem = (item: string): boolean => item === ALL || isPart(item.replace(/^-/, ''));
  return {
    name,
    area: 'presentation',
    values: { kind: 'list' },
    about: `embed.word.${name}`,
    example,
    write: ({ presentation }) => presentation[name].join(' '),
    read: (text, into) => presented(into, { [name]: listed(text).filter(isItem) }),
    wrongItems: (text) => listed(text).filter((item) => !isItem(item)),
    expected: () => t('words.expected.parts'),
  };
};

const PRESENTATION: readonly Word[] = [
  parts('show', 'training ask inside-attention'),
  parts('lock', 'data settings -layers'),
  {
    name: 'task',
    area: 'presentation',
    values: { kind: 'text' },
    about: 'embed.word.task',
    example: 'Train until it knows the capital of Spain.',
    write: ({ presentation }) => presentation.task,
    read: (text, into) => presented(into, { task: text.trim() }),
    expected: () => '', // any text is one
  },
  {
    name: 'target',
    area: 'presentation',
    values: { kind: 'text' },
    about: 'embed.word.target',
    example: 'loss 1',
    write: ({ presentation }) => writtenTarget(presentation.target),
    read: (text, into) => {
      const target = parsedTarget(text);
      return target === null && text.trim() !== '' ? null : presented(into, { target });
    },
    expected: () => t('words.expected.target'),
  },
  oneOf(
    { name: 'autostart', area: 'presentation', about: 'embed.word.autostart', example: 'visible' },
    AUTOSTARTS,
    ({ presentation }) => presentation.autostart,
    (into, autostart) => presented(into, { autostart }),
  ),
  oneOf(
    { name: 'effort', area: 'presentation', about: 'stage.effort.about', example: 'half', chosenHere: true },
    EFFORTS,
    ({ presentation }) => presentation.effort,
    (into, effort) => presented(into, { effort }),
  ),
  oneOf(
    { name: 'language', area: 'presentation', about: 'embed.word.language', example: 'de' },
    ['auto', ...(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[])],
    ({ presentation }) => presentation.language,
    (into, language) => presented(into, { language }),
  ),
  oneOf(
    { name: 'theme', area: 'presentation', about: 'embed.word.theme', example: 'dark' },
    THEMES,
    ({ presentation }) => presentation.theme,
    (into, theme) => presented(into, { theme }),
  ),
  {
    name: 'height',
    area: 'presentation',
    values: { kind: 'number', range: HEIGHT },
    about: 'embed.word.height',
    example: '700',
    write: ({ presentation }) => String(presentation.height ?? OFF),
    read: (text, into) => {
      const height = text === OFF ? null : (typedNumber(text) ?? NaN);
      return fits(HEIGHT, height) ? presented(into, { height }) : null;
    },
    expected: () => rangeText(HEIGHT),
  },
];

/** In the order in which they are read and written: each may depend on those before it. */
export const WORDS: readonly Word[] = [DATA, PRESET, RECIPE, TOKENIZER, ...SETTINGS, ...ASKING, ...PRESENTATION];

/** The words that say what is not the default, with their values. */
export function wordsOf(said: Said): Record<string, string> {
  const defaults = defaultSaid(said.dataset);
  const usual: Said = { ...defaults, settings: withTokensOf(defaults.settings, said.settings) };
  const first = DATA.write(defaultSaid('facts'));
  const stands = (word: Word): boolean => {
    if (word.stands !== undefined) return word.stands(said);
    return word.write(said) !== (word === DATA ? first : word.write(usual));
  };
  return Object.fromEntries(WORDS.filter(stands).map((word) => [word.name, word.write(said)]));
}
