// What the recipe chooses, what one chooses by hand, and how the address and kept runs hold it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { SMALL_DATA, startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const panelOf = (glass) => glass.page.locator('gg-settings-panel');
const field = (glass, label) => panelOf(glass).getByLabel(label, { exact: true });
const valueOf = (glass, label) => field(glass, label).inputValue();
const preset = (glass, name) => panelOf(glass).locator(`[data-preset=${name}]`);
const why = (glass) => panelOf(glass).locator('[data-name=why]');

/** Waits until a field reads so. */
async function waitForValue(glass, label, value) {
  const handle = await field(glass, label).elementHandle();
  await glass.page.waitForFunction(([input, wanted]) => input.value === wanted, [handle, String(value)]);
}

/** Waits until the address has exactly these parameters. */
const waitForAddress = (glass, expected) =>
  glass.page.waitForFunction(
    (wanted) => [...new URLSearchParams(location.search)].map(([key, value]) => `${key}=${value}`).sort().join(' ') === wanted,
    expected,
  );

/** What the recipe's rate has to be, by its formula. */
function rateFor(width, layers, batch) {
  return Number((2.5e-3 * (128 / width) * Math.sqrt(((3 / layers) * batch) / 16)).toPrecision(2));
}

test('the first visit shows the quick preset, with the time that each takes here', async () => {
  const glass = await browser.open();
  assert.equal(await preset(glass, 'quick').getAttribute('aria-pressed'), 'true');
  for (const name of ['quick', 'usual', 'larger']) {
    await preset(glass, name).locator('.time').getByText(/^(about \d+\s(s|min)|about \d+\sh \d+\smin|under 1\ss)$/).waitFor();
  }
  assert.match(await preset(glass, 'quick').innerText(), /answers almost all/);
  await glass.set({});
  const shown = {};
  for (const label of ['Layers', 'Width', 'Hidden width', 'Heads', 'Context', 'Pre-training epochs', 'Tuning epochs']) {
    shown[label] = await valueOf(glass, label);
  }
  assert.deepEqual(shown, {
    Layers: '2',
    Width: '64',
    'Hidden width': '128',
    Heads: '4',
    Context: '80',
    'Pre-training epochs': '6',
    'Tuning epochs': '6',
  });
  assert.equal(await valueOf(glass, 'Tuning ends'), 'learned');
  assert.equal(new URL(glass.page.url()).search, '', 'the defaults need no address');

  // The other presets leave all to the recipe: the one after which another recipe's file would say the same.
  await preset(glass, 'usual').click();
  await waitForValue(glass, 'Pre-training rate', rateFor(128, 3, 16));
  assert.equal(await preset(glass, 'usual').getAttribute('aria-pressed'), 'true');
  // The most passes that plain text gets: the facts are far from the two million tokens that it takes.
  assert.equal(await valueOf(glass, 'Pre-training epochs'), '12');
  await waitForAddress(glass, 'dim=128 hidden-dim=256 layers=3 recipe=auto');
  glass.assertNoFaults();
  await glass.load(new URL(glass.page.url()).search);
  await preset(glass, 'usual').and(glass.page.locator('[aria-pressed=true]')).waitFor();
  await glass.close();
});

test('stories have no questions, and need no fewer epochs for a quick run', async () => {
  const glass = await browser.open();
  await glass.page.getByLabel('Stories').check();
  await glass.waitForData(/stories\.txt/);
  await preset(glass, 'quick').locator('.name').getByText('writes small stories').waitFor();
  assert.equal(await preset(glass, 'quick').getAttribute('aria-pressed'), 'true');
  await waitForAddress(glass, 'data=stories');
  await preset(glass, 'usual').click();
  await waitForAddress(glass, 'data=stories dim=128 hidden-dim=256 layers=3');
  glass.assertNoFaults();
  await glass.close();
});

