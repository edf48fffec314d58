// What takes long: it says what it is and how far, can be cancelled, and holds nothing else up.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { prepareSmallRun, screenshotDir, startBrowser } from './support.mjs';

let browser;
let glass;
let folder;
before(async () => {
  browser = await startBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'glassgpt-'));
  await mkdir(screenshotDir, { recursive: true });
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => (glass = await browser.open()));
afterEach(() => glass.close());

const train = () => glass.button('Train');
const isWaiting = async () => (await train().getAttribute('aria-disabled')) === 'true';
const cancel = (what) => glass.page.getByRole('button', { name: `Cancel: ${what}` }).first();
const holdBack = (...types) => glass.page.evaluate((types) => (window.heldBack = types), types);
const refused = (text) => glass.page.locator('gg-data-panel').getByRole('alert').filter({ hasText: text }).waitFor();

/** Has the page's files never end, or fail, when they are read. */
function disturbFiles(how) {
  return glass.page.evaluate((how) => {
    File.prototype.stream = () =>
      new ReadableStream({
        pull: (controller) => (how === 'fail' ? controller.error(new Error('the disk is gone')) : new Promise(() => {})),
      });
  }, how);
}

/** Lines of words, of about that many bytes. */
function lines(bytes) {
  const line = Array.from({ length: 20 }, (_, i) => `word${i} of some`).join(' ');
  return Array.from({ length: Math.ceil(bytes / (line.length + 8)) }, (_, i) => `${line} w${i}`).join('\n');
}

test('reading a file says so and can be cancelled; what was there stays', async () => {
  await glass.useData({ 'here.txt': 'One text.\nAnother text.\n' });
  await glass.waitForData('here.txt: 2 texts');
  await disturbFiles('hang');
  await glass.useData({ 'endless.txt': 'One text that never comes.' });
  await glass.page.locator('gg-data-panel gg-work-progress').getByText('Reading endless.txt').waitFor();
  await glass.page.getByText('Training can begin as soon as the data is ready.').waitFor();
  assert.ok(await isWaiting());
  await cancel('Reading endless.txt').click();
  await refused('Cancelled: nothing was read.');
  await glass.waitForData('here.txt: 2 texts');
  assert.equal(await isWaiting(), false);
  assert.equal(await cancel('Reading endless.txt').count(), 0);
  await glass.takeStep();
  glass.assertNoFaults();
});

test('a file that another is chosen over is not waited for', async () => {
  await disturbFiles('hang');
  await glass.useData({ 'endless.txt': 'One text that never comes.' });
  await cancel('Reading endless.txt').waitFor();
  await glass.page.getByLabel('Stories').check();
  await glass.waitForData(/stories\.txt: [\d,]+ texts/);
  assert.equal(await cancel('Reading endless.txt').count(), 0);
  assert.equal(await isWaiting(), false);
});

test('preparing data and a model says so; cancelled in the middle of what cannot be left, nothing is lost', async () => {
  await prepareSmallRun(glass);
  await glass.takeStep();
  await glass.click('Reset');
  await holdBack('begin');
  await train().click();
  await glass.page.locator('gg-training-panel gg-work-progress').getByText('Preparing the model and its data').waitFor();
  assert.ok(await isWaiting());
  await holdBack();
  await cancel('Preparing the model and its data').click();
  assert.match(await glass.notice(), /only be ended together with the training engine.*started again/);
  await glass.waitForState('Not trained yet');
  assert.equal(await isWaiting(), false);
  await glass.takeStep();
  assert.equal(await glass.step(), 1);
});

test('much data is prepared in slices: other commands are heard, and shares rise', async () => {
  const [examined, measured, shares] = await glass.page.evaluate(async (text) => {
    const sizes = { maxSeqLen: 16, embeddingDim: 64, hiddenDim: 128, numLayers: 1, numHeads: 1 };
    const files = [{ name: 'much.txt', text }];
    const reading = { tokenizer: 'unicode-word', maxSeqLen: 80 };
    const order = [];
    const since = window.heard.length;
    const examined = window
      .request({ type: 'examine', files, validation: { pretrain: [], tune: [] }, shares: [0.1], reading })
      .then((reply) => (order.push('examine'), reply));
    for (let i = 0; i < 3; ++i) {
      await window.request({ type: 'measure', sizes, vocabSize: 10, batchSize: 1, length: 8 });
      order.push('measure');
    }
    const { tokens } = await examined;
    const shares = window.heard.slice(since).flatMap((message) => (message.type === 'working' ? [message.share] : []));
    return [tokens[0].pretrain, order, shares];
  }, lines(3e6));
  assert.equal(examined.training.examples + examined.validation.examples, lines(3e6).split('\n').length);
  assert.deepEqual(measured, ['measure', 'measure', 'measure', 'examine']);
  assert.ok(shares.length > 1 && shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1), `${shares}`);
});

