// A host as platforms for courses are: files with types of its own, kept for ever or never, nothing compressed, and no
// guessing of types allowed. Everything still trains.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { enginesOf, launchChromium, pageDir, PATIENCE_MS } from './support.mjs';

/** How long browsers are told to keep each file, pages too. */
const KEPT = { 'for ever': 'public, max-age=31536000, immutable', never: 'no-store, no-cache, must-revalidate, max-age=0' };

/** Plausible, and wrong for all but pages, scripts and styles. */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'text/plain' };

const PLACES = { 'the single file': 'glass-gpt.html', 'the frame': 'embed/v1/index.html', 'the site': 'index.html' };

let browser;
const hosts = {};

async function startHost(caching) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    const body = await readFile(path.join(pageDir, pathname.replace(/^\/upload\/17\//, ''))).catch(() => null);
    const headers = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': caching };
    if (body === null) return response.writeHead(404, headers).end();
    response.writeHead(200, { ...headers, 'Content-Type': TYPES[path.extname(pathname)] ?? 'application/octet-stream' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}/upload/17/`, close: () => server.close() };
}

before(async () => {
  browser = await launchChromium();
  for (const [name, caching] of Object.entries(KEPT)) hosts[name] = await startHost(caching);
});
after(async () => {
  await browser.close();
  for (const host of Object.values(hosts)) host.close();
});

/** Two steps, and an answer of the model. */
async function trainAndAsk(page, place) {
  if (place === 'the frame') await page.getByRole('button', { name: 'Open it without training' }).click();
  for (const step of [1, 2]) {
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    const figure = page.locator('gg-training-panel dl > div:first-child dd').first();
    await figure.filter({ hasText: new RegExp(`^\\s*${step} of `) }).waitFor();
  }
  await page.getByLabel('Prompt', { exact: true }).fill('The moon');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.locator('gg-ask-box li:first-child .answer[aria-busy=false]').waitFor();
}

for (const caching of Object.keys(KEPT)) {
  for (const [place, file] of Object.entries(PLACES)) {
    test(`${place} trains where files are kept ${caching}, the second time too`, async () => {
      const { address } = hosts[caching];
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const faults = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
      page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()}: ${response.url()}`));
      await page.goto(address + file);
      await trainAndAsk(page, place);
      assert.equal((await enginesOf(page)).length, 1, 'in a worker');
      await page.reload();
      await trainAndAsk(page, place);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
