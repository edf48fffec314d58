// Train, Pause, Step, Reset, and what the page shows meanwhile.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';

import { prepareSmallRun, SMALL_DATA, startBrowser, trainSmallModel } from './support.mjs';

let browser;
let glass;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
beforeEach(async () => (glass = await browser.open()));
afterEach(() => glass.close());

/** More epochs than anyone waits for. */
const ENDLESS = { 'Pre-training epochs': 100_000 };

test('training brings the loss from a blind guess to almost nothing', async () => {
  await trainSmallModel(glass);
  const progress = await glass.heard('progress');
  const { vocabSize } = (await glass.heard('begin'))[0].model;
  const first = Object.values(progress[0].steps.loss)[0];
  assert.ok(Math.abs(first - Math.log(vocabSize)) < 1, `the first loss is ${first}`);
  assert.ok((await glass.loss()) < 0.1, `the last loss is ${await glass.loss()}`);

  // 2 steps an epoch: 40 epochs of pre-training, 120 of tuning.
  assert.equal(await glass.figure('Step'), '320 of 320');
  assert.equal(await glass.figure('Epoch'), '120 of 120');
  assert.equal(await glass.figure('Time left'), 'none');
  const told = progress.flatMap(({ steps }) => Object.values(steps.step));
  assert.deepEqual(told, Array.from({ length: 320 }, (_, i) => i + 1), 'every step is told once, in order');
  await glass.page.getByText(`Blind guess: ln ${vocabSize} = ${Math.log(vocabSize).toPrecision(3)}`).waitFor();
  glass.assertNoFaults();
});

test('a paused training takes no further step, and goes on when resumed', async () => {
  await prepareSmallRun(glass, ENDLESS);
  await glass.click('Train');
  await glass.waitForStep(20);
  await glass.click('Pause');
  await glass.waitForState('Paused');
  const step = await glass.step();
  assert.ok(step > 20);
  await glass.ask('What do bees make?'); // the worker has been heard again since
  assert.equal(await glass.step(), step);
  assert.equal((await glass.heard('progress')).at(-1).progress.last.step, step);

  await glass.click('Resume');
  await glass.waitForStep(step);
  glass.assertNoFaults();
});

/** Texts and settings of which a step takes a good part of a second. */
const LARGE_DATA = {
  'long.txt': Array.from({ length: 64 }, (_, i) => `${i} ${'one two three four five six seven '.repeat(8)}`).join('\n'),
};
const LARGE_SETTINGS = { Layers: 3, Heads: 4, Width: 256, 'Hidden width': 1024, Context: 64, Batch: 32 };

test('Pause stops in the middle of a step, which goes on as if it had not', async () => {
  await glass.useData(LARGE_DATA);
  await glass.waitForData('long.txt: 64 texts to pre-train on');
  await glass.set(LARGE_SETTINGS);
  for (const [time, name] of ['Train', 'Resume'].entries()) {
    await glass.click(name);
    await glass.page.waitForFunction(
      (before) => window.heard.filter(({ type }) => type === 'run').length > before,
      time,
    );
    await glass.click('Pause');
    await glass.waitForState('Paused');
    assert.equal(await glass.step(), 0);
    assert.deepEqual(await glass.heard('progress'), []);
  }
  await glass.ask('one two'); // the worker has all its time for it

  const twoSteps = async () => {
    const before = (await glass.heard('step')).length;
    await glass.takeStep();
    await glass.takeStep();
    const results = (await glass.heard('step')).slice(before).map(({ result }) => result);
    return { results, file: await glass.save('Download .safetensors') };
  };
  const interrupted = await twoSteps();
  assert.deepEqual(interrupted.results.map(({ step }) => step), [1, 2]);
  await glass.click('Reset');
  await glass.waitForState('Not trained yet');
  const whole = await twoSteps();
  assert.deepEqual(interrupted.results, whole.results);
  assert.ok(interrupted.file.bytes.equals(whole.file.bytes));
  glass.assertNoFaults();
});

test('Pause ends a single step that takes long, and the next one is its rest', async () => {
  await glass.useData(LARGE_DATA);
  await glass.waitForData('long.txt: 64 texts to pre-train on');
  await glass.set(LARGE_SETTINGS);
  await glass.click('Step');
  await glass.click('Pause');
  await glass.waitForState('Paused');
  assert.deepEqual((await glass.heard('step')).map(({ result }) => result), [null]);
  await glass.takeStep();
  assert.equal((await glass.heard('step'))[1].result.step, 1);
  assert.equal(await glass.step(), 1);
});

