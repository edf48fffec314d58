// The model, drawn: what is drawn against what the core says, the way down to a number and into the microscope, and that
// drawing and tree are gone through alike.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { read } from './microscope-page.mjs';
import { pageDir, startBrowser, UNTRAINED } from './support.mjs';

const SIZES = { maxSeqLen: 80, embeddingDim: 64, hiddenDim: 128, numLayers: 2, numHeads: 4 };

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** <gg-network-diagram>, in the terms of those who use it. */
class Diagram {
  constructor(glass) {
    this.glass = glass;
    this.root = glass.page.locator('gg-network-diagram');
    this.drawing = this.root.locator('gg-model-drawing');
    this.tree = this.root.locator('gg-model-tree');
    this.near = this.root.locator('gg-node-view');
  }

  /** Scrolls to it, which loads it. */
  async load() {
    await this.glass.show('diagram');
    await this.glass.page.locator('gg-diagram').scrollIntoViewIfNeeded();
    await this.tree.getByRole('treeitem').first().waitFor();
  }

  /** Has the model made, and waits for its numbers. */
  async make() {
    await this.root.locator('button[data-control=diagram-play]').click();
    await this.root.locator('[data-name=what]').filter({ hasText: /before its first step/ }).waitFor();
  }

  /** A number, as it is read out. */
  async number() {
    const text = await this.near.locator('[data-name=number]').filter({ hasText: ':' }).innerText();
    return read(text.split(': ').at(-1));
  }
}

const shownNodes = (place) => place.evaluate((element) => [...element.shadowRoot.querySelectorAll('[data-id]')].map(({ dataset }) => dataset.id));

test('before there is a model, the one that would be made is drawn, from the core’s own list', async () => {
  const glass = await browser.open({ address: UNTRAINED, reducedMotion: 'reduce' });
  const diagram = new Diagram(glass);
  await diagram.load();
  assert.match(await diagram.root.locator('[data-name=what]').innerText(), /training would make/);
  const { vocabSize } = (await glass.heard('examine')).at(-1);
  const { operations } = await glass.page.evaluate((command) => window.request(command), { type: 'describe', sizes: SIZES, vocabSize });
  assert.deepEqual(
    await shownNodes(diagram.drawing).then((ids) => ids.filter((id) => !id.includes('/'))),
    ['words', 'operation0', 'block0', 'block1', `operation${operations.length - 2}`, `operation${operations.length - 1}`, 'next'],
  );
  await diagram.drawing.locator('[data-box=block1] .title').click();
  const boxes = await diagram.drawing.evaluate((drawing) =>
    [...drawing.shadowRoot.querySelectorAll('[data-box^=operation]')].map((box) => ({
      name: box.dataset.box,
      math: box.querySelectorAll('math').length,
      shapes: [...box.querySelectorAll('.chip')].map((chip) =>
        ['code', 'small'].map((part) => chip.querySelector(part).textContent.replaceAll(',', '')).join(' '),
      ),
    })),
  );
  const seen = operations.map((its, i) => ({ ...its, id: `operation${i}` })).filter(({ layer }) => layer !== 0);
  assert.deepEqual(boxes.map(({ name }) => name), seen.map(({ id }) => id));
  assert.ok(boxes.every(({ math }) => math === 1), 'each has its formula');
  const short = (name) => name.replace(/^blocks\.\d+\./, '');
  assert.deepEqual(
    boxes.map(({ shapes }) => shapes),
    seen.map(({ weights, inner, outputs }) => [
      ...weights.map(({ name, rows, cols }) => `${short(name)} ${rows} × ${cols}`),
      ...[...inner, ...outputs].map(({ name, rows, cols }) => `${short(name)} ${rows === 'P' ? `${cols} heads of N × N` : `N × ${cols}`}`),
    ]),
  );

  // Formulas and lines of every kind of operation came with the page, whichever the model has.
  const script = (await readdir(`${pageDir}/assets`)).find((name) => name.startsWith('network-diagram-'));
  const text = await readFile(`${pageDir}/assets/${script}`, 'utf8');
  for (const file of await readdir(new URL('../../core/model/operations/', import.meta.url))) {
    if (file.endsWith('.cpp')) assert.ok(text.includes(`core/model/operations/${file}`), `${file} is in the page`);
  }
  glass.assertNoFaults();
  await glass.close();
});

