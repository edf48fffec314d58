// The stage: the button, the sample, the two acts with their curves, the same question at each milestone, and what is
// announced.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, SMALL_DATA, SMALL_SETTINGS, startBrowser, trainSmallModel } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const phases = (glass) => glass.page.locator('gg-training-phases li');
const answer = (glass, milestone) => glass.page.locator(`[data-milestone=${milestone}] dd`);

/** Writes down what a screen reader is given to say, in `window.announced`. */
async function recordAnnouncements(glass) {
  await glass.page.evaluate(() => {
    const region = window.workbench().shadowRoot.querySelector('[aria-live]');
    window.announced = [];
    new MutationObserver(() => window.announced.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
}

test('on a phone, the button, the sample and the curve come first, without the settings, and within two screens', async () => {
  const screen = { width: 360, height: 740 };
  const glass = await browser.open({ viewport: screen });
  assert.equal(await glass.button('Train').isEnabled(), true);
  const box = (selector) => glass.page.locator(selector).first().boundingBox();
  const bottom = async (selector) => {
    const { y, height } = await box(selector);
    return y + height;
  };
  assert.ok((await bottom('gg-training-panel button')) < screen.height);
  assert.ok((await box('gg-live-sample')).y < screen.height);
  assert.ok((await bottom('gg-training-phases gg-line-chart')) < 2 * screen.height);
  assert.equal(await glass.page.locator('gg-settings-panel').isVisible(), false);
  await glass.close();
});

test('two acts end with a loss and an answer each, and are announced', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass);
  const question = glass.page.locator('gg-same-question input');
  await question.fill('What do bees make?');
  await question.blur();
  await recordAnnouncements(glass);
  assert.deepEqual(await phases(glass).locator('.state').allInnerTexts(), ['waiting', 'waiting']);
  await glass.click('Train');
  await glass.waitForState('Trained');
  assert.deepEqual(await phases(glass).locator('.state').allInnerTexts(), ['done', 'done']);
  assert.equal(await question.isDisabled(), true);

  // 2 steps an epoch: 40 epochs of pre-training end with step 80, 120 of tuning with step 320.
  const steps = (await glass.heard('progress')).map(({ steps }) => steps);
  const epochLoss = new Map(
    steps.flatMap(({ step, epochLoss }) => Object.values(step).map((at, i) => [at, Object.values(epochLoss)[i]])),
  );
  const told = [80, 320].map((step) => epochLoss.get(step).toPrecision(3));
  for (const [i, loss] of told.entries()) await phases(glass).nth(i).getByText(`loss of ${loss}`).waitFor();

  const milestones = await glass.heard('milestone');
  assert.deepEqual(milestones.map(({ at, step }) => [at, step]), [['start', 0], ['pretrain', 80], ['tune', 320]]);
  for (const { at, text } of milestones) assert.equal(await answer(glass, at).innerText(), text.trim());
  assert.equal(await answer(glass, 'tune').innerText(), 'Bees make honey, from flowers.');

  const announced = await glass.page.evaluate(() => window.announced);
  assert.match(announced[0], /has begun/);
  assert.ok(announced.some((text) => text.startsWith('Act 1 is over') && text.includes(told[0])), announced.join('|'));
  assert.ok(announced.at(-1).includes(told[1]), announced.join('|'));
  assert.equal(new Set(announced).size, announced.length, 'nothing is said twice');
  glass.assertNoFaults();
  await glass.close();
});

test('data of one kind makes one act, in German, and pausing it is announced with its loss', async () => {
  const glass = await browser.open({ viewport: { width: 360, height: 740 }, locale: 'de-DE' });
  await glass.show('data');
  await glass.page.locator('gg-data-panel input[type=radio]').last().check();
  await glass.page.locator('gg-data-panel input[type=file]').setInputFiles({
    name: 'facts.json',
    mimeType: 'application/json',
    buffer: Buffer.from(SMALL_DATA['facts.json']),
  });
  await glass.show('train');
  await glass.page.locator('gg-training-phases').getByText('Den Text lesen').waitFor();
  assert.equal(await phases(glass).count(), 1);
  assert.equal(await glass.page.locator('gg-same-question dt').count(), 2);
  await recordAnnouncements(glass);
  await glass.click('Trainieren');
  await glass.waitForStep(2);
  await glass.click('Pause');
  await glass.waitForState('Angehalten');
  assert.match(await phases(glass).locator('.state').innerText(), /^angehalten bei \d+\s%$/);
  assert.match(await glass.page.evaluate(() => window.announced.at(-1)), /bei einem Verlust von \d,\d+\.$/);
  assert.ok((await glass.page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  glass.assertNoFaults();
  await glass.close();
});

test('a run that has reached its target says so, until it goes on', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass, { 'Target loss': 1 });
  await glass.click('Train');
  await glass.waitForState('Paused');
  const { last } = (await glass.heard('progress')).at(-1).progress;
  assert.ok(last.phase === 'tune' && last.epochLoss <= 1, `${last.phase}, ${last.epochLoss}`);
  const why = glass.page.locator('gg-training-panel').getByText('has reached its target');
  await why.waitFor();
  await glass.click('Resume');
  await glass.waitForState('Trained');
  assert.equal(await why.count(), 0);
  await recordAnnouncements(glass);
  await glass.click('Reset');
  await glass.waitForState('Not trained yet');
  await glass.page.waitForFunction(() => /back at its beginning/.test(window.announced.join()));
  await glass.close();
});

test('after a divergence, the way to the learning rate is one button', async () => {
  const glass = await browser.open();
  await trainSmallModel(glass, { ...SMALL_SETTINGS, 'Pre-training epochs': 1, 'Tuning epochs': 1 });
  const model = JSON.parse((await glass.save('Download .json')).bytes);
  delete model.training;
  const huge = model.tensors.output_projection;
  huge.data = huge.data.map((weight) => Math.sign(weight) * 3e38); // finite, but no sum of them is
  await glass.openModel({ name: 'huge.json', bytes: JSON.stringify(model) });
  await glass.page.getByLabel('the weights of huge.json', { exact: true }).waitFor();
  await glass.click('Train');
  await glass.waitForState('Stopped');
  await glass.page.locator('gg-training-panel .failed').getByText('try a tenth of it').waitFor();
  await glass.click('Reset and change the learning rate');
  await glass.page.waitForFunction(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.id === 'number' && focused.getRootNode().host.field.name === 'pretrain-learningRate';
  });
  await glass.close();
});
