// The page as one file: from a disk and in a frame of no origin, without a network, in two browsers.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { Place, SMALL_WORDS } from './single-file-place.mjs';
import { launchWholeChromium, pageDir, PATIENCE_MS, waitUntil } from './support.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const puppeteer = createRequire(path.join(root, 'web/package.json'))('puppeteer-core');
const file = path.resolve(process.env.GLASSGPT_SINGLE_FILE ?? path.join(root, 'web/dist-single/glass-gpt.html'));

/**
 * What the page needs for a visit, or loads once one of its panels is opened, and the file has too. Neither has the page
 * what is others' (the frame, the element's own script, lessons), nor the file what reads documents and how one embeds it.
 */
const OF_PAGE =
  /^(index\.html|assets\/(index|start|site-language|translate|glass-gpt-page|glass-gpt|demo|worker|on-page|tour|hand-in|result|_catalogue_\w+|glassgpt|(?:facts|chats|chats-validation|stories)(?:-(?:de|es))?|trained-model-(?:de|en|es))-[\w-]{8}\.\w+)$/;

/** A host whose pages have the file in a frame with no rights but scripts: by its address, and as a text. */
let host;
let chromium;
let firefox;
before(async () => {
  const html = await readFile(file, 'utf8');
  const asText = html.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  host = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://host');
    const source = pathname === '/text' ? `srcdoc="${asText}"` : `src="glass-gpt.html${search}"`;
    const body = pathname === '/glass-gpt.html' ? html : `<link rel="icon" href="data:,"><iframe sandbox="allow-scripts" ${source} width="1200" height="800"></iframe>`;
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }).end(body);
  });
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve));
  [chromium, firefox] = await Promise.all([
    launchWholeChromium(),
    puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' }),
  ]);
});
after(async () => {
  await Promise.all([chromium.close(), firefox.close()]);
  host.close();
});

const onDisk = (words = '') => `${pathToFileURL(file).href}${words}`;
const onHost = (name) => `http://127.0.0.1:${host.address().port}/${name}`;

/** Opens it with an account of what it asked for and of what went wrong; offline from then on. */
async function open(browser, address, { scripts = [], language = 'en-US' } = {}) {
  const faults = [];
  const asked = [];
  const watch = (page) => {
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('request', (request) => /^(blob|data):/.test(request.url()) || asked.push(request.url()));
  };
  let page;
  if (browser === chromium) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: language });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    for (const script of scripts) await page.addInitScript(script);
  } else {
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
  }
  watch(page);
  await page.goto(address);
  if (browser === chromium) await page.context().setOffline(true);
  await waitUntil(() => page.frames().length > 1 || !address.startsWith('http'), 'the frame');
  const place = new Place(page.frames().at(-1));
  return { page, place, faults, asked, close: () => (browser === chromium ? page.context().close() : page.close()) };
}

for (const name of ['Chromium', 'Firefox']) {
  for (const sandboxed of [false, true]) {
    test(`in ${name} ${sandboxed ? 'in a frame that may run scripts and nothing else' : 'from a disk'} it trains, answers, opens all panels, and asks for nothing`, async () => {
      const address = sandboxed ? onHost(`?${SMALL_WORDS}`) : onDisk(`?${SMALL_WORDS}`);
      const { page, place, faults, asked, close } = await open(name === 'Chromium' ? chromium : firefox, address);
      await place.begin();
      await place.trainAndAsk();
      await place.openPanels();
      assert.equal(await place.has('[data-name=place]'), false, 'it trains in a worker');

      const { text, refused, selected } = await place.handIn();
      assert.ok(JSON.parse(text).steps > 0);
      if (refused) assert.equal(selected, text);
      if (sandboxed) {
        assert.ok(refused || name === 'Firefox');
        await place.sees('p', '^The browser allows this page no storage here');
        await place.press('button', '^Log as text$');
        assert.match(await place.read('textarea[aria-label="To be copied"]'), /^step,loss,.*\n1,\d+\.\d+,/);
        await place.press('button', '^As text$');
        await waitUntil(async () => (await place.read('textarea[aria-label="To be copied"]')).startsWith('{'), 'the model');
        const model = JSON.parse(await place.read('textarea[aria-label="To be copied"]'));
        assert.equal(model.format, 'glassgpt');
        assert.ok(model.tokenizer.tokens.includes('legs'));
      }
      assert.deepEqual(faults.filter((fault) => !fault.startsWith('Permissions policy violation: The Clipboard API')), []);
      // Firefox does not tell of files.
      if (sandboxed) assert.deepEqual(asked, [page.url(), onHost(`glass-gpt.html?${SMALL_WORDS}`)]);
      else assert.deepEqual(asked.filter((its) => its !== address), []);
      await close();
    });
  }
}