test('an address can ask for the classic recipe, which is the same for all data', async () => {
  const glass = await browser.open({ address: '?recipe=classic' });
  await glass.set({});
  await waitForValue(glass, 'Pre-training rate', 0.0005);
  const shown = {};
  const labels = ['Tuning rate', 'Pre-training epochs', 'Tuning epochs', 'Batch', 'Schedule', 'Warm-up steps'];
  for (const label of [...labels, 'Adam β₂', 'Tuning loss', 'Tuning ends']) shown[label] = await valueOf(glass, label);
  assert.deepEqual(shown, {
    'Tuning rate': '0.0001',
    'Pre-training epochs': '100',
    'Tuning epochs': '100',
    Batch: '16',
    Schedule: 'constant',
    'Warm-up steps': '0',
    'Adam β₂': '0.999',
    'Tuning loss': 'all',
    'Tuning ends': 'epochs',
  });
  await waitForAddress(glass, 'recipe=classic');
  await glass.takeStep();
  const { training } = (await glass.heard('begin'))[0];
  // 30 and 89 batches of 16 an epoch.
  assert.equal(training.totalSteps, 100 * (30 + 89));
  assert.deepEqual(training.phases.map(({ tokens, lossTokens }) => lossTokens === tokens), [true, true]);
  assert.equal((await glass.heard('step'))[0].result.learningRate, 5e-4);
  glass.assertNoFaults();
  await glass.close();
});

test('the recipe is worked out anew for own data, sizes, share and batch, but for what is set by hand', async () => {
  const glass = await browser.open();
  await glass.set({ Width: 128 });
  await waitForValue(glass, 'Pre-training rate', rateFor(128, 2, 16));
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.set({ Width: 64, 'Validation share': 0 });
  await waitForValue(glass, 'Pre-training rate', rateFor(64, 2, 4)); // no step has more than the 4 examples
  await waitForValue(glass, 'Tuning rate', rateFor(64, 2, 4));
  const asked = (await glass.heard('recommend')).at(-1).training;
  assert.equal(await valueOf(glass, 'Pre-training epochs'), String(asked.pretrain.epochs));
  assert.ok(asked.pretrain.epochs > 12, 'so few examples need many passes');

  // A quarter held out leaves 3.
  await glass.set({ 'Validation share': 0.25 });
  await waitForValue(glass, 'Pre-training rate', rateFor(64, 2, 3));

  await glass.set({ Batch: 2 });
  await waitForValue(glass, 'Pre-training rate', rateFor(64, 2, 2));
  const beta2 = Number((2 ** (-2 / 364)).toFixed(4));
  await waitForValue(glass, 'Adam β₂', beta2);

  // What is set by hand stays, whatever the recipe says of the rest.
  await glass.set({ 'Pre-training rate': 0.001, Layers: 3 });
  await waitForValue(glass, 'Tuning rate', rateFor(64, 3, 2));
  assert.equal(await valueOf(glass, 'Pre-training rate'), '0.001');
  assert.equal(await valueOf(glass, 'Batch'), '2');
  await panelOf(glass).locator('[data-name=by-hand]').getByText('Set by hand: Pre-training rate, Batch.').waitFor();
  await waitForAddress(glass, 'batch-size=2 data=own layers=3 pretrain-lr=0.001 validation-share=0.25');

  // Why, in a line each.
  await panelOf(glass).getByText('Why these values').click();
  const reasons = await why(glass).locator('li').allInnerTexts();
  assert.ok(reasons.some((reason) => reason.startsWith('Batch 2: about ')), reasons.join('|'));
  assert.ok(reasons.some((reason) => reason.includes(`0.001 / ${rateFor(64, 3, 2)}: for width 64, 3 layers`)), reasons.join('|'));
  assert.ok(reasons.some((reason) => /forgets half of a squared gradient in about 364 examples/.test(reason)));
  const steps = Math.floor((250 + 3 / 5) * Math.sqrt(16 / 2)); // 3 questions, 2 a step
  assert.ok(reasons.some((reason) => reason.startsWith(`Act 2: until its answers are right, after about ${steps} steps`)));
  assert.ok(reasons.some((reason) => /counts the answers alone/.test(reason)));

  await glass.click('Leave all to the recipe');
  await waitForValue(glass, 'Pre-training rate', rateFor(64, 3, 3));
  await waitForAddress(glass, 'data=own layers=3 validation-share=0.25');
  assert.equal(await panelOf(glass).locator('[data-name=by-hand]').count(), 0);
  glass.assertNoFaults();
  await glass.close();
});