test('Step takes exactly one step, from the start and while paused', async () => {
  await prepareSmallRun(glass);
  for (const step of [1, 2, 3]) {
    await glass.takeStep();
    assert.equal(await glass.figure('Step'), `${step} of 320`);
  }
  const { steps } = (await glass.heard('progress')).at(-1);
  assert.deepEqual(Object.values(steps.step), [3]);
  assert.equal(await glass.button('Resume').isEnabled(), true);
});

test('Reset goes back to the same start, and settings can be changed again', async () => {
  await prepareSmallRun(glass);
  const losses = [];
  for (const sitting of [0, 1]) {
    for (const step of [1, 2]) {
      await glass.takeStep();
      assert.equal(await glass.step(), step);
    }
    losses.push((await glass.heard('step')).slice(2 * sitting).map(({ result }) => result.loss));
    assert.equal(await glass.page.getByLabel('Layers', { exact: true }).isDisabled(), true);
    await glass.click('Reset');
    await glass.waitForState('Not trained yet');
    assert.equal(await glass.step(), 0);
    assert.equal(await glass.page.getByLabel('Layers', { exact: true }).isDisabled(), false);
  }
  assert.deepEqual(losses[1], losses[0]);

  await glass.set({ Seed: 2 });
  await glass.takeStep();
  assert.equal(JSON.parse((await glass.save('Download .json')).bytes).training.options.seed, 2);
  assert.notEqual((await glass.heard('step')).at(-1).result.loss, losses[0][0]);
});

test('the page stays its own master while the worker trains', async () => {
  await prepareSmallRun(glass, ENDLESS);
  await glass.click('Train');
  await glass.waitForStep(1);
  // The page draws frames between the messages of a training under way.
  await glass.page.evaluate(async () => {
    for (let frames = 0; frames < 10; ++frames) await new Promise(requestAnimationFrame);
    const before = window.heard.length;
    while (window.heard.length === before) await new Promise(requestAnimationFrame);
  });
  // The worker answers between two slices, and trains on.
  const step = await glass.step();
  await glass.ask('How many legs has a cat?');
  assert.equal((await glass.heard('status')).at(-1).status.run.state, 'running');
  await glass.waitForStep(step + 1);
  glass.assertNoFaults();
});

test('training in a hidden tab goes on, or pauses until it is shown, as the visitor chose', async () => {
  const show = (hidden) =>
    glass.page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await prepareSmallRun(glass, ENDLESS);
  await glass.click('Train');
  await show(true);
  await glass.waitForStep(await glass.step());
  assert.equal((await glass.heard('pause')).length, 0);

  await show(false);
  await glass.page.getByLabel('Pause while this tab is hidden').check();
  await show(true);
  await glass.waitForState('Paused');
  const step = await glass.step();
  await show(false);
  await glass.waitForStep(step);
  await glass.click('Pause');
  await glass.waitForState('Paused');
  await show(true);
  await show(false);
  await glass.waitForState('Paused');
  assert.equal((await glass.heard('run')).length, 2, 'who paused it himself stays paused');
});

test('a sample shows what the model makes of a prompt, in both phases', async () => {
  await prepareSmallRun(glass);
  const prompt = glass.page.getByLabel('Beginning of the sample');
  await prompt.fill('Snow is');
  await prompt.blur();
  await glass.click('Step');
  await glass.page.locator('gg-live-sample').getByText('after step 1').waitFor();
  const first = (await glass.heard('sampled')).at(-1);
  assert.deepEqual([first.phase, first.prompt], ['pretrain', 'Snow is']);

  await glass.click('Resume');
  await glass.waitForState('Trained');
  await glass.page.locator('gg-live-sample').getByText('after step 320').waitFor();
  const itself = await glass.page.locator('[data-name=sample]').innerText();
  const [asked] = SMALL_DATA['chats.csv'].split('\n').slice(1);
  assert.equal(itself, asked.replace(',', ' Assistant: '), 'without a question, it answers the first of the data');
  const question = glass.page.getByLabel('Sample question');
  await question.fill('What is white and cold?');
  await question.blur();
  await glass.page.locator('[data-name=sample]').getByText('Snow is white and cold.').waitFor();
});

test('a loss that is not finite ends training and says what to change', async () => {
  await trainSmallModel(glass);
  const model = JSON.parse((await glass.save('Download .json')).bytes);
  delete model.training;
  const huge = model.tensors.output_projection;
  huge.data = huge.data.map((weight) => Math.sign(weight) * 3e38); // finite, but no sum of them is
  await glass.openModel({ name: 'huge.json', bytes: JSON.stringify(model) });
  await glass.page.getByLabel('the weights of huge.json', { exact: true }).waitFor();

  await glass.click('Train');
  assert.match(await glass.notice(), /loss.* no longer finite/);
  await glass.waitForState('Stopped');
  assert.equal(await glass.step(), 0);
  assert.equal(await glass.button('Reset').isEnabled(), true);
});
