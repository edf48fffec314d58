// The main path in a second browser: Debian's Firefox, over WebDriver BiDi.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { defineFind, pageDir, PATIENCE_MS, screenshotDir, serve, SMALL_DATA, SMALL_WORDS, startBrowser } from './support.mjs';

const puppeteer = createRequire(new URL('../../web/package.json', import.meta.url))('puppeteer-core');

/** A run in a link, made as docs/decisions/0064-a-run-in-a-link.md says. */
function sharedRun() {
  const files = Object.entries(SMALL_DATA).map(([name, text]) => [name, Buffer.byteLength(text)]);
  const piece = `${JSON.stringify({ 'glassgpt-share': 1, words: {}, files })}\n${Object.values(SMALL_DATA).join('')}`;
  const words = new URLSearchParams({ ...SMALL_WORDS, data: 'own', 'tune-epochs': '10' });
  return `?${words}#data&own=${gzipSync(piece).toString('base64url')}`;
}

/** In the page, once it is trained: the digest of weights and moments. */
async function digestOfModel() {
  const element = document.querySelector('glass-gpt-page').shadowRoot.querySelector('glass-gpt');
  const file = await element.save();
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].join(' ');
}

test('Firefox trains, pauses, answers, draws the model, goes on after a reload, and tries several workers', async () => {
  await mkdir(screenshotDir, { recursive: true });
  const { server, address } = await serve(pageDir);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
  });
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.evaluateOnNewDocument(defineFind);
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(address);

    const appears = (selector, text) =>
      page.waitForFunction((...wanted) => window.find(...wanted), { timeout: PATIENCE_MS, polling: 100 }, selector, text);
    const press = async (name) => {
      await appears('button:not(:disabled)', `^${name}$`);
      await page.evaluate((wanted) => window.find('button:not(:disabled)', `^${wanted}$`).click(), name);
    };

    await press('Train');
    await appears('dd', '^(3[0-9]|[4-9][0-9]|[0-9]{3,}) of (about )?714');
    await press('Pause');
    await appears('[data-name=sample]', 'The capital of France is .+');
    await press('Ask');
    await appears('[data-name=answer]', '.');
    await page.evaluate(() => window.find('gg-diagram').scrollIntoView());
    await appears('[role=treeitem]', 'Embedding');
    await appears('[data-name=what]', 'after [0-9]+ steps');
    await appears('.next bdi', '.');
    await page.screenshot({ path: `${screenshotDir}/firefox.png`, fullPage: true });

    await appears('li.current', 'step [1-9]');
    await page.reload();
    await press('Go on');
    await press('Resume');
    await press('Pause');

    // What it costs, a word of the glossary, and the tour.
    await page.evaluate(() => window.find('summary', '^What it costs').click());
    await appears('dd[data-name=energy]', '[0-9] (Wh|J) of about [0-9]');
    await page.evaluate(() => window.find('gg-term', '^token$').shadowRoot.querySelector('[role=button]').click());
    await appears('gg-term-card:popover-open');
    await page.keyboard.press('Escape');
    await press('Take the tour');
    await appears('[data-name=progress]', '^Task 1 of 6');
    await page.screenshot({ path: `${screenshotDir}/firefox-tour.png` });
    await press('Leave');

    await page.goto(`${address}?recipe=classic&batch-size=64`);
    await press('Train');
    await appears('[data-name=workers]', 'cores train at once|were no faster here');
    await press('Pause');

    // A run that was passed on ends in the same bits as in Chromium.
    await page.goto(address + sharedRun());
    await appears('.came', 'came in a link');
    await press('Train');
    await appears('[data-name=state]', '^\\s*Trained\\s*$');
    const digest = await page.evaluate(digestOfModel);
    const chromium = await startBrowser();
    const glass = await chromium.open({ address: sharedRun() });
    await glass.click('Train');
    await glass.waitForState('Trained');
    assert.equal(await glass.page.evaluate(digestOfModel), digest);
    await chromium.close();
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    server.close();
  }
});
