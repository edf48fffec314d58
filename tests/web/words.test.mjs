// The words: one table, read from addresses, attributes and messages, and what is generated from it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { loadModules } from '../../web/modules.mjs';

const [words, attributesOf, reading, panels, presentation] = await loadModules(
  'element/words',
  'element/attributes',
  'element/read-words',
  'element/panels',
  'element/presentation',
);
const { WORDS, defaultSaid, wordsOf } = words;
const { propertyOf } = attributesOf;
const { readAddress, readAttributes, readMessage, readPage } = reading;

const named = (name) => WORDS.find((word) => word.name === name);
const saidBy = ({ configuration, presentation }) => ({ ...configuration, presentation });
const told = ({ faults }) => faults.map(({ kind, name, word, given }) => [kind, name ?? word?.name ?? '', given]);
const address = (query) => readAddress(new URL(`http://host/?${query}`));
const attributes = (values) => readAttributes(Object.entries(values).map(([name, value]) => ({ name, value })));

test('what is generated from the table is what it says', async () => {
  const script = fileURLToPath(new URL('../../web/words.mjs', import.meta.url));
  await promisify(execFile)(process.execPath, [script, '--check']);
});

test('what the documentation gives as examples can be read', async () => {
  const text = await readFile(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/([\w-]+)="([^"…]*)"/g)].filter(([, name]) => named(name) !== undefined);
  assert.ok(examples.length >= 10, `only ${examples.length} were found`);
  for (const [all, name, value] of examples) assert.deepEqual(told(readMessage({ [name]: value })), [], all);
});

test('every word has an example that is not its default, and that is read and written as it stands', () => {
  assert.equal(new Set(WORDS.map(({ name }) => name)).size, WORDS.length);
  assert.ok(WORDS.length > 40, `only ${WORDS.length}`);
  for (const { name, example } of WORDS) {
    const read = readMessage({ [name]: example });
    assert.deepEqual(told(read), [], name);
    const written = wordsOf(saidBy(read));
    if (name === 'preset') {
      assert.deepEqual(written, { layers: '3', dim: '128', 'hidden-dim': '256', recipe: 'auto' });
    } else {
      assert.deepEqual(written, { [name]: example }, name);
    }
  }
});

test('a word is the same as attribute, property, parameter and key of a message', () => {
  for (const { name, example } of WORDS) {
    const expected = saidBy(readMessage({ [name]: example }));
    assert.deepEqual(saidBy(attributes({ [name]: example })), expected, name);
    assert.deepEqual(saidBy(address(new URLSearchParams({ [name]: example }).toString())), expected, name);
    assert.deepEqual(saidBy(readMessage({ [propertyOf(name)]: example })), expected, name);
  }
  assert.equal(propertyOf('pretrain-lr'), 'pretrainLr');
  assert.equal(propertyOf('top-k'), 'topK');
});

test('no word is an attribute that every HTML element has', () => {
  for (const { name } of WORDS) {
    const { faults, presentation, configuration } = attributes({ [name]: named(name).example });
    assert.deepEqual(faults, []);
    assert.notDeepEqual({ ...configuration, presentation }, defaultSaid('facts'), name);
  }
  // The width that the command line calls hidden, as addresses had it.
  assert.equal(address('hidden=512').configuration.settings.sizes.hiddenDim, 512);
  assert.equal(attributes({ hidden: '' }).configuration.settings.sizes.hiddenDim, 128);
});

test('what cannot be used is told, and the rest is used', () => {
  const read = attributes({ layers: '4', heads: 'many', seed: '-1', wideness: '3', show: 'training asking', theme: 'pink' });
  assert.deepEqual(told(read), [
    ['unknown', 'wideness', undefined],
    ['value', 'heads', 'many'],
    ['value', 'seed', '-1'],
    ['items', 'show', ['asking']],
    ['value', 'theme', 'pink'],
  ]);
  assert.equal(read.configuration.settings.sizes.numLayers, 4);
  assert.deepEqual(read.presentation.show, ['training']);
  assert.equal(read.presentation.theme, 'auto');
});

