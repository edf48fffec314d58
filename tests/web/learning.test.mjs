// What the page says of what a model has learned: while it trains, at the end, and of each answer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, SMALL_DATA, startBrowser, trainSmallModel } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const learned = (glass, name) => glass.page.locator(`gg-learned [data-name=${name}]`);
const count = (value) => value.toLocaleString('en');

/** Writes down all that the line on what is learned reads, and what is announced, in `window.seen`. */
async function recordLearning(glass) {
  await glass.page.evaluate(() => {
    const page = window.workbench().shadowRoot;
    const line = page.querySelector('gg-training-panel').shadowRoot.querySelector('gg-learned').shadowRoot;
    const region = page.querySelector('[aria-live]');
    window.seen = { stages: [], numbers: [], announced: [], bar: [] };
    const note = (list, text) => void (list.at(-1) !== text && list.push(text));
    const watch = (root, noted) => new MutationObserver(noted).observe(root, { childList: true, characterData: true, subtree: true });
    watch(line, () => {
      note(window.seen.stages, line.querySelector('[data-name=stage]').textContent);
      note(window.seen.numbers, line.querySelector('[data-name=known]').textContent);
      note(window.seen.bar, page.querySelector('gg-training-panel').shadowRoot.querySelector('progress').value);
    });
    watch(region, () => note(window.seen.announced, region.textContent));
  });
}

test('Train, and nothing else, ends with the bundled questions answered, and says so', async (context) => {
  const glass = await browser.open();
  await recordLearning(glass);
  await glass.click('Train');
  await glass.waitForState('Trained');
  const progress = (await glass.heard('progress')).map((message) => message.progress);
  const { last, share, secondsLeft } = progress.at(-1);
  const { right, checked } = last.known;
  context.diagnostic(`${right} of ${checked} answered right, ${last.validationKnown.right} of ${last.validationKnown.checked} held out`);
  assert.equal(checked, 1422);
  assert.ok(right >= 0.98 * checked, `${right} of ${checked}`);
  assert.equal(last.learned, true);
  await learned(glass, 'result')
    .getByText(`It answers ${count(right)} of its 1,422 questions, word for word.`)
    .waitFor();
  await learned(glass, 'result').getByText('It has learned them, so training ended.').waitFor();
  await learned(glass, 'result').getByText(`others, which it was not trained on, it answers ${last.validationKnown.right}.`).waitFor();
  assert.equal(await glass.page.locator('gg-learned .low').count(), 0);

  const { stages, numbers, announced, bar } = await glass.page.evaluate(() => window.seen);
  assert.equal(stages.at(-1), 'to answer');
  const known = ['nothing yet', 'common words', 'word order', 'facts', 'to answer'];
  assert.deepEqual(stages, known.filter((stage) => stages.includes(stage)), 'one after the other');
  assert.ok(numbers.some((text) => /^loss [\d.]+, below [\d.]+$/.test(text)), numbers.join('|'));
  // The first right answers are told as soon as a check finds them, and a sample is taken there.
  const first = progress.find(({ check }) => check?.phase === 'tune' && check.known.right > 0).check;
  assert.ok(numbers.includes(`${first.known.right} of 128 checked answers right`), numbers.join('|'));
  const sampled = (await glass.heard('sampled')).map(({ step }) => step);
  for (const { check } of progress) if (check !== null) assert.ok(sampled.includes(check.step), `a sample at step ${check.step}`);
  assert.ok(announced.some((text) => text.startsWith('It has learned: to answer; ')), announced.join('|'));
  assert.match(announced.at(-1), new RegExp(`It answers ${count(right)} of its 1,422 questions.*You can ask the model now`));

  // How far it is follows what is expected, and ends at the whole.
  assert.deepEqual([share, secondsLeft], [1, 0]);
  assert.ok(progress.every((its) => its.share > 0 && its.share <= 1));
  assert.equal(bar.at(-1), 1);
  assert.equal(await glass.figure('Step'), `${last.step} of ${last.step}`);
  assert.deepEqual(await glass.page.locator('gg-training-phases .state').allInnerTexts(), ['done', 'done']);
  await glass.page.locator('gg-training-phases li').nth(1).getByText('on its answers in its last epoch').waitFor();
  assert.equal(await glass.ask('What is the capital of France?'), 'The capital of France is Paris.');
  glass.assertNoFaults();
  await glass.close();
});

