// Looking inside the model: what the page shows of a prompt, of the words and of the sizes of numbers, against what
// follows from the data and from the model file.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { prepareSmallRun, SMALL_DATA, startBrowser, trainSmallModel } from './support.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

const PROMPT = 'What do wombats make?';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** <gg-look-inside>, in the terms of those who use it. */
class Inside {
  constructor(glass) {
    this.glass = glass;
    this.root = glass.page.locator('gg-look-inside');
  }

  async look(prompt) {
    await this.root.scrollIntoViewIfNeeded();
    await this.root.locator('#prompt').fill(prompt);
  }

  /** Opens a tab by its name in the catalogue, and waits until something is in it. */
  async open(tab) {
    await this.root.locator(`#tab-${tab}`).click();
    await this.root.locator(`[role=tabpanel] .lead + *`).first().waitFor();
  }

  text(name) {
    return this.root.locator(`[data-name=${name}]`).innerText();
  }

  async table() {
    await this.root.locator('gg-table-twin summary').click();
    await this.root.locator('gg-table-twin tbody tr').first().waitFor();
    const rows = await this.root.locator('gg-table-twin tr').all();
    const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
    await this.root.locator('gg-table-twin summary').click();
    return cells;
  }

  async lastInspection() {
    return (await this.glass.heard('inspect')).at(-1).inspection;
  }

  async assertFits(width) {
    const wide = await this.glass.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} pixels wide`);
  }

  async assertAccessible() {
    await this.glass.page.evaluate(axe);
    const violations = await this.glass.page.evaluate(async () => {
      const found = await window.axe.run({ fromShadowDom: ['glass-gpt-page', 'glass-gpt', 'gg-workbench', 'gg-look-inside'] }, { resultTypes: ['violations'] });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].target.flat().join(' ')}: ${nodes[0].failureSummary}`);
    });
    assert.deepEqual(violations, []);
  }
}