test('attributes of HTML are nobody’s fault, nor are the parameters of others in an address', () => {
  const html = { id: 'a', class: 'b', style: '', 'data-x': '', 'aria-label': '', role: 'group', slot: '', title: '', lang: 'de' };
  assert.deepEqual(told(attributes({ ...html, hidden: '', tabindex: '0', part: 'p', onclick: '' })), []);
  assert.deepEqual(told(address('utm_source=letter&fbclid=1&layers=2')), []);
  assert.deepEqual(told(address('layers=2&layers=3')), [['twice', 'layers', undefined]]);
  assert.deepEqual(told(readMessage({ utm_source: 'letter' })), [['unknown', 'utm_source', undefined]]);
});

test('on a page the address comes before the attributes', () => {
  const attributes = [{ name: 'layers', value: '3' }, { name: 'dim', value: '128' }, { name: 'wide', value: '' }];
  const read = readPage(attributes, new URL('http://host/?layers=4&from=letter'), 'en');
  const { numLayers, embeddingDim } = read.configuration.settings.sizes;
  assert.deepEqual([numLayers, embeddingDim], [4, 128]);
  assert.deepEqual(told(read), [['unknown', 'wide', undefined]]);
});

test('a page of which nothing is chosen has data in the reader’s language; words mean the same to everybody', () => {
  const dataOf = (query, spoken) => readPage([], new URL(`http://host/${query}`), spoken).configuration.dataset;
  assert.deepEqual(['en', 'de', 'es'].map((spoken) => dataOf('', spoken)), ['facts', 'facts-de', 'facts-es']);
  assert.equal(dataOf('?language=de', 'es'), 'facts-de');
  assert.equal(dataOf('?seed=7', 'de'), 'facts');
  assert.equal(dataOf('?data=stories-es', 'de'), 'stories-es');
  assert.equal(attributes({ language: 'de' }).configuration.dataset, 'facts', 'an element means the same to everybody');
});

test('messages hold numbers, lists and texts, and null for what is not given', () => {
  const { configuration, presentation: its } = readMessage({
    layers: 2,
    batchSize: 4,
    'tune-epochs': null,
    show: ['training', '-step'],
    targetLoss: 'off',
  });
  assert.equal(configuration.settings.sizes.numLayers, 2);
  assert.equal(configuration.settings.training.batchSize, 4);
  assert.deepEqual(configuration.settings.chosen, ['batchSize']);
  assert.deepEqual(its.show, ['training', '-step']);
  assert.equal(configuration.settings.stopping.targetLoss, null);
});

test('a preset comes before what is given beside it, in whatever order', () => {
  const { configuration } = address('dim=256&heads=8&preset=larger&layers=2');
  assert.deepEqual(configuration.settings.sizes, {
    maxSeqLen: 128,
    embeddingDim: 256,
    hiddenDim: 1024,
    numLayers: 2,
    numHeads: 8,
  });
  assert.deepEqual(told(address('preset=huge')), [['value', 'preset', 'huge']]);
});

test('data is a bundled name, or addresses on the same site', () => {
  assert.equal(address('data=stories').configuration.dataset, 'stories');
  const own = address('data=lessons/animals.csv+more.txt').configuration;
  assert.equal(own.dataset, 'own');
  assert.deepEqual(own.files, ['lessons/animals.csv', 'more.txt']);
  assert.equal(own.settings.validationShare, 0.1);
  assert.deepEqual(wordsOf({ ...own, presentation: defaultSaid('own').presentation }), { data: 'lessons/animals.csv more.txt' });
  for (const elsewhere of ['https://host/a.txt', '//host/a.txt', 'poems', 'javascript:a.b', 'data:text/plain,a', '\\\\host/a', '']) {
    const { configuration, faults } = readMessage({ data: elsewhere });
    assert.deepEqual([configuration.dataset, faults.length], ['facts', 1], elsewhere);
  }
});