test('it trains on the bundled data, which is inside, speaks every language, and offers to read no documents', async () => {
  const { page, place, faults, close } = await open(chromium, onDisk());
  await place.begin();
  const panel = page.locator('gg-data-panel');
  await panel.getByText(/facts\.json: [\d,]+ texts to pre-train on/).waitFor();
  await page.getByLabel('Stories').check();
  await panel.getByText(/stories\.txt: [\d,]+ texts to pre-train on/).waitFor();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await page.locator('gg-training-panel dl > div:first-child dd').filter({ hasText: /^1 of / }).waitFor();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();

  await page.getByLabel('Your own files').check();
  await panel.getByText('Text, JSON or CSV. They stay on this computer').waitFor();
  assert.doesNotMatch(await page.getByLabel('Training files').getAttribute('accept'), /docx|pdf/);
  await page.getByLabel('Training files').setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 ') });
  await page.getByRole('alert').getByText('a.pdf is a document, and what reads documents is not part of this. Save it as plain text').waitFor();

  await page.getByLabel('Language').selectOption('de');
  await page.getByText('Nichts verlässt deinen Computer.').waitFor();
  assert.doesNotMatch(await panel.innerText(), /Word|PDF/);
  await page.getByLabel('Sprache').selectOption('es');
  await page.getByText('Nada sale de tu ordenador.').waitFor();
  assert.doesNotMatch(await panel.innerText(), /Word|PDF/);
  assert.deepEqual(faults, []);
  await close();
});

test('several workers train it from a disk, made of its own text', async () => {
  const { place, faults, close } = await open(chromium, onDisk('?recipe=classic&batch-size=64'));
  await place.begin();
  await place.press('button[data-control=train]');
  await place.sees('[data-name=workers]', 'cores train at once|were no faster here');
  assert.deepEqual(faults, []);
  await close();
});

test('a document that has no address of its own trains it, too', async () => {
  const { place, faults, close } = await open(chromium, onHost('text'));
  await place.begin();
  await place.press('input[data-control=stories]');
  await place.sees('li', '^stories\\.txt: [\\d,]+ texts');
  await place.press('button[data-control=step]');
  await place.sees('gg-training-panel');
  await place.sees('dd', '^1 of ');
  assert.deepEqual(faults, []);
  await close();
});

const TOO_OLD = [
  ['en-US', 'This browser is too old for this file: it needs one from 2023 or later, such as Chrome 98, Firefox 113 or Safari 16.4.'],
  ['de-DE', 'Dieser Browser ist zu alt'],
  ['es-ES', 'Este navegador es demasiado antiguo'],
];

test('a browser that cannot unpack it says how old it may be, in its language', async () => {
  for (const [language, told] of TOO_OLD) {
    const { page, close } = await open(chromium, onDisk(), { scripts: ['delete window.DecompressionStream'], language });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.ok((await alert.innerText()).startsWith(told), await alert.innerText());
    assert.equal(await alert.count(), 1);
    await close();
  }
});

test('so does one that cannot read the script at all', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'glassgpt-single-'));
  try {
    // What is new to a browser is an error of syntax.
    const html = (await readFile(file, 'utf8')).replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '').replace('<script type="module">', '$&#!new ');
    await writeFile(path.join(folder, 'newer.html'), html);
    const { page, close } = await open(chromium, pathToFileURL(path.join(folder, 'newer.html')).href);
    await page.getByRole('alert').getByText(TOO_OLD[0][1]).waitFor();
    await close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('is at most a fifth larger than the files of the page that it holds', async (context) => {
  const names = (await readdir(pageDir, { recursive: true })).map((name) => name.split(path.sep).join('/'));
  const held = names.filter((name) => OF_PAGE.test(name));
  const sizeOf = async (name) => gzipSync(await readFile(name), { level: 9 }).length;
  const sizes = await Promise.all(held.map((name) => sizeOf(path.join(pageDir, name))));
  const together = sizes.reduce((sum, size) => sum + size, 0);
  const own = await sizeOf(file);
  context.diagnostic(`${own} bytes by gzip, of the page ${together} in ${held.length} files`);
  assert.ok(own <= 1.2 * together, `${own} bytes by gzip, of ${together}:\n${held.join('\n')}`);
});
