// Two runs that differ in one thing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser, trainSmallModel } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test('an experiment changes one thing, and says what that does', async () => {
  const glass = await browser.open();
  await trainSmallModel(glass);
  const own = await glass.page.evaluate(() => window.heard.filter(({ type }) => type === 'progress').flatMap(({ steps }) => [...steps.loss]));
  const answer = await glass.ask('What do bees make?');

  await glass.click('Experiment: change one thing');
  const box = glass.page.locator('gg-experiment');
  await box.locator('[data-name=plan]').waitFor();
  assert.match(await box.locator('[data-name=plan]').innerText(), /^Tuning rate: 0\.003 in the first run, 0\.0015 in the second\./);
  await box.getByLabel('Change', { exact: true }).selectOption('pretrain-learningRate');
  await box.getByLabel('Steps at most', { exact: true }).fill('100');
  await box.getByRole('button', { name: 'Train both' }).click();
  await box.locator('[data-name=differences]').waitFor();

  const { losses, answers } = await glass.page.evaluate(() => {
    const { runs } = window.heard.findLast(({ type }) => type === 'experiment');
    return { losses: runs.map(({ steps }) => [...steps.loss]), answers: runs.map(({ answers }) => answers) };
  });
  assert.deepEqual(losses[0], own.slice(0, 100), 'the first is the run of the page, number for number');
  assert.equal(losses[1].length, 100);
  // The warm-up is over at once, so that the first update is another one, and the second loss the first that shows it.
  assert.equal(losses[1][0], own[0]);
  assert.notEqual(losses[1][1], own[1]);

  const said = await box.locator('[data-name=differences] li').allInnerTexts();
  assert.match(said[0], /^Pre-training rate 0\.0015 instead of 0\.003: the loss after 100 steps is [\d.]+ (higher|lower), [\d.]+ instead of [\d.]+\.$/);
  assert.equal(said[1], 'The first step with another loss is step 2.');
  const differing = answers[0].filter((text, i) => text !== answers[1][i]).length;
  assert.match(said[2], new RegExp(`^${differing === 0 ? 'None' : differing} of ${answers[0].length} answers differs?\\.$`));
  assert.match(said[3], /^Of 4 questions whose answer stands in the data, \d are answered right with 0\.003 and \d with 0\.0015\.$/);
  const rows = box.locator('tr:has(.said)');
  assert.equal(await rows.count(), answers[0].length);
  assert.equal(await box.locator('tr.other').count(), differing);

  const maps = box.locator('gg-heat-map');
  assert.equal(await maps.count(), 2);
  const looks = box.locator('gg-paired-attention p[aria-live]');
  const before = await looks.innerText();
  await maps.nth(1).locator('[role=application]').press('ArrowUp');
  assert.notEqual(await looks.innerText(), before, 'both maps follow the keys');

  assert.equal(await glass.ask('What do bees make?'), answer, 'the model of the page has stayed as it was');

  await glass.page.setViewportSize({ width: 320, height: 640 });
  await glass.show('runs');
  const beyond = await box.locator('.scroll:has(.said)').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  assert.ok(beyond <= 0, `the answers stand ${beyond} px beyond a phone`);
  glass.assertNoFaults();
  await glass.close();
});
