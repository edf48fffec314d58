// Writes what follows from the table of words, src/element/words.ts: the tables and snippets of docs/embedding.md,
// custom-elements.json for editors, the types of the element's properties, and what the poster knows of them.
//
//   node web/words.mjs [--check]
//
// With --check it writes nothing and fails if one of them is not what the table says.

import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

import { loadModules } from './modules.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const catalogues = new Map();

/** A message in English. */
function message(key) {
  const [area, ...path] = key.split('.');
  if (!catalogues.has(area)) catalogues.set(area, JSON.parse(readFileSync(at(`src/i18n/en/${area}.json`), 'utf8')));
  const text = path.reduce((texts, name) => texts?.[name], catalogues.get(area));
  if (typeof text !== 'string') throw new Error(`there is no message ${key}`);
  return text;
}

const [{ WORDS, defaultSaid }, { DATASETS }, { ALL, propertyOf }, { EVENT_NAMES }, { PANELS, CONTROLS, SHOWN_IN_ELEMENT }, { PLACES, siteOf, snippet }] = await loadModules(
  'element/words',
  'datasets',
  'element/attributes',
  'element/events',
  'element/panels',
  'components/embed/snippets',
);

/** Words of the snippets in the documentation. */
const EXAMPLE = { layers: '3', task: 'Train until it knows the capital of Spain.' };
const LANGUAGE_OF = { link: 'text', sphinx: 'rst', quarto: 'markdown', jupyter: 'python' };

const AREAS = ['data', 'model', 'training', 'asking', 'presentation'];

/** What an element uses where the word is not given; null if that depends on the recipe or on the data's own texts. */
function defaultOf({ name, ofRecipe, write }) {
  if (ofRecipe || name === 'question') return null;
  return name === 'show' ? SHOWN_IN_ELEMENT.join(' ') : write(defaultSaid('facts'));
}

/** The same as a table says it, with where it is another one. */
function defaultText(word) {
  const { name, ofRecipe, write } = word;
  if (ofRecipe) return 'by the recipe';
  if (name === 'question') return 'that of the data';
  const usual = defaultOf(word);
  const others = name === 'data' ? [] : Object.keys(DATASETS).map((data) => [data, write(defaultSaid(data))]);
  const besides = name === 'show' ? [`on the page ${code(ALL)}`] : others.filter(([, its]) => its !== usual).map(([data, its]) => `${code(its)} with ${data === 'own' ? 'own data' : code(data)}`);
  return [code(usual), ...besides].join(', ');
}

function valuesOf({ values }) {
  switch (values.kind) {
    case 'number': {
      const { least, most, whole, optional } = values.range;
      const range = most === Number.MAX_SAFE_INTEGER ? `${least} and up` : `${least} to ${most}`;
      return `${whole ? '' : 'number, '}${range}${optional ? ', `off`' : ''}`;
    }
    case 'choice':
      return values.of.map((value) => `\`${value}\``).join(', ');
    case 'list':
      return 'names, `all`';
    case 'text':
      return 'text';
  }
}

function typeOf({ values }) {
  switch (values.kind) {
    case 'number':
      return values.range.optional ? "number | 'off'" : 'number';
    case 'choice':
      return values.of.map((value) => `'${value}'`).join(' | ');
    case 'list':
      return 'readonly string[]';
    case 'text':
      return 'string';
  }
}

const code = (text) => (text === '' ? '' : `\`${text}\``);

function wordsTable(area) {
  const rows = WORDS.filter((word) => word.area === area).map((word) => {
    return `| \`${word.name}\` | ${valuesOf(word)} | ${defaultText(word)} | \`${word.example}\` | ${message(word.about)} |`;
  });
  return ['| word | values | default | example | what it is |', '|---|---|---|---|---|', ...rows].join('\n');
}

function partsTable() {
  const controlsOf = (panel) => [...CONTROLS].filter(([, its]) => its === panel).map(([control]) => code(control));
  const rows = PANELS.map((panel) => `| \`${panel}\` | ${message(`embed.panel.${panel}`)} | ${controlsOf(panel).join(', ')} |`);
  return ['| panel | what it is | controls in it |', '|---|---|---|', ...rows].join('\n');
}

/** What one copies for a place. */
function snippetBlock(place) {
  const text = snippet(place, siteOf('https://example.org/glassgpt/'), EXAMPLE);
  // Some of it is fenced itself.
  return `\`\`\`\`${LANGUAGE_OF[place] ?? 'html'}\n${text}\n\`\`\`\``;
}

function made(name) {
  if (name === 'parts') return partsTable();
  if (AREAS.includes(name)) return wordsTable(name);
  const [, place] = /^snippet-(\w+)$/.exec(name) ?? [];
  if (!PLACES.includes(place)) throw new Error(`there is nothing of the name ${name}`);
  return snippetBlock(place);
}

