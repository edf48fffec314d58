// Own data: pasted or chosen, looked at before training, and found again in what the model says.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { startBrowser, trainSmallModel } from './support.mjs';

let browser;
let glass;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
beforeEach(async () => (glass = await browser.open()));
afterEach(() => glass.close());

/** Puts a text into the box for pasting and takes it. */
async function paste(text) {
  await glass.page.getByLabel('Your own files').check();
  const own = glass.page.locator('gg-own-data');
  if (!(await own.getByLabel('Text to train on').isVisible())) await own.getByText('Paste a text').click();
  await own.getByLabel('Text to train on').fill(text);
  await glass.click('Use this text');
}

async function preview() {
  const preview = glass.page.locator('gg-data-preview');
  await preview.getByText('Look at this data').click();
  await preview.locator('.words li').first().waitFor();
  return preview;
}

test('a pasted text is taken for what it is, and its faults are told where they are', async () => {
  await paste('Once, there was a cat.\nIt slept, and slept.');
  await glass.waitForData('pasted.txt: 2 texts to pre-train on, one a line');
  await paste('Frage;Antwort\nWer?;Ich.\n');
  await glass.waitForData('pasted.txt: 1 chat to tune on, from “Frage”/“Antwort”, separated by “;”');
  await paste('"a, b",c\n"d",e');
  await glass.waitForData('pasted.csv: 2 texts to pre-train on, one a record: no header that names questions and answers');
  await paste('["one text", 2]');
  await glass.page.locator('gg-data-panel').getByRole('alert').filter({ hasText: /pasted\.json.*2/ }).waitFor();

  await paste('[{"prompt": "Who?", "answer": "Me."}, {"prompt": "Why?", "answer": "So.", "id": 7}]');
  await glass.waitForData('pasted.json: 2 chats to tune on, from “prompt”/“answer”, JSON; left out: “id”');
  assert.equal(await glass.page.locator('gg-data-panel').getByRole('alert').count(), 0);
  await paste('{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me."}]}');
  await glass.waitForData('pasted.json: 1 chat to tune on, from “messages”, JSON; left out: 1 system text');
  glass.assertNoFaults();
});

test('shows the most frequent words, the examples token by token, and what the context cuts', async () => {
  await glass.useData({ 'cats.txt': 'The cat saw the cat.\nThe cat, the dog and the other dog, sat and sat on the mat.\n' });
  await glass.waitForData('cats.txt: 2 texts to pre-train on');
  const shown = await preview();
  const words = await shown.locator('.words li').allInnerTexts();
  // By falling frequency, ties in byte order: "the" 4, "cat" 3, then what occurs twice.
  assert.deepEqual(words.slice(0, 8), ['the 4', 'cat 3', ', 2', '. 2', 'The 2', 'and 2', 'dog 2', 'sat 2']);
  const examples = await shown.locator('ol li').allInnerTexts();
  assert.deepEqual(examples[0].split(/\s+/), ['The', 'cat', 'saw', 'the', 'cat', '.', '</s>']);

  // The second has more tokens than a context of 8 reads at once: it becomes several examples, and nothing is lost.
  await glass.set({ Context: 8 });
  await shown.locator('[data-name=pieces]').filter({ hasText: /^\s*1 text .* 8/ }).waitFor();
  assert.equal(await shown.locator('[data-name=cut]').count(), 0);
  glass.assertNoFaults();
});

test('marks the words that the vocabulary has no room for', async () => {
  // 10,000 entries, two of which are no words.
  const many = Array.from({ length: 9998 }, (_, i) => `w${i}`).join(' ');
  await glass.useData({ 'many.txt': `zebra w1 zoo\n${many}\n` });
  await glass.waitForData('many.txt: 2 texts to pre-train on');
  const shown = await preview();
  await shown.getByText('2 rare words have no room in it').waitFor();
  const unknown = await shown.locator('ol li:first-child .unknown').allInnerTexts();
  assert.deepEqual(unknown.map((text) => text.split(/\s/)[0]), ['zebra', 'zoo']);
});

test('an answer shows what of it stands in the training data, and how new examples fare', async () => {
  await trainSmallModel(glass, { 'Validation share': 0.25 });
  assert.equal(await glass.ask('How many legs has a cat?'), 'A cat has four legs.');
  const answer = glass.page.locator('gg-ask-box li:first-child');
  await answer.locator('mark.known').filter({ hasText: /^A cat has four legs\.$/ }).waitFor();
  await answer.getByText('6 of 6 tokens (100%)').click();
  await answer.locator('gg-memorised li').filter({ hasText: 'in 2 examples' }).waitFor();
  assert.equal(await glass.page.locator('gg-ask-box li:first-child [data-name=answer]').innerText(), 'A cat has four legs.');

  const { epochLoss, validationLoss } = (await glass.heard('progress')).at(-1).progress.last;
  const three = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3, minimumSignificantDigits: 3 });
  await glass.page
    .locator('gg-ask-box [data-name=gap]')
    .filter({ hasText: `Training ${three(epochLoss)}, validation ${three(validationLoss)}` })
    .waitFor();
  glass.assertNoFaults();
});
