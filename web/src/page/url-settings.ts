// The configuration in the page's address: what differs from the defaults of its dataset, and what of a recipe was set by
// hand, under the names that the command line has for it. Everything else in the address stays.

import { DATASETS, type DatasetName, defaultsOf } from '../datasets';
import { rangeText } from '../format';
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
  type Settings,
  SETTINGS_CHOICES,
  SETTINGS_FIELDS,
  TOKENIZER_CHOICE,
  tokenizerOf,
  typedNumber,
  withFittingHeads,
  withTokensOf,
} from '../settings';
import { leftTo } from '../settings-by-recipe';
import type { Page } from './page';

/** All that the address can say. */
export interface Configuration {
  dataset: DatasetName;
  settings: Settings;
  asking: Asking;
  question: string;
}

/** What an optional number reads as when it is off. */
const OFF = 'off';
/** How long the choices rest before they are written, in milliseconds: browsers limit how often that is allowed. */
const REST_MS = 300;
/** Characters of a wrong value that are told. */
const MOST_SHOWN = 40;

const defaultConfiguration = (dataset: DatasetName): Configuration => ({
  dataset,
  settings: defaultsOf(dataset),
  asking: DEFAULT_ASKING,
  question: DATASETS[dataset].question,
});

/** A part of the configuration in the address. */
interface Parameter {
  name: string;
  write: (from: Configuration) => string;
  /** Whether it stands in the address; without, where it is not the default. */
  stands?: (from: Configuration) => boolean;
  /** The configuration with it; null if the text is none of its values. */
  read: (text: string, into: Configuration) => Configuration | null;
  /** What it has to be, in words. */
  expected: () => string;
  /** Where it is not given, the recipe decides. */
  ofRecipe?: boolean;
}

/** What in an address cannot be used as it stands there. */
type AddressFault =
  | { kind: 'value'; parameter: Parameter; given: string }
  | { kind: 'twice'; name: string }
  /** So many heads cannot share the width. */
  | { kind: 'heads'; given: number };

const number = <K extends 'settings' | 'asking'>(part: K, field: Field<Configuration[K]>): Parameter => ({
  name: field.parameter,
  write: (from) => String(field.get(from[part]) ?? OFF),
  read: (text, into) => {
    const value = text === OFF ? null : (typedNumber(text) ?? NaN);
    return fits(field, value) ? { ...into, [part]: field.set(into[part], value) } : null;
  },
  expected: () => rangeText(field),
});

const oneOf = <T extends string>(
  name: string,
  values: readonly T[],
  get: (from: Configuration) => T,
  set: (into: Configuration, value: T) => Configuration,
): Parameter => ({
  name,
  write: get,
  read: (text, into) => {
    const value = values.find((its) => its === text);
    return value === undefined ? null : set(into, value);
  },
  expected: () => t('settings.address.oneOf', { values: values.join(', ') }),
});

/** A part of a recipe stands there if it was set by hand, whatever it was set to. */
function byHand(name: string, parameter: Parameter): Parameter {
  if (!(RECIPE_PARTS as readonly string[]).includes(name)) return parameter;
  return { ...parameter, stands: ({ settings }) => settings.chosen.includes(name as RecipePart), ofRecipe: true };
}

/** The dataset comes before all others: they differ from its defaults. */
const DATASET = oneOf('data', Object.keys(DATASETS) as DatasetName[], ({ dataset }) => dataset, (_, dataset) =>
  defaultConfiguration(dataset),
);

/** The recipe comes first: what it leaves to itself, the others choose. */
const RECIPE: Parameter = {
  ...oneOf('recipe', RECIPES, ({ settings }) => settings.recipe, (into, recipe) => ({
    ...into,
    settings: leftTo(recipe, into.settings, DATASETS[into.dataset].brief),
  })),
  stands: ({ settings }) => settings.recipe !== 'auto' || !settings.brief,
};

const choice = ({ parameter, values, get, set }: Choice): Parameter =>
  oneOf(parameter, values, ({ settings }) => get(settings), (into, value) => ({ ...into, settings: set(into.settings, value) }));

/** It comes first, too: what it is decides which context is the usual one. */
const TOKENIZER: Parameter = {
  ...choice(TOKENIZER_CHOICE),
  stands: ({ settings }) => tokenizerOf(settings) !== tokenizerOf(DEFAULTS),
};

