// Asking the model.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser, trainSmallModel } from './support.mjs';

let browser;
let glass;
before(async () => {
  browser = await startBrowser();
  glass = await browser.open();
  await trainSmallModel(glass);
});
after(() => browser.close());

const option = (label) => glass.page.locator('gg-ask-box').getByLabel(label, { exact: true });

test('a trained question gets its exact answer', async () => {
  assert.equal(await glass.ask('What goes around the earth?'), 'The moon goes around the earth.');
  assert.equal(await glass.ask('What do bees make?'), 'Bees make honey, from flowers.');
  assert.equal((await glass.heard('answering')).at(-1).mode, 'chat');
});

test('the answer appears token by token', async () => {
  await glass.page.evaluate(() => {
    window.seen = [];
    const box = window.workbench().shadowRoot.querySelector('gg-ask-box').shadowRoot;
    const look = () => window.seen.push(box.querySelector('li:first-child [data-name=answer]')?.textContent ?? '');
    new MutationObserver(look).observe(box, { subtree: true, childList: true, characterData: true });
  });
  const answer = await glass.ask('How many legs has a cat?');
  assert.equal(answer, 'A cat has four legs.');
  const seen = new Set(await glass.page.evaluate(() => window.seen));
  for (const part of ['A', 'A cat', 'A cat has', 'A cat has four', 'A cat has four legs', 'A cat has four legs.']) {
    assert.ok(seen.has(part), `"${part}" was to be seen`);
  }
});

test('words that the model does not know are marked', async () => {
  await glass.ask('What do wombats make?');
  const exchange = glass.page.locator('gg-ask-box li').first();
  assert.deepEqual(await exchange.locator('mark.unknown').allInnerTexts(), ['wombats']);
  assert.match((await exchange.locator('.note').allInnerTexts()).join(' '), /wombats/);
});

test('a prompt can be text to go on with', async () => {
  await glass.page.getByText('How it answers').first().click();
  await option('The prompt is').selectOption('text');
  await option('Longest').fill('3');
  await option('Longest').blur();
  await glass.ask('Snow is');
  const { mode, report } = (await glass.heard('answering')).at(-1);
  assert.deepEqual([mode, report.tokens], ['text', ['Snow', 'is']]);
  const { id, end } = (await glass.heard('ask')).at(-1);
  const tokens = (await glass.heard('token')).filter((token) => token.id === id);
  assert.ok(end === 'end_token' || tokens.length === 3);

  await option('The prompt is').selectOption('auto');
  await option('Longest').fill('80');
  await option('Longest').blur();
});

test('a word that is typed and not known is told, and replaced by the one that is meant', async () => {
  const prompt = glass.page.getByLabel('Prompt', { exact: true });
  await prompt.fill('How many leggs has a cat?');
  await glass.page.getByText('It does not know this word:').waitFor();
  await glass.click('Use “legs”');
  assert.equal(await prompt.inputValue(), 'How many legs has a cat?');
  await glass.page.getByText('It does not know this word:').waitFor({ state: 'detached' });
});

const choosing = () => glass.page.locator('gg-word-by-word');
const candidates = () => choosing().locator('.candidate');
/** Waits until so many words are chosen, and gives the text. */
async function chosenText(count) {
  await glass.page.waitForFunction((count) => window.heard.findLast(({ type }) => type === 'choose')?.choices.chosen.length === count, count);
  await glass.page.waitForTimeout(0);
  return choosing().locator('[data-name=text]').innerText();
}

test('word by word, the likeliest each time is the answer, and one can go back and another way', async () => {
  await glass.page.getByLabel('Prompt', { exact: true }).fill('What do bees make?');
  await glass.click('Word by word');
  await candidates().first().waitFor();
  const answer = ['Bees', 'make', 'honey', ',', 'from', 'flowers', '.'];
  for (const [i, word] of answer.entries()) {
    assert.equal(await candidates().first().locator('.word bdi').innerText(), word);
    await candidates().first().press('Enter'); // by the keyboard
    await chosenText(i + 1);
  }
  assert.equal(await chosenText(7), 'Bees make honey, from flowers.');
  const before = await candidates().allInnerTexts();
  await candidates().first().click(); // the end of the text
  await choosing().getByText('End of the text.').waitFor();
  assert.equal(await candidates().count(), 0);
  await glass.click('Back a word');
  await candidates().first().waitFor();
  assert.deepEqual(await candidates().allInnerTexts(), before);

  await glass.click('Start again');
  await chosenText(0);
  const another = await candidates().nth(3).locator('.word bdi').innerText();
  await candidates().nth(3).click();
  assert.equal(await chosenText(1), another);
  await glass.click('Finish by itself');
  await choosing().getByText('End of the text.').waitFor();
  assert.match(await choosing().locator('[data-name=text]').innerText(), new RegExp(`^${another}`));
});