test('tuning by the recipe ends when it is learned, and asks the question again there', async () => {
  const glass = await browser.open();
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.set({ 'Validation share': 0 });
  const question = glass.page.locator('gg-same-question input');
  await question.fill('What do bees make?');
  await question.blur();
  await glass.click('Train');
  await glass.waitForState('Trained');
  const { training } = (await glass.heard('begin'))[0];
  const { last } = (await glass.heard('progress')).at(-1).progress;
  assert.equal(last.learned, true);
  assert.ok(last.step < training.totalSteps, `${last.step} of ${training.totalSteps}`);
  assert.equal(await glass.figure('Step'), `${count(last.step)} of ${count(last.step)}`);
  assert.equal(await glass.figure('Time left'), 'none');
  await glass.page.locator('[data-milestone=tune]').getByText('Bees make honey, from flowers.').waitFor();
  await glass.page.locator('gg-runs li.current').getByText(`step ${count(last.step)} of ${count(last.step)}`).waitFor();

  // So it stands after a reload.
  await glass.load();
  await glass.page.locator('gg-runs li').getByRole('button', { name: /^Go back to/ }).click();
  await glass.waitForState('Trained');
  await learned(glass, 'result').getByText('It answers 4 of its 4 questions, word for word.').waitFor();
  await glass.close();
});

test('a model that answers little says so, and what to do', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass, { 'Pre-training epochs': 1, 'Tuning epochs': 2 });
  await recordLearning(glass);
  await glass.click('Train');
  await glass.waitForState('Trained');
  const { known } = (await glass.heard('progress')).at(-1).progress.last;
  assert.ok(known.right < 4);
  const low = glass.page.locator('gg-learned .low');
  await low.getByText(`It answers ${known.right} of its 4 questions, word for word.`).waitFor();
  await low.getByText('Train it longer').waitFor();
  const { announced } = await glass.page.evaluate(() => window.seen);
  assert.match(announced.at(-1), /not enough to rely on/);
  assert.doesNotMatch(announced.at(-1), /You can ask/);
  await glass.close();
});

test('a loss that stands still is told with what was done about it, for the whole run', async () => {
  const glass = await browser.open();
  // Nobody can answer one question in two dozen ways: the loss soon goes down no more.
  const riddle = Array.from({ length: 24 }, (_, i) => ({ prompt: 'What now?', answer: `This${i}.` }));
  await glass.useData({ 'riddle.json': JSON.stringify(riddle) });
  await glass.waitForData('riddle.json: 24 chats to tune on');
  await glass.set({ Batch: 8, 'Tuning rate': 0.004, Schedule: 'constant', 'Validation share': 0 });
  await glass.set({ 'Tuning epochs': 560, 'Tuning ends': 'learned' });
  await recordLearning(glass);
  await glass.click('Train');
  await glass.waitForState('Trained');
  const troubles = (await glass.heard('progress')).flatMap(({ progress }) => progress.troubles);
  assert.ok(troubles.length >= 2, JSON.stringify(troubles));
  assert.deepEqual([troubles[0].trouble, troubles[0].wentBack, troubles[0].learningRate], ['stands_still', true, 0.002]);
  const told = await glass.page.locator('gg-learned [data-name=trouble]').allInnerTexts();
  assert.equal(told.length, troubles.length);
  const [first] = told;
  assert.ok(first.startsWith(`Tuning, step ${count(troubles[0].step)}: the loss stands still at `), first);
  assert.ok(first.endsWith('went back to the last good weights, and on at half the rate, 0.00200.'), first);
  assert.equal(troubles.at(-1).wentBack, false);
  assert.match(told.at(-1), /A lower rate would not help, so training goes on as it is\.$/);
  assert.ok((await glass.page.evaluate(() => window.seen.announced)).includes(first));
  await glass.page.locator('gg-learned .low').getByText('the data asks the same twice').waitFor();
  await glass.click('Reset');
  await glass.waitForState('Not trained yet');
  assert.equal(await glass.page.locator('gg-learned [data-name=trouble]').count(), 0);
  await glass.close();
});

