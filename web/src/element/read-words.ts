// Reads the words as they come: in an address, as attributes of an element, or as a message. What cannot be used is told;
// all the rest is used.

import { datasetIn, type DatasetName } from '../datasets';
import { isLanguage, type Language } from '../i18n/languages';
import { t } from '../i18n/translate';
import { withFittingHeads } from '../settings';
import { isGlobalAttribute, propertyOf, textOf } from './attributes';
import type { Presentation } from './presentation';
import { type Configuration, defaultSaid, type Said, type Word, WORDS } from './words';

/** Where words stand. */
export type Source = 'address' | 'element' | 'message';

type Attributes = Iterable<{ name: string; value: string }>;

/** What in them cannot be used as it stands there. */
export type Fault =
  | { kind: 'value'; word: Word; given: string }
  /** Items of a list that are none. */
  | { kind: 'items'; word: Word; given: string[] }
  | { kind: 'twice'; name: string }
  | { kind: 'unknown'; name: string }
  /** So many heads cannot share the width. */
  | { kind: 'heads'; given: number };

export interface Reading {
  configuration: Configuration;
  presentation: Presentation;
  faults: Fault[];
}

/** Characters of a wrong value that are told. */
const MOST_SHOWN = 40;

/**
 * @param given values by name, in the order in which they stand; a name may stand there twice
 * @param data trained on where no word says what
 */
function read(given: ReadonlyMap<string, readonly string[]>, unknown: readonly string[], data: DatasetName = 'facts'): Reading {
  const faults: Fault[] = unknown.map((name) => ({ kind: 'unknown', name }));
  let said: Said = defaultSaid(data);
  for (const word of WORDS) {
    const [text, ...more] = given.get(word.name) ?? [];
    if (text === undefined) continue;
    const changed = word.read(text, said);
    const wrong = word.wrongItems?.(text) ?? [];
    if (changed === null) faults.push({ kind: 'value', word, given: text });
    if (wrong.length > 0) faults.push({ kind: 'items', word, given: wrong });
    if (more.length > 0) faults.push({ kind: 'twice', name: word.name });
    said = changed ?? said;
  }
  const { target } = said.presentation;
  if (target?.kind === 'answers' && !given.has('question')) said = { ...said, question: target.question };
  const settings = withFittingHeads(said.settings);
  if (settings !== said.settings) faults.push({ kind: 'heads', given: said.settings.sizes.numHeads });
  const { presentation, ...configuration } = said;
  return { configuration: { ...configuration, settings }, presentation, faults };
}

/** The values of each word among names with values, older spellings included; and the names that are no words. */
function sorted(named: Iterable<readonly [string, string]>, nameOf: (word: Word) => readonly string[]): [Map<string, string[]>, string[]] {
  const words = new Map(WORDS.flatMap((word) => nameOf(word).map((name) => [name, word.name] as const)));
  const given = new Map<string, string[]>();
  const unknown: string[] = [];
  for (const [name, text] of named) {
    const word = words.get(name);
    if (word === undefined) unknown.push(name);
    else given.set(word, [...(given.get(word) ?? []), text]);
  }
  return [given, unknown];
}

const older = ({ name, older }: Word): string[] => (older === undefined ? [name] : [name, older]);

/** Of an address: what in it are no words is others'. */
export function readAddress({ searchParams }: URL): Reading {
  const [given] = sorted(searchParams, older);
  return read(given, []);
}

/** The same of attributes, of which those that every HTML element may have need not be words. */
function sortedAttributes(attributes: Attributes): [Map<string, string[]>, string[]] {
  const named = [...attributes].map(({ name, value }) => [name, value] as const);
  const [given, unknown] = sorted(named, ({ name }) => [name]);
  return [given, unknown.filter((name) => !isGlobalAttribute(name))];
}

/** Of an element: attributes that no HTML element has must be words. */
export const readAttributes = (attributes: Attributes): Reading => read(...sortedAttributes(attributes));

/**
 * Of a whole page: what its address says, and where that says nothing its element's attributes. Where neither chooses
 * anything, the data is in the reader's language; else words mean the same to everybody.
 * @param spoken unless a word says what is
 */
export function readPage(attributes: Attributes, { searchParams }: URL, spoken: Language): Reading {
  const [given, unknown] = sortedAttributes(attributes);
  const [asked] = sorted(searchParams, older);
  const all = new Map([...given, ...asked]);
  const wanted = all.get('language')?.[0] ?? null;
  const chooses = [...all.keys()].some((name) => name !== 'language');
  return read(all, unknown, chooses ? 'facts' : datasetIn(isLanguage(wanted) ? wanted : spoken, 'facts').name);
}

/** Of a message: words, or the properties of that name, with texts, numbers or lists. */
export function readMessage(message: Readonly<Record<string, unknown>>): Reading {
  const named = Object.entries(message).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === null ? [] : [[name, text] as const];
  });
  const [given, unknown] = sorted(named, (word) => [...new Set([...older(word), propertyOf(word.name)])]);
  return read(given, unknown);
}

/** What is wrong, and what is used. */
export function faultText(fault: Fault, { configuration, presentation }: Pick<Reading, 'configuration' | 'presentation'>): string {
  const { embeddingDim, numHeads } = configuration.settings.sizes;
  switch (fault.kind) {
    case 'unknown':
      return t('words.unknown', { name: shortened(fault.name) });
    case 'twice':
      return t('settings.address.twice', { name: fault.name });
    case 'heads': {
      const wrong = t('settings.address.heads', { given: fault.given, width: embeddingDim });
      return `${wrong} ${t('settings.address.used', { used: numHeads })}`;
    }
    case 'items':
      return t('words.items', { name: fault.word.name, given: shortened(fault.given.join(', ')) });
    case 'value': {
      const { name, expected, ofRecipe, write } = fault.word;
      const wrong = t('settings.address.value', { name, given: shortened(fault.given), expected: expected() });
      if (ofRecipe === true) return `${wrong} ${t('settings.address.byRecipe')}`;
      const used = write({ ...configuration, presentation });
      return used === '' ? wrong : `${wrong} ${t('settings.address.used', { used })}`;
    }
  }
}

const shortened = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** What is wrong with the words, in words; in the console too, for whoever wrote them. */
export function toldFaults(reading: Reading): string[] {
  const texts = reading.faults.map((fault) => faultText(fault, reading));
  for (const text of texts) console.warn(`<glass-gpt>: ${text}`);
  return texts;
}