test('the bars show what temperature, top k and top p cut', async () => {
  await glass.click('Start again');
  await chosenText(0);
  const told = () => candidates().locator('[data-name=chance]').allInnerTexts();
  assert.deepEqual((await told()).slice(0, 3), ['chosen 100%', 'cut: not the likeliest', 'cut: not the likeliest']);
  const field = (label) => choosing().getByLabel(label, { exact: true });
  const set = async (label, value) => {
    const since = await glass.page.evaluate(() => window.heard.length);
    await field(label).fill(value);
    await field(label).blur();
    return (await glass.next('choose', since)).choices;
  };
  await set('Temperature', '2');
  const { next, kept } = await set('Top k', '2');
  assert.equal(kept, 2);
  assert.ok(Math.abs(next[0].chance + next[1].chance - 1) < 1e-9);
  assert.ok(next[0].chance < next[0].probability + next[1].probability, 'a temperature of 2 makes it less sure');
  await choosing().getByText('cut by top k').first().waitFor();
  assert.equal((await told())[2], 'cut by top k');
  assert.equal((await set('Top p', '0.1')).kept, 1);
  await choosing().getByText('cut by top p').waitFor();
  for (const [label, value] of [['Top p', '1'], ['Top k', '0'], ['Temperature', '0']]) await set(label, value);

  // It says what it goes on from, and which words of that it does not know.
  await glass.page.getByLabel('Prompt', { exact: true }).fill('What do wombats make?');
  await choosing().locator('mark.unknown', { hasText: 'wombats' }).waitFor();
  await glass.click('Word by word');
  assert.equal(await choosing().count(), 0);
});

test('greedy and by chance stand side by side, with the first place where they part', async () => {
  await glass.page.getByLabel('Prompt', { exact: true }).fill('What do bees make?');
  await glass.click('Greedy and by chance');
  const box = glass.page.locator('gg-side-by-side');
  await box.locator('[data-name=difference]').waitFor();
  assert.equal(await box.locator('[data-answer=greedy] dd').first().innerText(), 'Bees make honey, from flowers.');
  await box.getByLabel('Temperature', { exact: true }).fill('8');
  await box.getByLabel('Temperature', { exact: true }).blur();
  await glass.click('Another seed');
  const difference = box.locator('[data-name=difference]').filter({ hasText: /They part at word/ });
  await difference.waitFor();
  await box.getByText('Temperature 8, seed 2').waitFor();
  const [, number, greedy] = /at word (\d+): “(.+?)” \(/.exec(await difference.innerText());
  assert.equal(greedy, ['Bees', 'make', 'honey', ',', 'from', 'flowers', '.'][number - 1]);
  assert.equal((await box.locator('[data-answer=greedy] mark').innerText()).trim(), greedy);
  await glass.page.getByLabel('Prompt', { exact: true }).fill('What do wombats make?');
  await box.locator('[data-name=again]').click();
  await box.locator('mark.unknown', { hasText: 'wombats' }).waitFor();
  await glass.click('Greedy and by chance');
});

test('sampling follows its seed', async () => {
  await option('Temperature').fill('2');
  await option('Temperature').blur();
  const answers = [];
  for (const seed of [3, 3, 4]) {
    await option('Seed').fill(String(seed));
    await option('Seed').blur();
    answers.push(await glass.ask('Snow and bees?'));
  }
  assert.equal(answers[1], answers[0]);
  assert.notEqual(answers[2], answers[0]);
  // Among the likeliest one alone, no dice matter.
  await option('Top k').fill('1');
  await option('Top k').blur();
  assert.equal(await glass.ask('What do bees make?'), 'Bees make honey, from flowers.');
});

test('Stop breaks an answer off', async () => {
  // A model that never ends a text: one number of every token's vector is large and counts against `</s>`, id 1.
  const model = JSON.parse((await glass.save('Download .json')).bytes);
  model.tensors['blocks.0.norm2.beta'].data[0] = 1000;
  model.tensors.output_projection.data[1] = -1000;
  await glass.openModel({ name: 'endless.json', bytes: JSON.stringify(model) });
  await glass.page.getByLabel('the weights of endless.json', { exact: true }).waitFor();
  await option('Longest').fill('10000');
  await option('Longest').blur();

  await glass.page.locator('gg-ask-box').evaluate(async (box) => {
    box.shadowRoot.querySelector('form button.primary').click();
    await box.updateComplete;
    [...box.shadowRoot.querySelectorAll('button')].find((button) => button.textContent === 'Stop').click();
  });
  await glass.page.getByText('Broken off.').waitFor();
  assert.equal((await glass.heard('ask')).at(-1).end, 'stopped');
  assert.equal(await glass.button('Stop').count(), 0);
  glass.assertNoFaults();
});
