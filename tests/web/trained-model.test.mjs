// The small trained model that is there before anything is trained.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser, waitUntil } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const SECTIONS = ['train', 'diagram', 'watch', 'inside', 'microscope', 'article'];
const bar = (glass) => glass.page.locator('gg-trained-model');
const answers = (glass) => glass.page.locator('gg-ask-box [data-name=answer]');

/** The page once the model is there. */
async function opened(options) {
  const glass = await browser.open(options);
  await bar(glass).getByRole('group').first().waitFor();
  return glass;
}

/** In the page: what stands in it without saying anything: a dash, nothing at all, a nought that counts words. */
function emptyValues() {
  const found = [];
  const visit = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (!element.checkVisibility()) continue;
      if (element.shadowRoot !== null) visit(element.shadowRoot);
      const text = element.textContent.trim();
      const isValue = element.matches('dd, td, figure > p, output');
      const holds = element.querySelector('*') !== null;
      if (isValue && !holds && (text === '' || text === '–')) found.push(`${element.localName} of ${root.host?.localName}`);
      if (!holds && /\b0 words|ln 0\b|NaN/.test(text)) found.push(text);
    }
  };
  visit(document);
  return found;
}

/** Goes through everything, so that it is drawn, and returns what is empty. */
async function emptyOn(glass) {
  const { page } = glass;
  for (const section of SECTIONS) {
    await page.evaluate((id) => window.workbench().goTo(id), section);
    await page.waitForTimeout(150);
  }
  await page.locator('gg-microscope [data-name=taken]').waitFor();
  await page.locator('gg-article figure').last().scrollIntoViewIfNeeded();
  return page.evaluate(emptyValues);
}

test('before training every panel shows a model that can be asked, and none is empty', async () => {
  const glass = await opened();
  const { page } = glass;
  await bar(glass).getByText(/[\d,]+ weights that have learned 122 facts/).waitFor();
  assert.deepEqual(await emptyOn(glass), []);
  assert.equal(await page.getByText('comes to life').count(), 0);
  await page.getByRole('button', { name: 'What is the opposite of hot?' }).click();
  await answers(glass).filter({ hasText: 'The opposite of hot is cold.' }).waitFor();
  await page.getByRole('button', { name: 'Who wrote Hamlet?' }).click();
  await page.locator('gg-ask-box .unknown', { hasText: 'Hamlet' }).waitFor();
  assert.deepEqual(glass.faults, []);
});

test('a model that is trained begins anew beside it, and one can go back to it while training goes on', async () => {
  const glass = await opened();
  const { page } = glass;
  await glass.click('Train');
  await glass.waitForStep(0);
  assert.equal(await bar(glass).getByRole('radio', { name: 'the model you train' }).isChecked(), true);
  const [first] = await glass.heard('progress');
  assert.ok(first.steps.loss[0] > 6, 'its first loss is that of a blind guess');
  await bar(glass).getByRole('radio', { name: 'the small trained model' }).click();
  await page.getByRole('button', { name: 'What is a young cat called?' }).click();
  await answers(glass).filter({ hasText: 'A young cat is called a kitten.' }).waitFor();
  const { last } = (await glass.heard('progress')).at(-1).progress;
  await glass.waitForStep(last.step + 5);
  await page.locator('gg-training-phases').getByText('done').first().waitFor();
  await bar(glass).getByRole('radio', { name: 'the model you train' }).click();
  await page.locator('gg-training-phases').getByText(/under way|waiting/).first().waitFor();
  await glass.click('Pause');
  await glass.waitForState('Paused');
  assert.deepEqual(glass.faults, []);
});

test('it steps aside for other data, and for a question that it was not asked', async () => {
  const glass = await opened();
  const { page } = glass;
  const answered = page.locator('gg-same-question .there');
  await answered.nth(2).waitFor();
  const question = page.locator('gg-same-question input');
  await question.fill('What do bees make?');
  await question.blur();
  await answered.first().waitFor({ state: 'detached' });
  await question.fill('What is the capital of France?');
  await question.blur();
  await answered.nth(2).waitFor();

  await glass.useData({ 'own.txt': 'Bees make honey.\nCows give milk.\n' });
  await bar(glass).waitFor({ state: 'hidden' });
  await answered.first().waitFor({ state: 'detached' });
  assert.equal(await glass.button('Ask').isDisabled(), true);
  await page.getByLabel('Facts, then chats').click();
  await bar(glass).getByText(/have learned 122 facts/).waitFor();
  assert.deepEqual(glass.faults, []);
});

test('a section that was gone to before it came stays where it is, and of the data alone a sentence has no end token', async () => {
  const glass = await browser.open();
  const { page } = glass;
  let bring = () => {};
  const wanted = new Promise((resolve) => (bring = resolve));
  await page.context().route('**/*.safetensors', (route) => wanted.then(() => route.continue()));
  await glass.load();
  await page.waitForFunction(() =>
    /\w\.$/.test(window.workbench().shadowRoot.querySelector('gg-diagram').shadowRoot.querySelector('gg-network-diagram')?.shadowRoot.querySelector('#text').value ?? ''),
  );
  await page.evaluate(() => (location.hash = 'inside'));
  const top = () => page.locator('#inside').evaluate((its) => Math.round(its.getBoundingClientRect().top));
  await waitUntil(async () => Math.abs((await top()) - 100) < 100, 'the section');
  const before = await top();
  bring();
  await bar(glass).getByRole('group').first().waitFor();
  await page.locator('gg-watch .readout').waitFor();
  await page.waitForTimeout(300);
  assert.equal(await top(), before);
  assert.deepEqual(glass.faults, []);
});

test('it comes in the language of the page', async () => {
  const glass = await opened({ locale: 'de' });
  await glass.page.getByRole('button', { name: 'Was ist das Gegenteil von heiß?' }).click();
  await answers(glass).filter({ hasText: 'Das Gegenteil von heiß ist kalt.' }).waitFor();
  const asked = await glass.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.deepEqual(asked.filter((name) => /trained-model-(en|es)/.test(name)), []);
});

test('where it cannot be loaded, or is not wanted, the page is as it is without', async () => {
  // What is kept of the page would come from there.
  const glass = await browser.open({ address: '?data=stories' });
  const { page } = glass;
  await page.waitForTimeout(500);
  assert.equal(await bar(glass).getByRole('group').count(), 0);
  await glass.load('?show=all+-trained-model');
  await page.waitForTimeout(500);
  assert.equal((await glass.heard('bring')).length, 0);
  await page.context().route('**/*.safetensors', (route) => route.abort());
  const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('.safetensors'));
  await glass.load();
  await refused;
  await page.waitForTimeout(500);
  assert.equal((await glass.heard('bring')).length, 0);
  assert.equal(await glass.button('Ask').isDisabled(), true);
  assert.equal(await page.locator('gg-notice .notice').count(), 0);
});
