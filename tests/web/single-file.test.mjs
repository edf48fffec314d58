// The page as one file: from a disk, in a frame of no origin, without a network, in two browsers.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { defineFind, launchChromium, pageDir, PATIENCE_MS, waitUntil } from './support.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const puppeteer = createRequire(path.join(root, 'web/package.json'))('puppeteer-core');
const file = path.resolve(process.env.GLASSGPT_SINGLE_FILE ?? path.join(root, 'web/dist-single/glass-gpt.html'));

/** What the folder has and the file has not: readers of documents, what keeps the page offline, icons, and itself. */
const NOT_INSIDE = /^((docx|pdf)[-.].*|.*\.bcmap|service-worker\.js|manifest\.webmanifest|icon.*|.*\.png|glass-gpt\.html)$/;

/** A host whose page has the file in a frame, with no rights but scripts. */
let host;
let browser;
before(async () => {
  const html = await readFile(file);
  host = createServer((request, response) => {
    const body = request.url === '/glass-gpt.html' ? html : '<link rel="icon" href="data:,"><iframe sandbox="allow-scripts" src="glass-gpt.html" width="1200" height="800"></iframe>';
    response.writeHead(200, { 'Content-Type': 'text/html', 'X-Content-Type-Options': 'nosniff' }).end(body);
  });
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
});
after(async () => {
  await browser.close();
  host.close();
});

const framed = () => `http://127.0.0.1:${host.address().port}/`;

/** Opens it with an account of what it asked for and of what went wrong. */
async function open(address, { framed = false } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults = [];
  const asked = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => /^(blob|data):/.test(request.url()) || asked.push(request.url()));
  await page.goto(address);
  return { page, place: framed ? page.frameLocator('iframe') : page, faults, asked };
}

const SMALL = ['A cat has four legs.', 'Snow is white and cold.', 'Bees make honey.'].join('\n');

/** Trains on a few own sentences to the end, and asks. */
async function trainAndAsk(place) {
  await place.getByLabel('Your own files').check();
  await place.getByLabel('Training files').setInputFiles({ name: 'own.txt', mimeType: 'text/plain', buffer: Buffer.from(SMALL) });
  await place.locator('gg-data-panel').getByText(/own\.txt: 3 texts/).waitFor();
  await place.getByRole('button', { name: 'Train', exact: true }).click();
  await place.locator('[data-name=state]').filter({ hasText: 'Trained' }).waitFor();
  await place.getByLabel('Prompt', { exact: true }).fill('A cat has');
  await place.getByRole('button', { name: 'Ask', exact: true }).click();
  await place.locator('gg-ask-box li:first-child .answer[aria-busy=false]').waitFor();
  assert.match(await place.locator('gg-ask-box li:first-child [data-name=answer]').innerText(), /^ ?four legs\./);
}

/** Every panel of the page is there, and those that show the model show it. */
async function assertPanels(place) {
  for (const panel of ['gg-watch', 'gg-look-inside', 'gg-microscope', 'gg-runs', 'gg-article', 'gg-settings-panel']) {
    const box = await place.locator(panel).boundingBox();
    assert.ok(box !== null && box.height > 50, `${panel} is not there`);
  }
  await place.locator('gg-look-inside').scrollIntoViewIfNeeded();
  await place.locator('gg-look-inside #prompt').fill('A cat has four');
  await place.locator('gg-look-inside').getByText('four').first().waitFor();
  await place.locator('gg-microscope').scrollIntoViewIfNeeded();
  await place.locator('gg-microscope form button.primary').click();
  await place.locator('gg-microscope [data-name=taken]').waitFor();
}

test('opens from a disk, trains in a worker, answers, and shows all panels, in every language', async () => {
  const { page, place, faults, asked } = await open(pathToFileURL(file).href);
  await page.context().setOffline(true);
  await trainAndAsk(place);
  assert.equal(page.workers().length, 1);
  await assertPanels(place);
  await place.getByLabel('Language').selectOption('de');
  await place.getByText('Nichts verlässt deinen Computer.').waitFor();
  await place.getByLabel('Sprache').selectOption('es');
  await place.getByText('Nada sale de tu ordenador.').waitFor();
  assert.deepEqual(faults, []);
  assert.deepEqual(asked, [pathToFileURL(file).href]);
});

