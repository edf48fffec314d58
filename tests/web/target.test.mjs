// The task and the target that the page's author sets, on data of that author.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { SMALL_DATA, SMALL_WORDS, startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const SETTINGS = {
  ...SMALL_WORDS,
  'validation-share': '0',
};

/** The page with the words, and the author's data beside it. */
async function open(words) {
  const glass = await browser.open();
  await glass.page.route('**/lesson/*', (route) => {
    const body = SMALL_DATA[new URL(route.request().url()).pathname.split('/').at(-1)];
    return route.fulfill({ status: body === undefined ? 404 : 200, body: body ?? '' });
  });
  await glass.load(`?${new URLSearchParams({ ...SETTINGS, ...words })}`);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  return glass;
}

const panel = (glass) => glass.page.locator('gg-task-panel');
const points = (glass) => panel(glass).locator('progress').evaluate(({ value }) => value);

test('without task and target there is no such panel', async () => {
  const glass = await browser.open();
  assert.equal(await panel(glass).isVisible(), false);
  await glass.close();
});

test('a loss is reached by an epoch of the last phase, and begun anew with the run', async () => {
  const glass = await open({ task: 'Get the loss below 0.5.', target: 'loss 0.5', show: 'training settings data' });
  await panel(glass).getByText('Get the loss below 0.5.', { exact: true }).waitFor();
  await panel(glass).getByText('Goal: an epoch of the last act with a mean loss of at most 0.5.').waitFor();
  await panel(glass).getByText('0 of 100 points so far.').waitFor();
  await glass.page.evaluate(() => {
    window.milestones = [];
    document.addEventListener('milestone', ({ detail }) => window.milestones.push(detail));
  });
  await glass.click('Train');
  await panel(glass).getByText(/^Reached after \d+ steps\.$/).waitFor();
  assert.equal(await points(glass), 100);
  await glass.waitForState('Trained');

  // The first epoch of tuning whose mean loss is low enough: 4 chats in batches of 2, after 5 epochs of 4 facts.
  const steps = (await glass.heard('progress')).flatMap(({ steps }) =>
    Object.values(steps.step).map((step, i) => ({ step, loss: Object.values(steps.epochLoss)[i] })),
  );
  const first = steps.find(({ step, loss }) => step > 10 && loss <= 0.5).step;
  assert.equal(await panel(glass).locator('[data-name=reached]').innerText(), `Reached after ${first} steps.`);
  const told = await glass.page.evaluate(() => window.milestones.filter(({ at }) => at === 'target'));
  assert.deepEqual(told, [{ at: 'target', step: first, question: '', text: '' }]);

  await glass.click('Reset');
  await panel(glass).getByText('0 of 100 points so far.').waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('a question is answered once the answer is that of the data, at a milestone or when somebody asks', async () => {
  const question = 'How many legs has a cat?';
  const glass = await open({ target: `answers ${question}`, 'tune-epochs': '1' });
  await panel(glass).getByText(`Goal: it answers “${question}” as its data does.`).waitFor();
  // The question of the target is the one that is asked at the milestones.
  assert.equal(await glass.page.locator('gg-same-question input').inputValue(), question);
  await glass.click('Train');
  await glass.waitForState('Trained');
  await glass.ask(question);
  await panel(glass).getByText('0 of 100 points so far.').waitFor();
  await glass.click('Reset');

  await glass.set({ 'Tuning epochs': 120 });
  await glass.click('Train');
  await glass.waitForState('Trained');
  await panel(glass).getByText(/^Reached after \d+ steps\.$/).waitFor();
  const { step } = (await glass.heard('milestone')).at(-1);
  assert.equal(await panel(glass).locator('[data-name=reached]').innerText(), `Reached after ${step} steps.`);
  glass.assertNoFaults();
  await glass.close();
});

test('an answer that holds what it has to is enough, whoever’s question it is', async () => {
  const glass = await open({ target: 'answers What do bees make? => HONEY', question: 'What is white and cold?' });
  await glass.click('Train');
  await glass.waitForState('Trained');
  await panel(glass).getByText('0 of 100 points so far.').waitFor();
  await glass.ask('What is white and cold?');
  await panel(glass).getByText('0 of 100 points so far.').waitFor();
  await glass.ask('What do bees make?');
  await panel(glass).getByText(/^Reached after \d+ steps\.$/).waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('data that is not there is told, and people can bring their own', async () => {
  const glass = await browser.open();
  await glass.page.goto(`${glass.page.url()}?data=lesson/missing.csv`);
  await glass.page.locator('gg-data-panel [role=alert]').filter({ hasText: 'missing.csv' }).waitFor();
  assert.equal(await glass.page.getByLabel('Your own files').isChecked(), true);
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.page.waitForFunction(() => new URLSearchParams(location.search).get('data') === 'own');
  await glass.close();
});
