// Where the engine runs: a page of no origin starts its worker from text, and a page that may start none trains by itself.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { launchChromium, pageDir, PATIENCE_MS, prepareSmallRun, serve, startBrowser, trainSmallModel } from './support.mjs';

/** Of a host of static files for everyone. */
const FOR_ALL = { 'Access-Control-Allow-Origin': '*' };
const NO_WORKERS = { 'Content-Security-Policy': "worker-src 'none'" };

/** Waits until the figure of steps reads so: what a page that trains by itself tells nobody else. */
const stepShown = (page, text) => page.locator('gg-training-panel dl > div:first-child dd').filter({ hasText: text }).waitFor();

let strict;
before(async () => (strict = await startBrowser(NO_WORKERS)));
after(() => strict.close());

test('a page in a frame of no origin trains in a worker made of text', async (context) => {
  const { server, address } = await serve(pageDir, FOR_ALL);
  const body = `<iframe sandbox="allow-scripts" width="1200" height="900" src="${address}"></iframe>`;
  const host = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(body));
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  context.after(async () => {
    await browser.close();
    host.close();
    server.close();
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Train', exact: true }).click();
  await stepShown(frame, /^([3-9]|[1-9]\d+) of /);
  assert.match(page.workers()[0].url(), /^blob:/);
  assert.equal(await frame.locator('[data-name=place]').count(), 0);
});

test('without any worker the page trains by itself, says so, and answers', async () => {
  const glass = await strict.open();
  await trainSmallModel(glass);
  assert.equal(glass.page.workers().length, 0);
  assert.match(await glass.page.locator('[data-name=place]').innerText(), /^Nothing may train in the background/);
  assert.equal(await glass.ask('How many legs has a cat?'), 'A cat has four legs.');
  await glass.close();
});

test('the page that trains by itself pauses at once, and a crash of the engine is not its own', async () => {
  const glass = await strict.open();
  await prepareSmallRun(glass, { 'Pre-training epochs': 100_000 });
  await glass.click('Train');
  await stepShown(glass.page, /^[1-9]\d+ of /);
  await glass.click('Pause');
  await glass.waitForState('Paused');
  const step = await glass.step();
  await glass.click('Step');
  await stepShown(glass.page, new RegExp(`^${step + 1} of `));

  // The engine's next look at the clock is a WASM trap.
  await glass.page.evaluate(() => {
    const now = performance.now.bind(performance);
    performance.now = () => {
      if (!new Error().stack.includes('on-page')) return now();
      performance.now = now;
      throw new WebAssembly.RuntimeError('unreachable');
    };
  });
  await glass.click('Step');
  assert.match(await glass.notice(), /unreachable.*It was started again. Training stands at step/);
  await glass.click('Resume');
  await glass.waitForState('Pre-training');
  await glass.close();
});
