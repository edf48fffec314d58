// A tab that nobody looks at: it saves as it is hidden, may be frozen, loses its run to another tab that wants it, and
// finds the way back when it was thrown away. By Puppeteer, whose tabs are hidden when another one is in front.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { giveWorkbench, keptRuns, pageDir, PATIENCE_MS, serve } from './support.mjs';

const web = fileURLToPath(new URL('../../web', import.meta.url));
const puppeteer = createRequire(path.join(web, 'package.json'))('puppeteer-core');

const SETTINGS = 'layers=1&dim=64&hidden=128&heads=2&context=32&pretrain-epochs=100000';

let served;
let browser;
before(async () => {
  served = await serve(pageDir);
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--lang=en'],
  });
});
after(async () => {
  await browser.close();
  served.server.close();
});

async function openTab() {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.evaluateOnNewDocument(giveWorkbench);
  await page.goto(`${served.address}?${SETTINGS}`);
  return page;
}

const press = (page, name) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
/** Frames come to no hidden tab, so it is looked at by the clock. */
const waitFor = (page, isIt, ...values) => page.waitForFunction(isIt, { polling: 100 }, ...values);
const waitForText = (page, part, text) =>
  waitFor(
    page,
    (part, text) =>
      window.workbench()?.shadowRoot?.querySelector(part)?.shadowRoot?.textContent.includes(text) ?? false,
    part,
    text,
  );
const state = (page) =>
  page.evaluate(() => {
    const { page } = window.workbench().shadowRoot.querySelector('gg-training-panel');
    const { run } = page.status;
    // Progress is told more often than the run's state.
    return { state: run?.state ?? '', step: Math.max(run?.step ?? 0, page.progress.latest?.last.step ?? 0) };
  });
const kept = async (page) => (await keptRuns({ page })).map(({ step }) => step);

async function waitForKept(page, isIt) {
  for (let tries = 0; tries < 150; ++tries) {
    if (isIt(await kept(page))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`kept are runs at ${await kept(page)}`);
}

test('a tab saves when it is hidden, and is told when it wakes that another one took its run', async () => {
  const first = await openTab();
  const devtools = await first.createCDPSession();
  await press(first, 'Train');
  await waitForText(first, 'gg-runs', 'on the page now');

  const { step } = await state(first);
  const second = await openTab();
  await second.bringToFront();
  assert.equal(await first.evaluate(() => document.visibilityState), 'hidden');
  await waitForKept(second, ([saved]) => saved >= step);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });

  await waitForText(second, 'gg-resume-offer', 'is open in another tab');
  await press(second, 'Take over');
  await waitForText(second, 'gg-runs', 'on the page now');
  const { step: saved, state: stands } = await state(second);
  assert.equal(stands, 'paused');
  assert.ok(saved >= step);
  assert.deepEqual(await kept(second), [saved]);
  await press(second, 'Step');
  await waitForKept(second, (steps) => steps.length === 1 && steps[0] === saved + 1);

  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await first.bringToFront();
  await waitForText(first, 'gg-saving-fault', 'This run goes on in another tab.');
  await waitFor(first, () => {
    const { page } = window.workbench().shadowRoot.querySelector('gg-training-panel');
    return page.status.run.state === 'paused';
  });
  assert.deepEqual(await kept(first), [saved + 1], 'it has written over nothing');
  await press(first, 'Keep as a copy');
  await waitForKept(first, (steps) => steps.length === 2);
  const own = (await state(first)).step;
  assert.deepEqual(await kept(first), [saved + 1, own].sort((a, b) => a - b));

  // Thrown away for its memory, and loaded anew as somebody comes back to it.
  await first.evaluateOnNewDocument(() => Object.defineProperty(Document.prototype, 'wasDiscarded', { value: true }));
  await first.reload();
  await waitForText(first, 'gg-resume-offer', 'The browser put this tab to sleep to save memory.');
  await waitForText(first, 'gg-resume-offer', `step ${own.toLocaleString('en')} of`);
  await press(first, 'Go on');
  await waitForText(first, 'gg-runs', 'on the page now');
  assert.deepEqual(await state(first), { state: 'paused', step: own });
});