const PARAMETERS: readonly Parameter[] = [
  RECIPE,
  TOKENIZER,
  ...SETTINGS_FIELDS.map((field) => byHand(field.name, number('settings', field))),
  ...SETTINGS_CHOICES.map((its) => byHand(its.name, choice(its))),
  ...ASKING_FIELDS.map((field) => number('asking', field)),
  oneOf('ask-as', ASK_MODES, ({ asking }) => asking.mode, (into, mode) => ({ ...into, asking: { ...into.asking, mode } })),
  {
    name: 'question',
    write: ({ question }) => question,
    read: (question, into) => ({ ...into, question }),
    expected: () => '', // any text is one
  },
];

/** The configuration that an address describes, and what in it cannot be used. */
export function readConfiguration({ searchParams }: URL): { configuration: Configuration; faults: AddressFault[] } {
  const faults: AddressFault[] = [];
  let configuration = defaultConfiguration('facts');
  for (const parameter of [DATASET, ...PARAMETERS]) {
    const { name, read } = parameter;
    const [given, ...more] = searchParams.getAll(name);
    if (given === undefined) continue;
    const changed = read(given, configuration);
    if (changed === null) faults.push({ kind: 'value', parameter, given });
    if (more.length > 0) faults.push({ kind: 'twice', name });
    configuration = changed ?? configuration;
  }
  const settings = withFittingHeads(configuration.settings);
  if (settings !== configuration.settings) faults.push({ kind: 'heads', given: configuration.settings.sizes.numHeads });
  return { configuration: { ...configuration, settings }, faults };
}

/** What is wrong, and what is used. */
function faultText(fault: AddressFault, configuration: Configuration): string {
  const { embeddingDim, numHeads } = configuration.settings.sizes;
  switch (fault.kind) {
    case 'twice':
      return t('settings.address.twice', { name: fault.name });
    case 'heads': {
      const wrong = t('settings.address.heads', { given: fault.given, width: embeddingDim });
      return `${wrong} ${t('settings.address.used', { used: numHeads })}`;
    }
    case 'value': {
      const { name, expected, ofRecipe, write } = fault.parameter;
      const given = fault.given.length > MOST_SHOWN ? `${fault.given.slice(0, MOST_SHOWN)}…` : fault.given;
      const wrong = t('settings.address.value', { name, given, expected: expected() });
      const used = ofRecipe === true ? t('settings.address.byRecipe') : t('settings.address.used', { used: write(configuration) });
      return `${wrong} ${used}`;
    }
  }
}

/** The address with what differs from the defaults, and without what does not. */
export function writeConfiguration(address: URL, configuration: Configuration): URL {
  const url = new URL(address);
  const defaults = defaultConfiguration(configuration.dataset);
  const usual = { ...defaults, settings: withTokensOf(defaults.settings, configuration.settings) };
  const put = (name: string, value: string, standard: string): void => {
    if (value === standard) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  };
  put(DATASET.name, configuration.dataset, 'facts');
  for (const { name, write, stands } of PARAMETERS) {
    if (stands === undefined) put(name, write(configuration), write(usual));
    else if (stands(configuration)) url.searchParams.set(name, write(configuration));
    else url.searchParams.delete(name);
  }
  return url;
}

/** What of the page stands in the address, or comes from it. */
type Followed = Pick<Page, 'data' | 'settings' | 'question' | 'choices' | 'notice'>;

/** Takes over what the page's address says, and keeps the address as the choices are from then on. */
export async function followAddress({ data, settings, question, choices, notice }: Followed): Promise<void> {
  const { configuration, faults } = readConfiguration(new URL(location.href));
  question.setAsking(configuration.asking);
  await choices.chooseDataset(configuration.dataset, configuration);
  if (faults.length > 0) notice.show([t('settings.address.lead'), ...faults.map((fault) => faultText(fault, configuration))].join(' '));

  let writing = 0;
  const write = (): void => {
    const url = writeConfiguration(new URL(location.href), {
      dataset: data.dataset.name,
      settings: settings.current,
      asking: question.asking,
      question: question.text,
    });
    if (url.href !== location.href) history.replaceState(history.state, '', url);
  };
  const writeSoon = (): void => {
    clearTimeout(writing);
    writing = window.setTimeout(write, REST_MS);
  };
  for (const state of [data, settings, question]) state.subscribe(writeSoon);
  writeSoon();
}