const tokensOf = (text) => text.match(/[^\s!-/:-@[-`{-~]+|[!-/:-@[-`{-~]/g);

/** Ids as the vocabulary's rule gives them: 0 and 1 are special, then words by falling frequency, ties in byte order. */
function vocabularyOf() {
  const chats = [
    ['What goes around the earth?', 'The moon goes around the earth.'],
    ['How many legs has a cat?', 'A cat has four legs.'],
    ['What is white and cold?', 'Snow is white and cold.'],
    ['What do bees make?', 'Bees make honey, from flowers.'],
  ].map(([prompt, answer]) => `User: ${prompt} Assistant: ${answer}`);
  const counts = new Map();
  for (const token of [...JSON.parse(SMALL_DATA['facts.json']), ...chats].flatMap(tokensOf)) {
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const words = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([token]) => token);
  return ['<unk>', '</s>', ...words];
}

const rms = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const percentOf = (text) => (text.startsWith('<') ? 0 : Number(text.replace('%', '')) / 100);

test('shows tokens, attention and expectations of a trained model, its words and its sizes', async () => {
  const glass = await browser.open();
  const inside = new Inside(glass);
  await trainSmallModel(glass, { Layers: 2 });
  assert.deepEqual(await glass.heard('inspect'), [], 'looks while it is not seen');
  await inside.look(PROMPT);

  const vocabulary = vocabularyOf();
  const words = tokensOf(`User: ${PROMPT} Assistant:`);
  const tokens = inside.root.locator('gg-inside-tokens li');
  await tokens.nth(words.length - 1).waitFor();
  const expected = words.map((word) => {
    const id = vocabulary.indexOf(word);
    return `${word}\n${id < 0 ? 'unknown' : `no. ${id}`}`;
  });
  assert.deepEqual(await tokens.allInnerTexts(), expected);
  await inside.assertAccessible();

  await inside.open('attention');
  await assertAttention(inside, words);
  await inside.assertAccessible();

  await inside.look('What do bees make?');
  await inside.open('next');
  await assertNext(inside, vocabulary.length);
  await inside.assertAccessible();

  const model = JSON.parse((await glass.save('Download .json')).bytes);
  await inside.open('map');
  await assertMap(inside, vocabulary, model.tensors.token_embedding);
  await inside.assertAccessible();

  await inside.open('sizes');
  await inside.root.locator('gg-inside-sizes table').nth(1).waitFor();
  const rows = await inside.root.locator('gg-inside-sizes table').nth(1).locator('tbody tr').allInnerTexts();
  const query = rows.filter((row) => row.startsWith('Query')).map((row) => Number(row.split(/\s+/)[1]));
  const own = [0, 1].map((i) => rms(model.tensors[`blocks.${i}.attention.query`].data));
  own.forEach((size, i) => assert.ok(Math.abs(query[i] / size - 1) < 0.006, `${query[i]}, not ${size}`));
  assert.match(await inside.text('verdict'), /first layer/);
  await inside.assertAccessible();

  assert.match(await glass.ask('What do bees make?'), /^Bees/);
  glass.assertNoFaults();
  await glass.close();
});

/** A row of attention adds up to one; what is said of a cell is what the worker told, wherever the keys lead. */
async function assertAttention(inside, words) {
  const { root, glass } = inside;
  await root.locator('#layer').selectOption('2');
  await root.locator('#head').selectOption('2');
  const n = words.length;
  const { attention } = await inside.lastInspection();
  const weight = (row, col) => attention[(3 * n + row) * n + col];

  const [head, ...rows] = await inside.table();
  assert.deepEqual(head.slice(1), words);
  rows.forEach((cells, row) => {
    const shares = cells.slice(1).map(percentOf);
    const sum = shares.reduce((all, share) => all + share, 0);
    assert.ok(Math.abs(sum - 1) < 0.03, `row ${row} adds up to ${sum}`);
    assert.deepEqual(cells.slice(row + 2).filter((cell) => cell !== ''), [], 'looks at words that come later');
  });

  const says = async (row, col) => {
    const text = await inside.text('says');
    const share = percentOf(text.match(/(<?[\d.]+%)/)[1]);
    assert.ok(text.startsWith(`“${words[row]}” looks at`), text);
    assert.ok(row === col ? text.includes('itself') : text.includes(`at “${words[col]}”`), text);
    assert.ok(Math.abs(share - weight(row, col)) < 0.0051, `${text}, not ${weight(row, col)}`);
  };
  const map = root.locator('gg-heat-map [role=application]');
  await map.focus();
  await glass.page.keyboard.press('PageUp');
  await says(0, 0);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await glass.page.keyboard.press(key);
  await says(2, 1);
  await glass.page.keyboard.press('End');
  await glass.page.keyboard.press('ArrowRight');
  await says(2, 2);

  // The first word can look at itself only: the first cell has the colour of everything.
  const colour = await root.locator('gg-heat-map canvas').evaluate((canvas) => {
    const cursor = canvas.parentElement.querySelector('.cursor');
    const size = cursor.offsetWidth - 3;
    const first = cursor.offsetLeft + 2 - 2 * size + size / 2;
    return [...canvas.getContext('2d').getImageData(first * devicePixelRatio, first * devicePixelRatio, 1, 1).data];
  });
  assert.deepEqual(colour, [0x08, 0x4c, 0x3c, 255]);

  const last = root.locator('gg-attention-lines line.chosen').last();
  assert.ok(Math.abs(Number(await last.getAttribute('stroke-width')) - 10 * weight(2, 2)) < 0.006);

  await root.getByLabel('All heads').check();
  assert.equal(await root.locator('gg-head-grid canvas').count(), 4);
  await root.getByRole('button', { name: 'Layer 1, head 2' }).click();
  assert.deepEqual([await root.locator('#layer').inputValue(), await root.locator('#head').inputValue()], ['1', '2']);
}

/** After a question learnt by heart the answer's first word comes first; before its end, what follows is marked. */
async function assertNext(inside, vocabSize) {
  const { root, glass } = inside;
  const rows = root.locator('gg-inside-next tbody tr');
  await root.getByRole('radio', { name: 'bees' }).waitFor();
  assert.match(await rows.first().innerText(), /^Bees/);
  assert.equal(await rows.count(), 10);

  const at = (locator, name) => locator.evaluate((element, wanted) => parseFloat(element.getAttribute(wanted)), name);
  assert.ok(Math.abs((await at(rows.first().locator('line'), 'x1')) - 100 / vocabSize) < 0.006);
  const share = await at(rows.first().locator('rect'), 'width');
  assert.ok(Math.abs(share / 100 - (await inside.lastInspection()).positions.at(-1)[0].probability) < 0.0001);

  await root.getByRole('radio', { checked: true }).focus();
  for (let i = 0; i < 3; i++) await glass.page.keyboard.press('ArrowLeft');
  assert.equal(await inside.text('after'), 'After “… What do bees make”');
  const marked = root.locator('gg-inside-next tr.follows');
  assert.equal(await marked.count(), 1);
  assert.match(await marked.innerText(), /\?\s*, really comes next/);

  const table = await inside.table();
  assert.deepEqual(table.at(-1).slice(0, 2), [':', 'Bees']);
  assert.deepEqual(table.at(-1).slice(3), ['', '']);
}

/** The nearest words by the cosine of their embeddings in the model file. */
async function assertMap(inside, vocabulary, { shape, data }) {
  const { root, glass } = inside;
  await root.getByLabel('Find a word').fill('bees');
  await glass.page.keyboard.press('Enter');
  const near = root.locator('gg-inside-map .near li');
  await near.nth(9).waitFor();

  const width = shape[1];
  const embedding = (id) => data.slice(id * width, (id + 1) * width);
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const own = embedding(vocabulary.indexOf('bees'));
  const cosines = vocabulary
    .map((token, id) => [token, dot(own, embedding(id)) / Math.sqrt(dot(own, own) * dot(embedding(id), embedding(id)))])
    .filter(([token]) => token !== 'bees')
    .sort(([, a], [, b]) => b - a);
  const names = { '<unk>': '‹unknown›', '</s>': '‹end›' };
  const shown = (await near.allInnerTexts()).map((text) => text.split(/\s+/));
  shown.forEach(([token, similarity], i) => {
    const [expected, cosine] = cosines[i];
    assert.equal(token, names[expected] ?? expected);
    assert.ok(Math.abs(Number(similarity) - cosine) < 0.006 * Math.abs(cosine), `${similarity}, not ${cosine}`);
  });

  assert.equal(await root.locator('gg-inside-map .legend li').count(), 6);
  assert.equal((await inside.table()).length, vocabulary.length + 1);
  const picture = () => root.locator('gg-word-map canvas').evaluate((canvas) => canvas.toDataURL());
  const whole = await picture();
  await root.locator('gg-word-map [role=application]').focus();
  await glass.page.keyboard.press('+');
  await glass.page.waitForFunction(
    (before) => {
      const find = (node, [name, ...rest]) => (name ? find(node.shadowRoot.querySelector(name), rest) : node);
      const path = ['gg-look-inside', 'gg-inside-map', 'gg-word-map', 'canvas'];
      return find(window.workbench(), path).toDataURL() !== before;
    },
    whole,
  );
  await glass.click('Whole map');
  await root.locator('gg-word-map').evaluate((map) => map.updateComplete);
  assert.equal(await picture(), whole);
}

test('looks while it trains, at its pace, and says what has changed', async () => {
  const glass = await browser.open();
  const inside = new Inside(glass);
  await prepareSmallRun(glass, { 'Pre-training epochs': 90_000 });
  await glass.takeStep();
  await inside.look('A cat has');
  await inside.open('next');
  await inside.root.locator('gg-inside-next tbody tr').first().waitFor();
  assert.equal(await inside.text('step'), 'As it stands after step 1.');
  await glass.takeStep();
  await inside.root.scrollIntoViewIfNeeded();
  await inside.root.getByText('change since step 1').waitFor();

  const before = await glass.page.evaluate(() => ({ looks: window.heard.filter(({ type }) => type === 'inspect').length, at: performance.now() }));
  await glass.click('Resume');
  await inside.root.scrollIntoViewIfNeeded();
  await glass.page.waitForFunction((looks) => window.heard.filter(({ type }) => type === 'inspect').length > looks + 2, before.looks);
  const now = await glass.page.evaluate(() => ({ looks: window.heard.filter(({ type }) => type === 'inspect').length, at: performance.now() }));
  assert.ok(now.looks - before.looks <= 2 + (now.at - before.at) / 500, 'looks more than twice a second');

  await inside.root.getByRole('switch').uncheck();
  const seen = await inside.text('step');
  await glass.waitForStep(Number(seen.replace(/\D/g, '')) + 100);
  assert.equal(await inside.text('step'), seen);
  await glass.click('Pause');
  await glass.waitForState('Paused');
  const step = (await glass.heard('progress')).at(-1).progress.last.step;
  await inside.root.scrollIntoViewIfNeeded();
  await inside.root.getByText(`As it stands after step ${step.toLocaleString('en')}.`).waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('speaks German and fits a phone, where wide maps scroll in their box', async () => {
  const glass = await browser.open({ viewport: { width: 360, height: 800 }, locale: 'de-DE' });
  const inside = new Inside(glass);
  await glass.click('Ein Schritt');
  await glass.page.waitForFunction(() => window.heard.some(({ type }) => type === 'step'));
  await glass.show('inside');
  await inside.look(Array(60).fill('Paris').join(' '));
  await inside.root.getByText('60 Tokens').waitFor();
  assert.equal(await inside.root.locator('gg-inside-tokens li').count(), 40);

  await inside.root.locator('#tab-tokens').press('ArrowRight');
  assert.equal(await inside.root.getByRole('tab', { selected: true }).innerText(), 'Aufmerksamkeit');
  await inside.root.locator('gg-heat-map canvas').waitFor();
  await inside.assertFits(360);
  const [box, content] = await inside.root
    .locator('gg-heat-map .scroll')
    .evaluate((element) => [element.clientWidth, element.scrollWidth]);
  assert.ok(content > 700 && box < 360, `${content} in ${box}`);
  assert.match(await inside.text('says'), /^„Paris“ schaut mit [\d,]+\s%/);

  await inside.root.locator('#tab-attention').press('End');
  await inside.root.locator('gg-inside-sizes tbody').first().waitFor();
  for (const tab of ['sizes', 'map', 'next']) {
    await inside.open(tab);
    await inside.assertFits(360);
    await inside.assertAccessible();
  }
  glass.assertNoFaults();
  await glass.close();
});
