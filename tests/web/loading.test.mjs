// The page as it comes: from a subfolder of a plain static host, with nothing else to help it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser, STRICT_POLICY } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser({ 'Content-Security-Policy': STRICT_POLICY })));
after(() => browser.close());

test('loads from any folder, under a strict policy, without an error or a request to another host', async () => {
  const glass = await browser.open();
  await glass.waitForData(/facts\.json: [\d,]+ texts to pre-train on/);
  await glass.waitForData(/chats\.json: [\d,]+ chats to tune on/);
  assert.equal(await glass.page.evaluate(() => crossOriginIsolated), false);
  glass.assertNoFaults();
  await glass.close();
});

test('counts the weights as the sizes change', async () => {
  const glass = await browser.open();
  const weights = glass.page.locator('[data-name=parameters]');
  const count = async () => Number((await weights.innerText()).replaceAll(',', ''));
  const { vocabSize } = (await glass.heard('examine')).at(-1);

  await glass.set({ Layers: 2, Width: 64, Heads: 1, 'Hidden width': 128, Context: 10 });
  const [d, h, layers, context] = [64, 128, 2, 10];
  const block = 4 * d * d + 2 * d * h + h + d + 4 * d;
  const expected = 2 * vocabSize * d + context * d + layers * block;
  await weights.getByText(expected.toLocaleString('en')).waitFor();
  assert.equal(await count(), expected);
  await glass.close();
});

test('offers the stories, which have no chats to tune on', async () => {
  const glass = await browser.open();
  await glass.page.getByLabel('Stories').check();
  await glass.waitForData(/stories\.txt: [\d,]+ texts to pre-train on/);
  await glass.set({});
  assert.equal(await glass.page.getByLabel('Tuning epochs', { exact: true }).count(), 0);
  glass.assertNoFaults();
  await glass.close();
});
