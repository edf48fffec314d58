// The catalogues of texts: every language has every message with the same placeholders, the code asks for none that is
// missing, and none is left that nobody asks for.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web', import.meta.url));
const { compileMessage } = createRequire(path.join(web, 'package.json'))('@lingui/message-utils/compileMessage');

const LANGUAGES = ['en', 'de', 'es'];

function flatten(texts, prefix) {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}.${key}`, value]] : flatten(value, `${prefix}.${key}`),
  );
}

const QUOTED = /R"\(.*?\)"|"(?:[^"\\]|\\.)*"/gs;
const textOf = (literal) => (literal.startsWith('R') ? literal.slice(3, -2) : JSON.parse(literal));
/** What is no placeholder in the core's words is quoted in a catalogue. */
const asCatalogued = (text) => text.replaceAll(/\{\w+\}|[{}]/g, (found) => (found.length > 1 ? found : `'${found}'`));

/** The core's own words, which are English, by their codes. */
function wordsOfTheCore() {
  const header = readFileSync(path.join(web, '../core/base/words.h'), 'utf8');
  return Array.from(header.matchAll(/inline constexpr Words (\w+) = \{(.*?)\};\n/gs), ([, name, literals]) => {
    const [code, ...english] = Array.from(literals.matchAll(QUOTED), ([literal]) => textOf(literal));
    assert.equal(code, name);
    return [code, asCatalogued(english.join(''))];
  });
}

const coreWords = wordsOfTheCore();

function messages(language) {
  const folder = path.join(web, 'src/i18n', language);
  const files = readdirSync(folder).map((file) => [path.basename(file, '.json'), path.join(folder, file)]);
  return new Map(files.flatMap(([name, file]) => flatten(JSON.parse(readFileSync(file, 'utf8')), name)));
}

const catalogues = Object.fromEntries(LANGUAGES.map((language) => [language, messages(language)]));
for (const [code, text] of coreWords) catalogues.en.set(`core.${code}`, text);

/** The names of a message's placeholders, of the branches of its plurals too. */
function placeholders(message) {
  const found = new Set();
  const visit = (token) => {
    if (!Array.isArray(token)) return;
    const [name, , branches] = token;
    if (typeof name === 'string') found.add(name);
    for (const branch of Object.values(branches ?? {})) [branch].flat().forEach(visit);
  };
  compileMessage(message).forEach(visit);
  return [...found].sort();
}

const sources = readdirSync(path.join(web, 'src'), { recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.join('src', file))
  .concat('words.mjs')
  .map((file) => readFileSync(path.join(web, file), 'utf8'))
  .join('\n');

for (const language of LANGUAGES.slice(1)) {
  test(`nothing is missing in ${language}, and nothing too much`, () => {
    assert.deepEqual([...catalogues[language].keys()].sort(), [...catalogues.en.keys()].sort());
  });

  test(`the placeholders of ${language} are those of English`, () => {
    const all = (catalogue) => Object.fromEntries([...catalogue].map(([key, text]) => [key, placeholders(text)]).sort());
    assert.deepEqual(all(catalogues[language]), all(catalogues.en));
  });

  test(`the words of ${language} that the glossary explains are those of English`, () => {
    const marks = (text) => [...text.matchAll(/\[\[(\w+)\|[^\]]+\]\]/g)].map(([, name]) => name).sort();
    const all = (catalogue) => Object.fromEntries([...catalogue].map(([key, text]) => [key, marks(text)]).filter(([, its]) => its.length > 0).sort());
    assert.deepEqual(all(catalogues[language]), all(catalogues.en));
  });

  test(`${language} is translated`, () => {
    // Long texts that are the same in two languages were forgotten.
    const same = [...catalogues.en].filter(([key, text]) => text.length > 40 && catalogues[language].get(key) === text);
    assert.deepEqual(same, []);
  });
}

test('the core has its words for something', () => {
  const root = path.join(web, '..');
  const code = ['core', 'wasm'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true })
      .filter((file) => /\.(cpp|h)$/.test(file))
      .map((file) => readFileSync(path.join(root, folder, file), 'utf8')),
  );
  const said = new Set(code.flatMap((text) => Array.from(text.matchAll(/words::(\w+)/g), ([, name]) => name)));
  assert.ok(coreWords.length > 200, 'they are found');
  assert.deepEqual(coreWords.filter(([name]) => !said.has(name)), []);
});

test('finds placeholders', () => {
  assert.deepEqual(placeholders('{a} of {n, plural, one {# by {b}} other {#}}'), ['a', 'b', 'n']);
});

const areas = new Set([...catalogues.en.keys()].map((key) => key.split('.')[0]));

/** `settings.fields.numLayers`, or with what is put together at run time as `*`. */
const asked = [...sources.matchAll(/['"`]((?:[a-z]\w*|\$\{[\w.]+\})(?:\.[\w-]+|\.?\$\{[^`]*?\}[\w-]*)+)['"`]/g)]
  .map(([, key]) => key.replaceAll(/\$\{.*?\}/g, '*'))
  .filter((key) => /^\*\..*\./.test(key) || areas.has(key.split('.')[0]));
const pattern = (key) => new RegExp(`^${key.split('*').map((part) => part.replaceAll('.', '\\.')).join('.+')}$`);

/** The page's first script has its texts from the build, and the poster names them by themselves. */
const ofBuild = (key) => key.startsWith('start.') || key.startsWith('poster.');

test('the code asks for no message that is missing', () => {
  const keys = [...catalogues.en.keys()];
  assert.deepEqual([...new Set(asked)].filter((key) => !keys.some((known) => pattern(key).test(known))), []);
});

test('no message is left that nobody asks for', () => {
  const patterns = [...new Set(asked)].map(pattern);
  assert.deepEqual([...catalogues.en.keys()].filter((key) => !ofBuild(key) && !patterns.some((wanted) => wanted.test(key))), []);
});