test('show names panels and controls, and a minus takes one away', () => {
  const { isShown, isPart, PANELS, CONTROLS } = panels;
  const shown = (list) => [...PANELS, ...CONTROLS.keys()].filter((name) => isShown(list, name));
  assert.deepEqual(shown(['all']), [...PANELS, ...CONTROLS.keys()]);
  assert.deepEqual(panels.withUsual([], ['all']), ['all']);
  assert.deepEqual(panels.withUsual(['-runs'], ['training']), ['training', '-runs']);
  assert.deepEqual(panels.withUsual(['-runs', 'ask'], ['training']), ['-runs', 'ask']);
  assert.deepEqual(shown(['training', '-step']), ['task', 'training', 'train', 'reset', 'pause-when-hidden', 'effort', 'lower-rate']);
  assert.deepEqual(shown(['layers', 'dim', 'train']), ['task', 'settings', 'training', 'layers', 'dim', 'train']);
  const [tabs, others] = [CONTROLS.keys(), CONTROLS.keys()].map((names, i) =>
    [...names].filter((name) => CONTROLS.get(name) === 'inside' && isShown(['inside'], name) && /^inside-(?!prompt|as|live)/.test(name) === (i === 0)),
  );
  assert.equal(tabs.length, 5);
  assert.deepEqual(shown(['inside-attention']), ['task', 'inside', 'inside-attention', ...others]);
  // To ask, and to take a step, one needs the button, too.
  assert.deepEqual(shown(['prompt']), ['task', 'ask', 'prompt', 'send']);
  assert.deepEqual(shown(['microscope-text']), ['task', 'microscope', 'microscope-text', 'microscope-take']);
  const settings = [...CONTROLS.keys()].filter((name) => CONTROLS.get(name) === 'settings');
  assert.deepEqual([...PANELS, ...CONTROLS.keys()].filter((name) => !isShown(['all', 'seed'], name)), settings.filter((name) => name !== 'seed'));
  const without = shown(['all', '-runs', '-seed']);
  assert.deepEqual(
    [...PANELS, ...CONTROLS.keys()].filter((name) => !without.includes(name)),
    ['runs', 'seed', 'open-model', 'save-model', 'resume', 'remove', 'compare', 'experiment'],
  );
  assert.deepEqual(WORDS.filter(({ area }) => area === 'model' || area === 'training').filter(({ name }) => !isPart(name)), []);
});

test('lock names controls, or all controls of a panel but those with a minus', () => {
  const { isLocked, CONTROLS } = panels;
  const locked = (list) => [...CONTROLS.keys()].filter((name) => isLocked(list, name));
  assert.deepEqual(locked([]), []);
  assert.deepEqual(locked(['layers', 'data']), ['facts', 'stories', 'own', 'data-preview', 'layers']);
  const settings = [...CONTROLS].filter(([, panel]) => panel === 'settings').map(([name]) => name);
  assert.deepEqual(locked(['settings', '-layers']), settings.filter((name) => name !== 'layers'));
});

test('a target is a loss or a question', () => {
  const { parsedTarget, writtenTarget } = presentation;
  assert.deepEqual(parsedTarget('loss 1'), { kind: 'loss', most: 1 });
  const question = 'What is the moon?';
  assert.deepEqual(parsedTarget(`answers  ${question}`), { kind: 'answers', question, answer: null });
  assert.deepEqual(parsedTarget(`answers ${question} => a rock`), { kind: 'answers', question, answer: 'a rock' });
  for (const wrong of ['', 'loss', 'loss low', 'loss -1', 'answers', 'answers => a', 'answers a =>', 'accuracy 1']) {
    assert.equal(parsedTarget(wrong), null, wrong);
  }
  for (const text of ['loss 0.5', `answers ${question}`, `answers ${question} => a rock`]) {
    assert.equal(writtenTarget(parsedTarget(text)), text);
  }
});
