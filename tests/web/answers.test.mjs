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
