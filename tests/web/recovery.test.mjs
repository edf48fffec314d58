// A worker that crashes is replaced, and the model is where it was last saved.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { enginesOf, prepareSmallRun, startBrowser, trainSmallModel } from './support.mjs';

let browser;
let glass;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
beforeEach(async () => (glass = await browser.open()));
afterEach(() => glass.close());

/** Makes the next look at the clock, which every turn of the worker begins with, a WASM trap. */
async function trapWorker() {
  const [worker] = glass.page.workers();
  await worker.evaluate(() => {
    // (module (func (export "f") unreachable))
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const module = new WebAssembly.Module(new Uint8Array(bytes));
    performance.now = () => new WebAssembly.Instance(module).exports.f();
  });
}

test('a crash while paused loses nothing: the run ends in the same weights as one without', async () => {
  await trainSmallModel(glass);
  const whole = await glass.save('Download .safetensors');

  await glass.load();
  await prepareSmallRun(glass);
  for (let step = 0; step < 5; ++step) await glass.takeStep();
  await glass.page.waitForFunction(() => window.heard.some(({ type, snapshot }) => type === 'snapshot' && snapshot.step === 5));
  await trapWorker();
  await glass.click('Step');
  const notice = await glass.notice();
  assert.match(notice, /unreachable/);
  assert.match(notice, /Training stands at step 5/);
  await glass.waitForState('Paused');

  await glass.click('Resume');
  await glass.waitForState('Trained');
  assert.ok((await glass.save('Download .safetensors')).bytes.equals(whole.bytes));
});

test('a training that crashes under way goes on by itself from its last snapshot', async () => {
  await prepareSmallRun(glass, { 'Pre-training epochs': 100_000 });
  await glass.click('Train');
  const handle = await glass.page.waitForFunction(() =>
    window.heard.find(({ type, snapshot }) => type === 'snapshot' && snapshot.step > 0),
  );
  const { snapshot } = await handle.jsonValue();
  await trapWorker();
  const [, told] = /Training goes on from step ([\d,]+)/.exec(await glass.notice());
  const from = Number(told.replaceAll(',', ''));
  assert.ok(from >= snapshot.step);
  const [first] = await glass.page
    .locator('gg-training-panel')
    .evaluate((panel) => panel.page.progress.history.columns.step);
  assert.ok(first <= from, 'what was trained before is still on the charts');
  await glass.waitForState('Pre-training');
  await glass.page.waitForFunction(
    (step) => window.heard.findLast(({ type }) => type === 'progress').progress.last.step > step,
    from,
  );
  const steps = (await glass.heard('progress')).flatMap((message) => Object.values(message.steps.step));
  assert.ok(steps.includes(from + 1, steps.indexOf(from) + 1), 'the step after the snapshot');
});

test('a worker that the browser ends without a word is missed, and the run goes on from its last snapshot', async () => {
  await prepareSmallRun(glass, { 'Pre-training epochs': 100_000 });
  await glass.click('Train');
  await glass.page.waitForFunction(() => window.heard.some(({ type, snapshot }) => type === 'snapshot' && snapshot.step > 0));
  const [worker] = await enginesOf(glass.page);
  await worker.evaluate(() => self.close());
  const notice = await glass.notice();
  assert.match(notice, /the browser ended it, most likely because memory ran out/);
  const [, told] = /Training goes on from step ([\d,]+)/.exec(notice);
  await glass.waitForStep(Number(told.replaceAll(',', '')));
  await glass.waitForState('Pre-training');
});

test('where no new worker can be started, the last saved model can be downloaded, and is trained on once one can', async () => {
  await openFromNetwork();
  await prepareSmallRun(glass, { 'Pre-training epochs': 100_000 });
  for (let step = 0; step < 3; ++step) await glass.takeStep();
  await glass.page.waitForFunction(() => window.heard.some(({ type, snapshot }) => type === 'snapshot' && snapshot.step === 3));
  await glass.page.route(/(worker|on-page).*\.js$/, (route) => route.abort());
  await trapWorker();
  await glass.click('Step');
  assert.match(await glass.notice(), /unreachable.*could not be started.*What was saved last can still be downloaded/);
  const [download] = await Promise.all([glass.page.waitForEvent('download'), glass.click('Download .json')]);
  assert.match(download.suggestedFilename(), /^glassgpt-step-3\.safetensors$/);
  assert.match(await glass.notice(), /as it was last saved, at step 3/);

  await glass.page.unroute(/(worker|on-page).*\.js$/);
  await glass.takeStep();
  assert.equal(await glass.step(), 4);
});

test('a trained model is open again after a crash', async () => {
  await trainSmallModel(glass);
  await trapWorker();
  await glass.click('Ask');
  assert.match(await glass.notice(), /The trained model is open again/);
  await glass.waitForState('Trained');
  assert.equal(await glass.figure('Step'), '320 of 320');
  assert.equal(await glass.ask('How many legs has a cat?'), 'A cat has four legs.');
});

test('a crash before anything was trained says that nothing was lost', async () => {
  const [worker] = glass.page.workers();
  await worker.evaluate(() => void setTimeout(() => {
    throw new Error('out of its mind');
  }));
  assert.match(await glass.notice(), /out of its mind.*Nothing was lost/);
  await glass.takeStep();
  assert.equal(await glass.step(), 1);
});

test('a crash is told of in the language of the page', async () => {
  await glass.close();
  glass = await browser.open({ locale: 'de-DE' });
  const [worker] = glass.page.workers();
  await worker.evaluate(() => void setTimeout(() => {
    throw new Error('von Sinnen');
  }));
  assert.match(await glass.notice(), /unerwartet.*von Sinnen.*nichts verloren/);
});

/** Opens the page anew, without a service worker that would bring what the network does not. */
async function openFromNetwork() {
  await glass.close();
  glass = await browser.open();
}

test('a worker that cannot be loaded is reported, not restarted for ever', async () => {
  await openFromNetwork();
  await glass.page.route(/(worker|on-page).*\.js$/, (route) => route.abort());
  await glass.page.reload();
  assert.match(await glass.notice(), /could not be started: without a connection, it may not be there/);
});

test('a module that cannot be loaded is reported', async () => {
  await openFromNetwork();
  await glass.page.route(/\.wasm$/, (route) => route.abort());
  await glass.page.reload();
  await glass.page.locator('gg-data-panel').getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
});
