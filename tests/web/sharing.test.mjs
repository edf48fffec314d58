// A run passed on with data of people's own: in a link, of which nothing reaches the host, or as a file. Whoever opens it
// sees what it is, and trains the same model to the same bits.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { loadModules } from '../../web/modules.mjs';
import { prepareSmallRun, SMALL_DATA, startBrowser, waitUntil } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const RUN = { 'Pre-training epochs': 5, 'Tuning epochs': 10, Seed: 7 };
const EXAMPLES = Object.keys(SMALL_DATA).length * 4;

const panel = (glass) => glass.page.locator('gg-share-run');
const came = (glass, how) => glass.page.locator('gg-data-panel .came').filter({ hasText: how }).waitFor();

/** Makes the link and returns it. */
async function linkOf(glass) {
  await glass.click('Copy link');
  const text = panel(glass).locator('textarea');
  await text.waitFor();
  return text.inputValue();
}

/** Of the model as it is now. */
const digest = (glass) =>
  glass.page.evaluate(async () => {
    const { file } = await window.request({ type: 'save', format: 'safetensors', withTraining: true });
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].join(' ');
  });

async function trained(glass, train, state) {
  await glass.show('train');
  await glass.click(train);
  await glass.waitForState(state);
  return digest(glass);
}

test('what is packed comes out the same, and of what was changed on its way nothing does', async () => {
  const [{ compressed, fromAddress, MOST_IN_LINK, packed, toAddress, unpacked }] = await loadModules('shared-run');
  const contents = { 'a\nb.txt': '\ufeffOne.\r\n', 'نص.json': '["שלום"]', 'empty.csv': '', 'latin.txt': Uint8Array.of(0xe9, 0, 10) };
  const files = Object.entries(contents).map(([name, content]) => ({ name, content: new Blob([content]) }));
  const read = async ({ words, files }) => [words, await Promise.all(files.map(async (file) => [file.name, Buffer.from(await file.arrayBuffer()).toString('hex')]))];
  const piece = packed({ layers: '1' }, files);
  const expected = [{ layers: '1' }, Object.entries(contents).map(([name, content]) => [name, Buffer.from(content).toString('hex')])];
  assert.deepEqual(await read(await unpacked(piece)), expected);
  const text = await toAddress(await compressed(piece));
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(await read(await fromAddress(text)), expected);

  const isRefused = (given) => fromAddress(given).then(() => false, ({ message }) => message === 'share.damaged');
  for (let i = 0; i < text.length; ++i) {
    assert.ok(await isRefused(text.slice(0, i)), `${i} characters`);
    const changed = text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1);
    // A few bits count for nothing: when it was packed, and on which system.
    if (!(await isRefused(changed))) assert.deepEqual(await read(await fromAddress(changed)), expected, `another character ${i}`);
  }
  const tooLong = await compressed(new Blob([new Uint8Array(5_000_000)]));
  assert.ok(tooLong.size > MOST_IN_LINK && tooLong.size < 2 * MOST_IN_LINK);
  const line = (head) => new Blob([JSON.stringify(head), '\n']);
  for (const wrong of [tooLong, ...['{}', 1, { 'glassgpt-share': 2, words: {}, files: [['a', 0]] }, { 'glassgpt-share': 1, words: {}, files: [['a', 1]] }, { 'glassgpt-share': 1, words: {}, files: [['a', -1]] }, { 'glassgpt-share': 1, words: { a: 1 }, files: [['a', 0]] }, { 'glassgpt-share': 1, words: {}, files: [] }].map(line)]) {
    assert.ok(await isRefused(await toAddress(wrong === tooLong ? wrong : await compressed(wrong))));
  }
});

test('a run is shared by its address, or as a file, and ends in the same bits on another device', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass, RUN);
  const link = await linkOf(glass);
  await panel(glass).getByText(`facts.json, chats.csv, ${EXAMPLES} examples`).waitFor();
  const { search, hash } = new URL(link);
  assert.ok(hash.length > 300 && hash.length < 1000, hash);
  assert.doesNotMatch(search, /cat|chats/);
  const [download] = await Promise.all([glass.page.waitForEvent('download'), panel(glass).getByRole('button', { name: 'Download as a file' }).click()]);
  const file = { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  // The link is that of what is set now.
  await glass.set({ Seed: 8 });
  await waitUntil(async () => new URL(await panel(glass).locator('textarea').inputValue()).searchParams.get('seed') === '8', 'another link');
  await glass.set({ Seed: 7 });
  const expected = await trained(glass, 'Train', 'Trained');

  const other = await browser.open({ viewport: { width: 390, height: 844 }, locale: 'de' });
  const { page } = other;
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await other.load(link.slice(link.indexOf('?')).replace('?', '?autostart=yes&'));
  await came(other, 'kamen mit einem Link');
  assert.deepEqual(asked.filter((url) => url.includes('own=')), []);
  assert.deepEqual(await other.heard('begin'), [], 'nothing is trained by itself');
  // It stays in the address from section to section.
  await page.locator('gg-site-bar').getByRole('link', { name: 'Fragen' }).click();
  assert.ok(page.url().endsWith(hash.replace('#data', '#ask')), page.url());
  await other.waitForData('facts.json: 4 Texte');
  await other.waitForData('chats.csv: 4 Chats');
  assert.equal(await trained(other, 'Trainieren', 'Trainiert'), expected);

  await other.load();
  await other.show('data');
  await page.getByLabel('Deine eigenen Dateien').check();
  await page.getByLabel('Trainingsdateien').setInputFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: file.bytes });
  await came(other, 'kamen mit einer Datei');
  assert.equal(await trained(other, 'Trainieren', 'Trainiert'), expected);
  other.assertNoFaults();
  await other.close();

  await glass.click('Reset');
  await glass.useData({ 'long.txt': Array.from({ length: 3000 }, (_, i) => `${Math.sin(i)}`).join('\n') });
  await panel(glass).getByText(/bytes compressed, and a link has room for 4,096/).waitFor();
  assert.equal(await panel(glass).locator('textarea').count(), 0);
  await panel(glass).getByRole('button', { name: 'Close' }).click();
  glass.assertNoFaults();
  await glass.close();
});

test('a link that is damaged says so once, and the page works as without', async () => {
  const glass = await browser.open();
  const { page } = glass;
  await prepareSmallRun(glass);
  const { hash } = new URL(await linkOf(glass));
  // Only what stands behind the `#` changes: the page begins anew all the same.
  await page.evaluate((damaged) => (location.hash = damaged), hash.slice(0, -9));
  assert.match(await glass.notice(), /^The run that was passed on cannot be read/);
  await page.evaluate((whole) => (location.hash = whole), hash);
  await came(glass, 'came in a link');
  await page.getByLabel('Facts, then chats').check();
  await glass.waitForData('facts.json: ');
  await page.waitForFunction(() => location.hash === '#data');
  assert.equal(await page.locator('gg-notice p').count(), 0);
  await glass.takeStep();
  glass.assertNoFaults();
  await glass.close();
});