test('the way down to a number, which is the model’s, and into the microscope and the code', async () => {
  const glass = await browser.open({ address: UNTRAINED, reducedMotion: 'reduce' });
  const { page } = glass;
  const diagram = new Diagram(glass);
  await diagram.load();
  await diagram.make();
  const observe = async (of, name, row, col) => {
    const requests = [{ of, name, row, col, rows: 1, cols: 1, span: 0, spread: false }];
    const text = await diagram.root.locator('#text').inputValue();
    return (await page.evaluate((command) => window.request(command), { type: 'observe', text, position: 4, top: 3, requests })).observation;
  };
  const assertShows = async ({ parts: [{ values }] }) => {
    const wanted = values[0];
    const shown = await diagram.number();
    assert.ok(Math.abs(shown - wanted) <= 1e-5 * Math.abs(wanted) && wanted !== 0, `shows ${shown}, is ${wanted}`);
  };

  await diagram.drawing.locator('[data-box=block0] .title').click();
  await diagram.drawing.locator('[data-id="operation5/weight:ffn.w1"]').click();
  const map = diagram.near.locator('.map');
  await map.focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await diagram.near.locator('[data-name=number]').filter({ hasText: 'Row 1, column 2:' }).waitFor();
  await assertShows(await observe('weight', 'blocks.0.ffn.w1', 1, 2));
  await diagram.root.getByLabel('gradients').check();
  await diagram.near.getByText('gradients of the loss').waitFor();
  await diagram.near.locator('[data-name=number]').filter({ hasText: ':' }).waitFor();
  await assertShows(await observe('weightGradient', 'blocks.0.ffn.w1', 1, 2));
  await diagram.root.getByLabel('numbers').check();

  // One head: the second word's shares of the first two add up to 1.
  await diagram.drawing.locator('.heads').click();
  await diagram.drawing.locator('[data-id="operation2/head1:attention"]').click();
  await diagram.near.locator('.map').focus();
  await page.keyboard.press('ArrowDown');
  const first = diagram.near.locator('[data-name=number]').filter({ hasText: 'Row capital, column The:' });
  await first.waitFor();
  const share = await diagram.number();
  await page.keyboard.press('ArrowRight');
  await diagram.near.locator('[data-name=number]').filter({ hasText: 'Row capital, column capital:' }).waitFor();
  assert.ok(Math.abs(share + (await diagram.number()) - 1) < 1e-5);

  const link = diagram.near.locator('gg-source-lines button.open').first();
  assert.match(await link.innerText(), /^core\/model\/operations\/attention\.cpp:\d+$/);
  await diagram.near.getByRole('button', { name: 'Follow this number in the microscope' }).click();
  const microscope = page.locator('gg-microscope');
  await microscope.locator('gg-stage h3', { hasText: 'Attention weights' }).waitFor();
  assert.equal(await microscope.locator('.tokens input:checked').evaluate((input) => input.parentElement.textContent.trim()), 'capital');
  assert.equal(await microscope.locator('#head').inputValue(), '2');
  // Of that very number: row 1, column 1.
  const formula = await microscope.locator('[data-formula=weightsNumbers] math').textContent();
  assert.match(formula.replaceAll(' ', ''), /^P1,1=/);

  // What may follow is told after the word that was picked.
  await diagram.load();
  await diagram.drawing.locator('.words button', { hasText: 'capital' }).click();
  const [{ token }] = (await page.evaluate((command) => window.request(command), {
    type: 'observe', text: await diagram.root.locator('#text').inputValue(), position: 1, top: 1, requests: [],
  })).observation.next;
  await diagram.drawing.locator('[data-box=next]').filter({ hasText: 'after “capital”' }).waitFor();
  await diagram.drawing.locator('.next li').first().filter({ hasText: token }).waitFor();

  // A step: forward, back, and what it changes.
  await diagram.root.locator('button[data-control=diagram-play]').click();
  await diagram.root.locator('[data-name=playing]').filter({ hasText: 'Changes since step 0' }).waitFor();
  await diagram.root.locator('[data-name=what]').filter({ hasText: 'after 1 step.' }).waitFor();
  assert.equal(await glass.step(), 1);
  glass.assertNoFaults();
  await glass.close();
});

test('by keys, drawing and tree go through the same, and each shows where the other is', async () => {
  const glass = await browser.open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', reducedMotion: 'reduce' });
  const { page } = glass;
  const diagram = new Diagram(glass);
  await diagram.load();
  const chosen = diagram.tree.locator('[aria-selected=true]');
  await diagram.drawing.locator('[data-id=words]').focus();
  for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await chosen.filter({ hasText: 'Block 1' }).waitFor();
  await page.keyboard.press('Enter');
  await diagram.tree.locator('[aria-selected=true][aria-expanded=true]').waitFor();

  await chosen.focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  const item = chosen.filter({ hasText: 'scores' });
  assert.deepEqual(await item.evaluate((its) => [its.ariaLevel, its.ariaSetSize, its.tabIndex]), ['3', '7', 0]);
  await diagram.drawing.locator('[data-id="operation2/head0:scores"]').waitFor(); // opening it showed its heads
  await page.keyboard.press('ArrowLeft');
  await diagram.drawing.locator('.title.chosen', { hasText: 'Attention' }).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 360, `${width} pixels wide`);
  glass.assertNoFaults();
  await glass.close();
});