test('who says how many epochs tuning takes gets as many, unless who also says when it ends', async () => {
  const glass = await browser.open();
  await glass.set({ 'Tuning epochs': 5 });
  await waitForValue(glass, 'Tuning ends', 'epochs');
  await waitForAddress(glass, 'tune-epochs=5');
  await glass.set({ 'Tuning ends': 'learned' });
  await waitForAddress(glass, 'stop=learned tune-epochs=5');
  await glass.load('?stop=learned&tune-epochs=5&loss=all&beta2=0.95');
  await glass.set({});
  await waitForValue(glass, 'Tuning ends', 'learned');
  assert.equal(await valueOf(glass, 'Tuning epochs'), '5');
  assert.equal(await valueOf(glass, 'Tuning loss'), 'all');
  assert.equal(await valueOf(glass, 'Adam β₂'), '0.95');
  await glass.load('?stop=never&beta2=2');
  await glass.page.locator('gg-notice').getByText(/beta2=2: .* stop=never: /).waitFor();
  await glass.close();
});

/** In the page: takes out of the kept runs what they did not have before there were recipes. */
function forgetRecipes() {
  const NEW_OF_STEP = ['phaseStepsLeft', 'known', 'validationKnown', 'checkedLoss', 'stage', 'learned', 'setback'];
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('glassgpt');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('runs', 'readwrite');
      const store = transaction.objectStore('runs');
      store.getAll().onsuccess = ({ target }) => {
        for (const run of target.result) {
          for (const name of ['recipe', 'brief', 'chosen']) delete run.settings[name];
          for (const name of ['beta2', 'answersOnly', 'untilLearned']) delete run.settings.training[name];
          for (const name of ['share', 'check', 'troubles']) delete run.progress[name];
          for (const name of NEW_OF_STEP) delete run.progress.last[name];
          store.put(run);
        }
      };
      transaction.oncomplete = () => (opening.result.close(), resolve());
    };
  });
}

test('a run kept before there were recipes opens, goes on and says what it was', async () => {
  const glass = await browser.open({ address: '?recipe=classic' });
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.set({ Batch: 2, 'Pre-training epochs': 3, 'Tuning epochs': 40, 'Tuning rate': 0.003, 'Validation share': 0 });
  for (let step = 0; step < 3; ++step) await glass.takeStep();
  await glass.page.locator('gg-runs li.current').getByText('step 3 of 86').waitFor();
  await glass.page.evaluate(forgetRecipes);

  await glass.load();
  await glass.page.locator('gg-resume-offer').getByText('recipe classic · batch 2 · pre-training epochs 3').waitFor();
  await glass.page.locator('gg-resume-offer').getByRole('button', { name: 'Go on' }).click();
  await glass.waitForState('Paused');
  assert.equal(await glass.step(), 3);
  await glass.set({});
  assert.equal(await valueOf(glass, 'Tuning loss'), 'all');
  assert.equal(await valueOf(glass, 'Adam β₂'), '0.999');
  assert.equal(await valueOf(glass, 'Tuning ends'), 'epochs');
  await glass.click('Resume');
  await glass.waitForState('Trained');
  assert.equal(await glass.figure('Step'), '86 of 86');
  glass.assertNoFaults();
  await glass.close();
});
