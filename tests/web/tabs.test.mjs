// One run in several tabs: one of them saves it at a time, each is told what happens to it in another, and nothing that
// was trained is lost.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { keptRuns, launchWholeChromium, prepareSmallRun, startBrowser, waitUntil } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser({}, launchWholeChromium)));
after(() => browser.close());

const runs = (glass) => glass.page.locator('gg-runs li');
const offer = (glass) => glass.page.locator('gg-resume-offer section');
const fault = (glass) => glass.page.locator('gg-saving-fault section');

/** A tab with a run that stands at its third step and is saved there. */
async function tabWithRun({ initScript = () => {}, ...options } = {}) {
  const glass = await browser.open({ ...options, prepare: (page) => page.context().addInitScript(initScript) });
  await prepareSmallRun(glass, { 'Tuning epochs': 60_000 });
  for (let step = 0; step < 3; ++step) await glass.takeStep();
  await runs(glass).first().getByText('step 3 of 120,080').waitFor();
  return glass;
}

/** Waits until the storage holds runs that stand at these steps. */
async function waitForKept(glass, steps) {
  await assert.doesNotReject(async () => {
    for (let tries = 0; tries < 100; ++tries) {
      const kept = (await keptRuns(glass)).map(({ step }) => step);
      if (JSON.stringify(kept) === JSON.stringify(steps)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`kept are ${JSON.stringify(await keptRuns(glass))}, not runs at ${steps}`);
  });
}

/** As on a page that came without encryption. */
const withoutLocks = () => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });

for (const [name, initScript] of [['by locks', undefined], ['without locks', withoutLocks]]) {
  test(`a second tab takes a run over as it stands, or a copy of it: ${name}`, async () => {
    const first = await tabWithRun({ initScript });
    await first.click('Resume');
    await first.waitForStep(5);

    const second = await first.anotherTab();
    await offer(second).getByText('is open in another tab').waitFor();
    await runs(second).getByText('open in another tab').waitFor();
    await offer(second).getByRole('button', { name: 'Take over' }).click();
    await second.waitForState('Paused');
    await first.waitForState('Paused');
    assert.equal(await second.step(), await first.step(), 'not a step is lost on the way');
    await fault(first).getByText('This run goes on in another tab.').waitFor();
    await runs(first).getByText('open in another tab').waitFor();
    assert.equal(await fault(second).count(), 0);
    const [{ id }] = await keptRuns(first);

    // Both go on: the first with a run of its own.
    const from = await first.step();
    await second.takeStep();
    await waitForKept(second, [from + 1]);
    await first.takeStep();
    await first.takeStep();
    await waitForKept(second, [from + 1, from + 2]);
    await fault(first).waitFor({ state: 'detached' });
    assert.equal((await keptRuns(first))[0].id, id);

    // A copy leaves the other tab alone.
    await second.click('Reset');
    await runs(second).getByRole('button', { name: /^Go on with a copy of/ }).click();
    await waitUntil(async () => (await second.step()) === from + 2, 'the copy');
    await second.waitForState('Paused');
    await waitForKept(second, [from + 1, from + 2, from + 2]);
    await second.takeStep();
    await first.takeStep();
    await waitForKept(second, [from + 1, from + 3, from + 3]);
    assert.equal(await fault(first).count() + (await fault(second).count()), 0);
    first.assertNoFaults();
    second.assertNoFaults();
    await first.close();
  });
}

test('a run deleted in another tab is said to be gone, not brought back unasked, and saved again if wanted', async () => {
  const first = await tabWithRun();
  const second = await first.anotherTab();
  second.page.once('dialog', (dialog) => {
    assert.match(dialog.message(), /open in another tab/);
    return dialog.accept();
  });
  await runs(second).getByRole('button', { name: /^Delete/ }).click();
  await fault(first).getByText('no longer saved: it was deleted in another tab').waitFor();
  await first.page.locator('gg-runs').getByText('Nothing is saved yet').waitFor();
  await first.takeStep();
  await first.page.waitForFunction(() => window.heard.some(({ type, snapshot }) => type === 'snapshot' && snapshot.step === 4));
  assert.deepEqual(await keptRuns(first), []);

  await fault(first).getByRole('button', { name: 'Save it again' }).click();
  await runs(first).getByText('step 4 of 120,080').waitFor();
  await fault(first).waitFor({ state: 'detached' });
  await waitForKept(first, [4]);
  await first.load();
  await offer(first).getByText('Your last run stands at step 4').waitFor();
  first.assertNoFaults();
  await first.close();
});
