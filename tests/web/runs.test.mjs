// Runs are kept by themselves, survive a reload, and can be compared.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser, trainSmallModel } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const runs = (glass) => glass.page.locator('gg-runs li');

/** Long enough to be paused on the way. */
const LONGER = { 'Tuning epochs': 1500 };

test('after a reload, a run goes on to the same weights as one that was never interrupted', async () => {
  const through = await browser.open();
  await trainSmallModel(through, LONGER);
  const expected = await through.save('Download .safetensors');
  await through.close();

  const glass = await browser.open();
  await prepareSmallRun(glass, LONGER);
  await glass.click('Train');
  await glass.waitForStep(30);
  await glass.click('Pause');
  await glass.waitForState('Paused');
  const stopped = await glass.step();
  await runs(glass).getByText(`step ${stopped.toLocaleString('en')} of 3,080`).waitFor();

  await glass.load();
  const offer = glass.page.locator('gg-resume-offer');
  await offer.getByText(`Your last run stands at step ${stopped.toLocaleString('en')} of 3,080`).waitFor();
  await offer.getByRole('button', { name: 'Go on' }).click();
  await glass.waitForState('Paused');
  // A step that paused while Adam was at work is finished by Resume, and counted as soon as the run is there.
  const resumed = await glass.step();
  assert.ok(resumed === stopped || resumed === stopped + 1, `${resumed} after ${stopped}`);
  assert.equal(await offer.getByRole('button').count(), 0);
  await glass.click('Resume');
  await glass.waitForState('Trained');
  await runs(glass).getByText('step 3,080 of 3,080').waitFor();
  assert.equal(await runs(glass).count(), 1);
  assert.ok((await glass.save('Download .safetensors')).bytes.equals(expected.bytes));
  glass.assertNoFaults();
  await glass.close();
});

test('runs are named by what differs, compared side by side, gone back to, and deleted', async () => {
  const glass = await browser.open();
  await trainSmallModel(glass, { Width: 96, 'Pre-training epochs': 4, 'Tuning epochs': 6 });
  await glass.click('Reset');
  await glass.set({ Width: 80, Seed: 7 });
  await glass.click('Train');
  await glass.waitForState('Trained');
  await runs(glass).nth(1).waitFor();
  assert.match(await runs(glass).nth(0).innerText(), /facts\.json, chats\.csv · .*width 80 · .*seed 7/);
  assert.match(await runs(glass).nth(1).innerText(), /facts\.json, chats\.csv · .*width 96/);

  for (const i of [0, 1]) await runs(glass).nth(i).getByRole('checkbox').check();
  const rows = await glass.page.locator('gg-compare table').last().locator('tbody tr').allInnerTexts();
  const table = Object.fromEntries(rows.map((row) => [row.split('\t')[0], row.split('\t').slice(1)]));
  assert.deepEqual(table['width'], ['80', '96']);
  assert.deepEqual(table['seed'], ['7', '1']);
  assert.deepEqual(table['steps'], ['20', '20']);
  assert.ok(!('layers' in table), 'what is alike is not listed');
  assert.ok(table['lowest loss'].every((loss) => Number(loss) > 0 && Number(loss) < 4), String(table['lowest loss']));

  await glass.page.getByLabel('by time').check();
  await glass.page.locator('gg-compare summary').click();
  const times = await glass.page.locator('gg-compare details th').first().innerText();
  assert.equal(times, 'Time');

  await glass.page.getByLabel('Language').selectOption('es');
  await glass.page.getByRole('heading', { name: 'Tus ejecuciones' }).waitFor();
  await runs(glass).nth(1).getByRole('button', { name: /^Volver a/ }).click();
  await runs(glass).nth(1).getByText('ahora en la página').waitFor();
  glass.page.once('dialog', (dialog) => dialog.accept());
  await runs(glass).nth(0).getByRole('button', { name: /^Borrar/ }).click();
  await runs(glass).nth(1).waitFor({ state: 'detached' });
  assert.match(await runs(glass).nth(0).innerText(), /anchura 96/);
  glass.assertNoFaults();
  await glass.close();
});