test('a command that is cancelled ends, those before and after it are answered, and the model stays', async () => {
  const [cancelled, after] = await glass.page.evaluate(async (text) => {
    const files = [{ name: 'much.txt', text }];
    const reading = { tokenizer: 'unicode-word', maxSeqLen: 80 };
    const examine = { type: 'examine', files, validation: { pretrain: [], tune: [] }, shares: [0], reading };
    const first = window.request(examine);
    const command = window.lastId();
    void window.request({ type: 'cancel', command });
    const cancelled = await first;
    return [cancelled.type, await window.request({ ...examine, files: [{ name: 'few.txt', text: 'a b' }] })];
  }, lines(3e6));
  assert.equal(cancelled, 'cancelled');
  assert.equal(after.files[0].report.texts, 1);
  await glass.takeStep();
  glass.assertNoFaults();
});

test('a file of a gigabyte, a folder and a file that is gone are told before anything is read', async () => {
  const large = path.join(folder, 'large.txt');
  const handle = await open(large, 'w');
  await handle.truncate(1e9); // which takes no room
  await handle.close();
  await glass.page.getByLabel('Your own files').check();
  await glass.page.getByLabel('Training files').setInputFiles(large);
  await refused(/large\.txt: it has 1\.00 GB, and this page can hold 200 MB at once/);

  const texts = path.join(folder, 'texts');
  await mkdir(texts);
  await writeFile(path.join(texts, 'one.txt'), 'One text.');
  await dropFiles([texts]);
  assert.match(await glass.notice(), /texts is a folder\. Drop the files in it/);
  await glass.click('Dismiss');
  await dropFiles([path.join(texts, 'one.txt')]);
  await glass.waitForData('one.txt: 1 text');

  await disturbFiles('fail');
  await glass.useData({ 'gone.txt': 'One text.' });
  await refused(/gone\.txt: the browser could not read it \(the disk is gone\)/);
  await glass.waitForData('one.txt: 1 text');
});

/** Drops files of the disk on the page, as a person does. */
async function dropFiles(files) {
  const session = await glass.page.context().newCDPSession(glass.page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    const data = { items: [], files, dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
}

test('files can be pasted; a model among other files is refused', async () => {
  const paste = (files) =>
    glass.page.evaluate((files) => {
      const clipboardData = new DataTransfer();
      for (const [name, text] of Object.entries(files)) clipboardData.items.add(new File([text], name));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
    }, files);
  await paste({ 'pasted.txt': 'One text.\n', 'more.csv': 'prompt,answer\nWho?,I.\n' });
  await glass.waitForData('pasted.txt: 1 text');
  await glass.waitForData('more.csv: 1 chat');
  await paste({ 'pasted.txt': 'One text.\n', 'model.json': '{"format": "glassgpt"}' });
  assert.match(await glass.notice(), /model\.json is a model file, which can only be opened alone/);
});

for (const [width, colorScheme] of [
  [1280, 'light'],
  [360, 'dark'],
]) {
  test(`fits a screen of ${width} pixels while it works`, async () => {
    await glass.close();
    glass = await browser.open({ viewport: { width, height: 900 }, colorScheme });
    await prepareSmallRun(glass);
    await holdBack('begin', 'examine');
    await glass.show('train');
    await train().click();
    await cancel('Preparing the model and its data').waitFor();
    await glass.useData({ 'a-name-that-is-much-too-long-for-the-screen-of-any-telephone-there-is.txt': 'One text.' });
    await cancel('Preparing the data').waitFor();
    const wide = await glass.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} pixels wide`);
    for (const part of ['training', 'data']) {
      const path = `${screenshotDir}/working-${part}-${width}-${colorScheme}.png`;
      await glass.show(part === 'data' ? 'data' : 'train');
      await glass.page.locator(`gg-${part}-panel`).screenshot({ path });
    }
  });
}
