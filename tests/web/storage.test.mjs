// What the page says and keeps where the browser's storage is full, cleared, forbidden or does not answer, and where
// the network is gone in the middle.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { keptRuns, prepareSmallRun, startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const runs = (glass) => glass.page.locator('gg-runs li');
const fault = (glass) => glass.page.locator('gg-saving-fault section');
const devtools = (glass) => glass.page.context().newCDPSession(glass.page);

/** A run of the small dataset that stands at its first step and was tried to be saved there. */
async function startRun(glass) {
  await prepareSmallRun(glass);
  await glass.takeStep();
}

/** Opens the page with something done to its window before it begins. */
const openWith = (initScript) => browser.open({ prepare: (page) => page.addInitScript(initScript) });

test('a full storage is said, what was saved stays, what is on the page can be had, and another try saves it', async () => {
  const glass = await browser.open();
  const cdp = await devtools(glass);
  const { usage } = await glass.page.evaluate(() => navigator.storage.estimate());
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: glass.origin, quotaSize: usage + 1_500_000 });
  await startRun(glass);
  await runs(glass).getByText('step 1 of 320').waitFor();
  await glass.click('Reset');
  await glass.set({ Width: 320, 'Hidden width': 1280 });
  await glass.takeStep();
  await fault(glass).getByText('The room that the browser gives this page is full').waitFor();
  assert.equal((await keptRuns(glass)).length, 1);
  assert.equal(await runs(glass).count(), 1, 'saved is said of what is there alone');

  // It can be had, and is not given up without a question.
  const { bytes } = await glass.save('Download the model');
  assert.ok(bytes.length > 5e6);
  const questions = [];
  glass.page.on('dialog', (dialog) => {
    questions.push(`${dialog.type()}: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await glass.click('Reset');
  assert.equal(await glass.step(), 1);
  const asked = glass.page.waitForEvent('dialog');
  await glass.page.close({ runBeforeUnload: true });
  await asked;
  assert.match(questions.join(), /^confirm: This run is not saved in this browser.*,beforeunload: /);

  await cdp.send('Storage.overrideQuotaForOrigin', { origin: glass.origin });
  await fault(glass).getByRole('button', { name: 'Try again' }).click();
  await runs(glass).nth(1).waitFor();
  await fault(glass).waitFor({ state: 'detached' });
  assert.equal((await keptRuns(glass)).length, 2);
  glass.assertNoFaults();
  await glass.close();
});

test('a storage that was cleared under the page is said to be, and saved to again', async () => {
  const glass = await browser.open();
  await startRun(glass);
  await runs(glass).getByText('step 1 of 320').waitFor();
  const cdp = await devtools(glass);
  await cdp.send('Storage.clearDataForOrigin', { origin: glass.origin, storageTypes: 'indexeddb' });
  await fault(glass).getByText('no longer saved: it was deleted in another tab, or with the browser’s data').waitFor();
  assert.equal(await runs(glass).count(), 0);
  await fault(glass).getByRole('button', { name: 'Save it again' }).click();
  await runs(glass).getByText('step 1 of 320').waitFor();
  assert.equal((await keptRuns(glass)).length, 1);
  glass.assertNoFaults();
  await glass.close();
});

test('a browser that allows no storage is said to, once, and training goes on', async () => {
  const glass = await openWith(() =>
    Object.assign(IDBFactory.prototype, {
      open() {
        throw new DOMException('', 'SecurityError');
      },
    }),
  );
  await startRun(glass);
  await fault(glass).getByText('allows this page no storage here').waitFor();
  await fault(glass).getByRole('button', { name: 'Dismiss' }).click();
  await glass.takeStep();
  await glass.page.waitForFunction(() => window.heard.some(({ type, snapshot }) => type === 'snapshot' && snapshot.step === 2));
  assert.equal(await fault(glass).count(), 0);
  assert.equal(await glass.step(), 2);
  glass.assertNoFaults();
  await glass.close();
});

test('a storage that does not answer is said not to', async () => {
  const glass = await openWith(() => {
    // A database that is held open at its first version, so that nobody gets it at its second.
    const { open } = IDBFactory.prototype;
    open.call(indexedDB, 'held', 1);
    IDBFactory.prototype.open = () => open.call(indexedDB, 'held', 2);
    const { setTimeout } = window;
    window.setTimeout = (handler, delay, ...values) => setTimeout(handler, Math.min(delay ?? 0, 300), ...values);
  });
  await startRun(glass);
  await fault(glass).getByText('storage does not answer').waitFor();
  await glass.takeStep();
  assert.equal(await glass.step(), 2);
  glass.assertNoFaults();
  await glass.close();
});

test('errors of which the browser says nothing are told by their names', async () => {
  const glass = await openWith(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('', 'DataCloneError');
    };
  });
  await startRun(glass);
  await fault(glass).getByText('cannot be saved in this browser (DataCloneError)').waitFor();
  await glass.close();
});