/** A document with what stands between `<!-- words: NAME -->` and `<!-- end -->` made anew. */
function withTables(document) {
  return document.replace(/(<!-- words: ([\w-]+) -->\n)[^]*?(<!-- end -->)/g, (_, begin, name, end) => {
    return `${begin}\n${made(name)}\n\n${end}`;
  });
}

const ELEMENT = 'src/components/glass-gpt.ts';

/** The text of a comment, without what marks it as one. */
const commentText = (comment) => comment.replace(/\s*\n\s*\*\s*/g, ' ').trim();

/** The events that the element tells, with the comments on them. */
function events() {
  const source = readFileSync(at('src/element/events.ts'), 'utf8');
  return EVENT_NAMES.map((name) => {
    const [, comment] = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n {2}${name}:`).exec(source) ?? [];
    if (comment === undefined) throw new Error(`events.ts does not say what the event ${name} is`);
    return { name, type: { text: `CustomEvent<EventDetails['${name}']>` }, description: commentText(comment) };
  });
}

/** The element's methods: those that are asynchronous and not its own business. */
function methods() {
  const source = readFileSync(at(ELEMENT), 'utf8');
  const found = source.matchAll(/(?: {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n)? {2}async (\w+)\(.*\): (Promise<.*>) \{\n/g);
  return [...found].map(([, comment = '', name, type]) => ({
    kind: 'method',
    name,
    return: { type: { text: type } },
    ...(comment === '' ? {} : { description: commentText(comment) }),
  }));
}

/** As the Custom Elements Manifest has it, version 1.0.0. */
function manifest() {
  const described = (word) => ({ type: { text: typeOf(word) }, description: message(word.about) });
  const standard = (word) => {
    const text = defaultOf(word);
    return text === null || text === '' ? {} : { default: text };
  };
  const attributes = WORDS.map((word) => ({
    name: word.name,
    fieldName: propertyOf(word.name),
    ...described(word),
    ...standard(word),
  }));
  const members = WORDS.map((word) => ({
    kind: 'field',
    name: propertyOf(word.name),
    attribute: word.name,
    reflects: true,
    ...described(word),
  }));
  const declaration = {
    kind: 'class',
    name: 'GlassGpt',
    tagName: 'glass-gpt',
    customElement: true,
    description: 'A small GPT that is trained, asked and looked into in the browser.',
    superclass: { name: 'HTMLElement' },
    attributes,
    members: [...members, ...methods()],
    events: events(),
  };
  const definition = { kind: 'custom-element-definition', name: 'glass-gpt', declaration: { name: 'GlassGpt', module: ELEMENT } };
  const modules = [{ kind: 'javascript-module', path: ELEMENT, declarations: [declaration], exports: [definition] }];
  return `${JSON.stringify({ schemaVersion: '1.0.0', modules }, null, 2)}\n`;
}

function properties() {
  const lines = WORDS.map((word) => `  ${propertyOf(word.name)}: ${typeOf(word)} | null;`);
  return [
    '// The words as properties. Written by web/words.mjs from the table in words.ts.',
    '',
    '/** Null: not given. */',
    'export interface WordProperties {',
    ...lines,
    '}',
    '',
  ].join('\n');
}

/** What the poster knows of the words, without all that they mean. */
function table() {
  const briefly = ({ values }) => {
    if (values.kind !== 'number') return values;
    const { least, most, whole, optional } = values.range;
    return { kind: 'number', range: { least, most, whole, optional } };
  };
  const words = Object.fromEntries(WORDS.map((word) => [word.name, briefly(word)]));
  const older = Object.fromEntries(WORDS.flatMap(({ name, older }) => (older === undefined ? [] : [[older, name]])));
  const parts = [...PANELS, ...CONTROLS.keys()];
  return `${JSON.stringify({ words, older, parts }, null, 1)}\n`;
}

const OUTPUTS = [
  ['../docs/embedding.md', (there) => withTables(there)],
  ['custom-elements.json', manifest],
  ['src/element/word-properties.ts', properties],
  ['src/element/words-table.json', table],
];

const outdated = OUTPUTS.filter(([file, make]) => {
  let there = '';
  try {
    there = readFileSync(at(file), 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const text = make(there);
  if (text === there) return false;
  if (!argv.includes('--check')) writeFileSync(at(file), text);
  return true;
}).map(([file]) => file);

if (outdated.length > 0 && argv.includes('--check')) {
  stderr.write(`not what web/src/element/words.ts says: ${outdated.join(', ')}. Write them anew with: node web/words.mjs\n`);
  exit(1);
}
