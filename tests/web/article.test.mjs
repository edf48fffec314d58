// The article, whose figures show the model of the page; the tour; and the way to the page's sections.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser, trainSmallModel, UNTRAINED } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test('the figures of the article show the model as it is', async () => {
  const glass = await browser.open({ address: UNTRAINED });
  const figure = (name) => glass.page.locator(`gg-article [data-figure=${name}]`);
  await figure('loss').scrollIntoViewIfNeeded();
  await figure('loss').getByText('Press Train above').waitFor();

  await trainSmallModel(glass);
  await figure('words').scrollIntoViewIfNeeded();
  await figure('words').locator('li').first().waitFor();
  const { inspection } = (await glass.heard('inspect')).at(-1);
  assert.deepEqual(
    await figure('words').locator('li').allInnerTexts(),
    inspection.words.map((word, i) => `${word}\n${inspection.ids[i]}`),
  );

  const losses = (await glass.heard('progress')).at(-1).progress.last;
  await figure('loss').scrollIntoViewIfNeeded();
  assert.equal(Number(await figure('loss').locator('.figure-number').innerText()), Number(losses.loss.toPrecision(3)));
  const choices = Math.max(1, Math.round(Math.exp(losses.loss)));
  await figure('loss').getByText(choices === 1 ? 'one word' : `${choices} words`).first().waitFor();

  await figure('guess').scrollIntoViewIfNeeded();
  const sample = (await glass.heard('sampled')).at(-1);
  const shown = await figure('guess').locator('th').allInnerTexts();
  assert.deepEqual(shown, sample.next.slice(0, shown.length).map(({ token }) => token));
  assert.ok(shown.length > 1);

  await figure('gradient').getByText(String(Number(losses.gradNorm.toPrecision(3)))).waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('the tour goes through the page by keyboard, in Spanish, on a phone', async () => {
  const calm = { reducedMotion: 'reduce' }; // which also means that no key comes in the middle of a movement
  const glass = await browser.open({ viewport: { width: 360, height: 740 }, locale: 'es-ES', ...calm });
  const start = glass.page.getByRole('button', { name: 'Visita guiada' });
  await start.focus();
  await glass.page.keyboard.press('Enter');
  const bubble = glass.page.locator('.driver-popover');
  const titles = [];
  for (;;) {
    await bubble.getByText(`${titles.length + 1} de 12`).waitFor();
    titles.push(await bubble.locator('.driver-popover-title').innerText());
    if (titles.length === 12) break;
    await glass.page.waitForTimeout(200); // as people pause between two keys
    await glass.page.keyboard.press('ArrowRight');
  }
  assert.deepEqual([titles[0], titles[2], titles[11]], ['Un botón', 'Dos actos', 'Cómo aprende un GPT']);
  assert.equal(new Set(titles).size, 12);
  await glass.page.keyboard.press('Escape');
  await bubble.waitFor({ state: 'detached' });
  assert.ok(await start.evaluate((button) => button.getRootNode().activeElement === button));
  glass.assertNoFaults();
  await glass.close();
});

test('an address can end in a section, and the links go there', async () => {
  const glass = await browser.open({ address: UNTRAINED });
  const isSeen = (id) =>
    glass.page.waitForFunction((name) => {
      const section = window.workbench()?.shadowRoot?.getElementById(name);
      return section != null && Math.abs(section.getBoundingClientRect().top) < 80;
    }, id);
  await glass.page.getByRole('link', { name: 'Microscope' }).click();
  await isSeen('microscope');
  assert.equal(new URL(glass.page.url()).hash, '#microscope');
  await glass.load(`${UNTRAINED}#inside`);
  await isSeen('inside');
  await glass.page.reload();
  await isSeen('inside');
  glass.assertNoFaults();
  await glass.close();
});
