// The page's address: whatever stands in it, what it describes can be chosen on the page, and describes itself.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { fuzz, loadModules } from './page.mjs';

const [{ readConfiguration, writeConfiguration }, settings, { RECIPES }, { DATASETS }] = await loadModules(
  'page/url-settings.ts',
  'settings.ts',
  'recipe.ts',
  'datasets.ts',
);
const { ASK_MODES, ASKING_FIELDS, SETTINGS_CHOICES, SETTINGS_FIELDS, fits } = settings;
const FIELDS = [...SETTINGS_FIELDS, ...ASKING_FIELDS];
const CHOICES = {
  data: Object.keys(DATASETS),
  recipe: RECIPES,
  'ask-as': ASK_MODES,
  ...Object.fromEntries(SETTINGS_CHOICES.map(({ parameter, values }) => [parameter, values])),
};
const NAMES = [...FIELDS.map(({ parameter }) => parameter), ...Object.keys(CHOICES), 'question'];

// Queries -------------------------------------------------------------------------------------------------------------

const numberText = fc.oneof(
  fc.integer({ min: -2, max: 1100 }).map(String),
  fc.double().map(String),
  fc.constantFrom('off', '', ' ', '1e3', '0x10', '1_0', '+5', '-0', '.5', '5.', 'Infinity', 'NaN', '٣', '１', '1e-5'),
);
const value = fc.oneof(
  { weight: 4, arbitrary: numberText },
  { weight: 3, arbitrary: fc.constantFrom(...Object.values(CHOICES).flat()) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '%', '%zz', '%00', '&', '\ud800') },
);
const fitting = fc
  .constantFrom(...FIELDS)
  .chain((field) => fc.double({ min: field.least, max: field.most, noNaN: true }).map((number) => [field.parameter, String(field.whole ? Math.round(number) : number)]));
const chosen = fc
  .constantFrom(...Object.keys(CHOICES))
  .chain((name) => fc.constantFrom(...CHOICES[name]).map((text) => [name, text]));
const any = fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string({ maxLength: 5 })), value);
const query = fc
  .tuple(fc.array(fc.oneof(any, fitting, chosen), { maxLength: 12 }), fc.boolean())
  .map(([pairs, encoded]) =>
    encoded ? String(new URLSearchParams(pairs)) : pairs.map(([name, text]) => `${name}=${text}`).join('&'),
  );

// What has to hold ----------------------------------------------------------------------------------------------------

/** What a configuration says, where it may be said in two ways: an activation left out is the usual one. */
const saying = ({ dataset, settings, asking, question }) => ({
  dataset,
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
  const { configuration, faults } = readConfiguration(url);
  for (const field of SETTINGS_FIELDS) assert(fits(field, field.get(configuration.settings)), field.parameter);
  for (const field of ASKING_FIELDS) assert(fits(field, field.get(configuration.asking)), field.parameter);
  for (const { parameter, values, get } of SETTINGS_CHOICES) assert(values.includes(get(configuration.settings)), parameter);
  const { embeddingDim, numHeads } = configuration.settings.sizes;
  assert.equal(embeddingDim % numHeads, 0, 'heads divide the width');
  for (const fault of faults) assert(['value', 'twice', 'heads'].includes(fault.kind), fault.kind);

  const again = readConfiguration(writeConfiguration(url, configuration));
  assert.deepEqual(again.faults.filter(({ kind }) => kind !== 'twice'), []);
  assert.deepEqual(saying(again.configuration), saying(configuration));
}

await fuzz('address', fc.property(query, check));
