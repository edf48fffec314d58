// The page's address: whatever stands in it, what it describes can be chosen on the page, and describes itself.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { fuzz, loadModules } from './page.mjs';

const [{ readAddress }, { writeConfiguration }, { WORDS }, settings] = await loadModules(
  'element/read-words.ts',
  'page/address.ts',
  'element/words.ts',
  'settings.ts',
);
const { ASKING_FIELDS, SETTINGS_CHOICES, SETTINGS_FIELDS, fits } = settings;
const NUMBERS = WORDS.filter(({ values }) => values.kind === 'number');
const CHOICES = WORDS.filter(({ values }) => values.kind === 'choice');
const NAMES = WORDS.flatMap(({ name, older }) => (older === undefined ? [name] : [name, older]));

// Queries -------------------------------------------------------------------------------------------------------------

const numberText = fc.oneof(
  fc.integer({ min: -2, max: 1100 }).map(String),
  fc.double().map(String),
  fc.constantFrom('off', '', ' ', '1e3', '0x10', '1_0', '+5', '-0', '.5', '5.', 'Infinity', 'NaN', '٣', '１', '1e-5'),
);
const value = fc.oneof(
  { weight: 4, arbitrary: numberText },
  { weight: 3, arbitrary: fc.constantFrom(...CHOICES.flatMap(({ values }) => values.of), ...WORDS.map(({ example }) => example)) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '%', '%zz', '%00', '&', '\ud800') },
);
const fitting = fc
  .constantFrom(...NUMBERS)
  .chain(({ name, values: { range } }) =>
    fc.double({ min: range.least, max: range.most, noNaN: true }).map((number) => [name, String(range.whole ? Math.round(number) : number)]),
  );
const chosen = fc.constantFrom(...CHOICES).chain(({ name, values }) => fc.constantFrom(...values.of).map((text) => [name, text]));
const any = fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string({ maxLength: 5 })), value);
const query = fc
  .tuple(fc.array(fc.oneof(any, fitting, chosen), { maxLength: 12 }), fc.boolean())
  .map(([pairs, encoded]) =>
    encoded ? String(new URLSearchParams(pairs)) : pairs.map(([name, text]) => `${name}=${text}`).join('&'),
  );

// What has to hold ----------------------------------------------------------------------------------------------------

/** What a configuration says, where it may be said in two ways: an activation left out is the usual one. */
const saying = ({ dataset, files, settings, asking, question }) => ({
  dataset,
  files,
  question,
  mode: asking.mode,
  recipe: settings.recipe,
  brief: settings.brief,
  chosen: [...settings.chosen].sort(),
  settings: [...SETTINGS_FIELDS, ...SETTINGS_CHOICES].map(({ get }) => String(get(settings))),
  asking: ASKING_FIELDS.map(({ get }) => String(get(asking))),
});

function check(text) {
  const url = new URL('https://example.org/folder/?' + text);
  const { configuration, presentation, faults } = readAddress(url);
  for (const field of SETTINGS_FIELDS) assert(fits(field, field.get(configuration.settings)), field.parameter);
  for (const field of ASKING_FIELDS) assert(fits(field, field.get(configuration.asking)), field.parameter);
  for (const { parameter, values, get } of SETTINGS_CHOICES) assert(values.includes(get(configuration.settings)), parameter);
  const { embeddingDim, numHeads } = configuration.settings.sizes;
  assert.equal(embeddingDim % numHeads, 0, 'heads divide the width');
  for (const { kind } of faults) assert(['value', 'items', 'twice', 'heads'].includes(kind), kind);

  const again = readAddress(writeConfiguration(url, { ...configuration, presentation }));
  // How it is presented stands in the address as somebody wrote it.
  const ofConfiguration = ({ kind, word }) => kind !== 'twice' && word?.area !== 'presentation';
  assert.deepEqual(again.faults.filter(ofConfiguration), []);
  assert.deepEqual(saying(again.configuration), saying(configuration));
  assert.deepEqual(again.presentation, presentation);
}

await fuzz('address', fc.property(query, check));