test('every answer to a question says how sure it is, and a guess is marked', async () => {
  const glass = await browser.open();
  await trainSmallModel(glass);
  const first = glass.page.locator('gg-ask-box li:first-child');
  const sure = first.locator('[data-name=sure]');

  assert.equal(await glass.ask('What do bees make?'), 'Bees make honey, from flowers.');
  const { lowest, mean, guess } = (await glass.heard('ask')).at(-1).confidence;
  assert.ok(lowest >= 0.9 && mean >= lowest && !guess, `${lowest}, ${mean}`);
  const percent = (value) => `${Math.round(100 * value)}%`;
  await sure.getByText(`Least sure word ${percent(lowest)}, on average ${percent(mean)}`).waitFor();
  assert.equal(await first.getByText('A guess').count(), 0);

  await glass.ask('What do wombats make?');
  assert.equal((await glass.heard('ask')).at(-1).confidence.guess, true);
  await first.getByText('A guess', { exact: true }).waitFor();
  const about = await sure.locator('gg-explain').evaluate(({ text }) => text);
  assert.match(about, /less than 70% sure of one of them, or if it does not know a word/);

  // Text to go on with is no answer.
  await glass.page.getByText('How it answers').first().click();
  await glass.page.locator('gg-ask-box').getByLabel('The prompt is', { exact: true }).selectOption('text');
  await glass.ask('Snow is');
  assert.equal(await sure.count(), 0);
  glass.assertNoFaults();
  await glass.close();
});

for (const [locale, texts] of [
  ['de-DE', { train: 'Trainieren', done: 'Trainiert', stage: 'zu antworten', result: /^Es beantwortet 4 seiner 4 Fragen Wort für Wort\. Es hat sie gelernt/, ask: 'Fragen', guess: 'Geraten' }],
  ['es-ES', { train: 'Entrenar', done: 'Entrenado', stage: 'a responder', result: /^Responde 4 de sus 4 preguntas, palabra por palabra\. Las ha aprendido/, ask: 'Preguntar', guess: 'Una suposición' }],
]) {
  test(`what is learned and what is guessed is told in ${locale.slice(0, 2)}, on a phone`, async () => {
    const glass = await browser.open({ viewport: { width: 390, height: 844 }, locale });
    await glass.show('data');
    await glass.page.locator('gg-data-panel input[type=radio]').last().check();
    await glass.page.locator('gg-data-panel input[type=file]').setInputFiles(
      Object.entries(SMALL_DATA).map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
    );
    await glass.waitForData(/chats\.csv: 4/);
    const share = glass.page.locator('gg-settings-panel input[name=validationShare]');
    await glass.page.locator('gg-settings-panel details[data-group=stopping] summary').click();
    await share.fill('0');
    await share.blur();
    await glass.show('train');
    await glass.click(texts.train);
    await glass.waitForState(texts.done);
    await learned(glass, 'stage').getByText(texts.stage, { exact: true }).waitFor();
    assert.match((await learned(glass, 'result').innerText()).trim(), texts.result);
    await glass.show('ask');
    await glass.page.locator('gg-ask-box input[name=prompt]').fill('What do wombats make?');
    await glass.click(texts.ask);
    await glass.page.locator('gg-ask-box li').getByText(texts.guess, { exact: true }).waitFor();
    assert.ok((await glass.page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    glass.assertNoFaults();
    await glass.close();
  });
}