test('does so in a frame that may run scripts and nothing else, and says what it cannot keep', async () => {
  const { page, place, faults, asked } = await open(framed(), { framed: true });
  await page.context().setOffline(true);
  await trainAndAsk(place);
  assert.equal(page.workers().length, 1);
  await assertPanels(place);
  await place.locator('gg-saving-fault').getByText('The browser allows this page no storage here').waitFor();
  await place.getByRole('button', { name: 'Log as text', exact: true }).click();
  const text = place.locator('gg-copy-text textarea');
  assert.match(await text.inputValue(), /^step,loss,.*\n1,\d+\.\d+,/);
  await place.getByRole('button', { name: 'As text', exact: true }).click();
  await waitUntil(async () => (await text.inputValue()).startsWith('{'));
  const model = JSON.parse(await text.inputValue());
  assert.equal(model.format, 'glassgpt');
  assert.ok(model.tokenizer.tokens.includes('legs'));
  assert.deepEqual(faults, []);
  assert.deepEqual(asked, [framed(), `${framed()}glass-gpt.html`]);
});

test('trains on the bundled data, which is inside', async () => {
  const { place } = await open(pathToFileURL(file).href);
  await place.locator('gg-data-panel').getByText(/facts\.json: [\d,]+ texts to pre-train on/).waitFor();
  await place.getByLabel('Stories').check();
  await place.locator('gg-data-panel').getByText(/stories\.txt: [\d,]+ texts to pre-train on/).waitFor();
  await place.getByRole('button', { name: 'Step', exact: true }).click();
  await place.locator('gg-training-panel dl > div:first-child dd').filter({ hasText: /^1 of / }).waitFor();
});

test('says that it reads no documents', async () => {
  const { place } = await open(pathToFileURL(file).href);
  await place.getByLabel('Your own files').check();
  await place.getByLabel('Training files').setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 ') });
  await place.getByRole('alert').getByText('a.pdf is a document, and what reads documents has no room in this one file').waitFor();
});

test('Firefox opens it from a disk and in such a frame, and trains', async () => {
  const firefox = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' });
  try {
    for (const address of [pathToFileURL(file).href, framed()]) {
      const page = await firefox.newPage();
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(address);
      const frame = address === framed() ? await (await page.waitForSelector('iframe')).contentFrame() : page.mainFrame();
      await frame.evaluate(defineFind);
      const appears = (selector, text) =>
        frame.waitForFunction((...wanted) => window.find(...wanted) !== null, { timeout: PATIENCE_MS, polling: 200 }, selector, text);
      await appears('button.primary:not(:disabled)', '^Train$');
      await frame.evaluate(() => window.find('button.primary', '^Train$').click());
      await appears('dd', '^([3-9]|[1-9]\\d+) of (about )?714');
      assert.equal(await frame.evaluate(() => window.find('[data-name=place]')), null, 'it trains in a worker');
      assert.deepEqual(faults, []);
      await page.close();
    }
  } finally {
    await firefox.close();
  }
});

test('is hardly larger than the files of the page that it holds', async (context) => {
  const names = (await readdir(pageDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    names
      .filter(({ name }) => !NOT_INSIDE.test(name))
      .map(async (entry) => gzipSync(await readFile(path.join(entry.parentPath ?? entry.path, entry.name)), { level: 9 }).length),
  );
  const together = sizes.reduce((sum, size) => sum + size, 0);
  const own = gzipSync(await readFile(file), { level: 9 }).length;
  context.diagnostic(`${own} bytes by gzip, the page's files ${together}`);
  assert.ok(own <= 1.2 * together, `${own} bytes by gzip, of ${together}`);
});
