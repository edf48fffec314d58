// What a run calculates with: exactly, unless somebody chooses the fastest and the browser has it; and in browsers without
// SIMD to the same numbers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchChromium, SMALL_DATA, SMALL_WORDS, startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const EXACT = 'Its arithmetic is exact: every device comes to the same numbers.';
const FASTEST = 'Its arithmetic is the fastest: another device may come to slightly different numbers.';
const CHECKED = 'Its arithmetic is exact, not the fastest: what is handed in is checked to the last bit.';
const LACKING = 'Its arithmetic is exact: the fastest is not to be had in this browser or file.';
const NO_SIMD = 'This browser cannot calculate with several numbers at once (SIMD): training takes several times as long, to the same numbers.';

/** The page with a small dataset, and the modules that it fetched. The script comes before its own. */
async function open(its, words = {}, script = () => {}) {
  const modules = [];
  const prepare = async (page) => {
    await page.addInitScript(script);
    await page.route('**/lesson/*', (route) => route.fulfill({ body: SMALL_DATA[new URL(route.request().url()).pathname.split('/').at(-1)] }));
    page.on('request', (request) => {
      const [, name] = /\/(glassgpt[\w-]*)-[\w-]{8}\.wasm$/.exec(request.url()) ?? [];
      if (name !== undefined) modules.push(name);
    });
  };
  const quick = { 'tune-epochs': '20', 'validation-share': '0', show: 'all -trained-model' };
  const glass = await its.open({ prepare, address: `?${new URLSearchParams({ ...SMALL_WORDS, ...quick, ...words })}` });
  await glass.waitForData('chats.csv: 4 chats to tune on');
  return { glass, modules };
}

/** Trains to the end, and returns the losses of all steps. */
async function trained(glass) {
  const before = await glass.page.evaluate(() => window.heard.length);
  await glass.click('Train');
  await glass.waitForState('Trained');
  const heard = await glass.page.evaluate((since) => window.heard.slice(since).filter(({ type }) => type === 'progress'), before);
  const losses = []; // by step: the page may hear a message twice
  for (const { steps } of heard) Object.values(steps.step).forEach((step, i) => (losses[step - 1] = Object.values(steps.loss)[i]));
  return losses;
}

const said = (glass) => glass.page.locator('gg-training-panel [data-name=arithmetic]').innerText();

/** Of the exact module. */
let exact;
test('the fastest is chosen in the settings and the address, trains to nearly the same losses, and says so', async () => {
  const { glass, modules } = await open(browser);
  exact = await trained(glass);
  assert.equal(await said(glass), EXACT);
  assert.deepEqual(modules, ['glassgpt']);
  await glass.click('Reset');
  await glass.set({ Arithmetic: 'fastest' });
  const fastest = await trained(glass);
  assert.equal(await said(glass), FASTEST);
  assert.deepEqual(modules, ['glassgpt', 'glassgpt-relaxed']);
  assert.equal(fastest.length, exact.length);
  fastest.forEach((loss, i) => assert.ok(Math.abs(loss - exact[i]) <= 1e-2 * exact[i], `step ${i + 1}: ${loss}, exactly ${exact[i]}`));
  assert.match(await glass.ask('How many legs has a cat?'), /\w/);
  await glass.page.waitForURL(/[?&]arithmetic=fastest(&|$)/);

  await glass.click('Reset');
  await glass.set({ Arithmetic: 'exact' });
  assert.deepEqual(await trained(glass), exact);
  assert.equal(await said(glass), EXACT);
  glass.assertNoFaults();
  await glass.close();
});

test('where there is a target to hand in, the arithmetic is exact, whatever the address says', async () => {
  const { glass, modules } = await open(browser, { arithmetic: 'fastest', target: 'loss 100' });
  assert.deepEqual(await trained(glass), exact);
  assert.equal(await said(glass), CHECKED);
  assert.equal(await glass.page.getByLabel('Arithmetic').count(), 0);
  assert.deepEqual(modules, ['glassgpt']);
  await glass.close();
});

test('a browser that does not take the instruction trains exactly, and says that there is nothing faster', async () => {
  const lacking = () => {
    const validate = WebAssembly.validate.bind(WebAssembly);
    WebAssembly.validate = (bytes) => !String(bytes).includes('253,133,2') && validate(bytes);
  };
  const { glass, modules } = await open(browser, { arithmetic: 'fastest' }, lacking);
  assert.deepEqual(await trained(glass), exact);
  assert.equal(await said(glass), LACKING);
  assert.equal(await glass.page.getByLabel('Arithmetic').count(), 0);
  assert.deepEqual(modules, ['glassgpt']);
  await glass.close();
});

test('a browser without SIMD trains to the exact numbers, and says so', async () => {
  const old = await startBrowser({}, () => launchChromium(['--js-flags=--no-enable-sse4-1'])); // on x86
  const { glass, modules } = await open(old, { arithmetic: 'fastest' });
  assert.deepEqual(await trained(glass), exact);
  assert.equal(await said(glass), NO_SIMD);
  assert.equal(await glass.page.getByLabel('Arithmetic').count(), 0);
  assert.deepEqual(modules, ['glassgpt-no-simd']);
  glass.assertNoFaults();
  await old.close();
});
