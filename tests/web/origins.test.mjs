// Where an answer comes from: the nearest examples, and the answer of copies trained with and without them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser } from './support.mjs';

/** Steps of both phases of the small run: 2 an epoch. */
const STEPS = 2 * (40 + 120);
const HALF_WAY = 200;

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test('an answer is told with its nearest examples, and copies of the run are trained with and without them', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass);
  await glass.click('Step');
  await glass.waitForState('Paused');
  await glass.request({ type: 'run', until: HALF_WAY });
  await glass.waitForState('Paused');
  await glass.page.waitForFunction((step) => window.heard.some((it) => it.type === 'snapshot' && it.snapshot.step === step), HALF_WAY);
  await glass.click('Resume');
  await glass.waitForState('Trained');

  const answer = await glass.ask('What do bees make?');
  await glass.click('Where does it have that from?');
  const box = glass.page.locator('gg-origins');
  const examples = box.locator('ol li');
  await examples.first().waitFor();
  const [nearest, second] = await examples.allInnerTexts();
  assert.match(nearest, /^User: What do bees make\? Assistant: Bees make honey, from flowers\. <\/s>\s+100% near · Tuning, number 4$/);
  assert.match(second, /^Bees make honey from flowers\. <\/s>\s+\d+% near · Pre-training, number 4$/);
  assert.deepEqual(await examples.nth(1).locator('mark').allInnerTexts(), ['Bees', 'make', 'honey', 'from', 'flowers', '.']);

  const result = () =>
    glass.page.evaluate(() => {
      const { words, with: before, without, ...rest } = window.heard.findLast(({ type }) => type === 'retrain');
      return { ...rest, words, before, without };
    });
  const retrain = async (from) => {
    await box.getByRole('radio', { name: from }).check();
    const since = (await glass.heard('retrain')).length;
    await box.getByRole('button', { name: 'Train again without this example' }).click();
    await glass.page.waitForFunction((count) => window.heard.filter(({ type }) => type === 'retrain').length > count, since);
    await box.locator('[data-name=change]').waitFor();
    return result();
  };
  const late = await retrain(/^The last .* steps again/);
  assert.ok(late.from >= HALF_WAY && late.to === STEPS, `from ${late.from} to ${late.to}`);
  assert.ok(late.same, 'trained again as it was, the copy has the weights of the run');
  assert.equal(late.before.text.trim(), answer);
  assert.deepEqual(late.words, ['Bees', 'make', 'honey', ',', 'from', 'flowers', '.']);
  assert.ok(late.distance > 0 && late.distance < 0.5, `${late.distance}`);
  assert.equal(await box.locator('[data-answer=with] dd').innerText(), answer);

  const whole = await retrain(/^All 320 steps again/);
  assert.deepEqual([whole.from, whole.to, whole.same], [0, STEPS, true]);
  assert.notEqual(whole.without.text.trim(), answer, 'it has never seen that answer');
  assert.ok(whole.distance > late.distance);
  assert.match(await box.locator('[data-name=change]').innerText(), /^The answer is another one\. Hardest hit is the word “.+”/);
  assert.equal(await box.locator('gg-retrained tbody tr').count(), whole.words.length);

  // The run has stayed as it was, and something that is cancelled leaves nothing behind.
  const cancelled = await glass.page.evaluate(async () => {
    const without = [{ phase: 'tune', examples: [0] }];
    const options = { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: 8 };
    const retraining = window.request({ type: 'retrain', from: null, without, prompt: 'What', mode: 'text', options });
    await window.request({ type: 'cancel', command: window.lastId() });
    return (await retraining).type;
  });
  assert.equal(cancelled, 'cancelled');
  assert.equal(await glass.ask('What do bees make?'), answer);
  glass.assertNoFaults();
  await glass.close();
});
