// The article, whose figures show the model of the page, and the way to the page's sections.

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
  await figure('loss').getByText('Press Train, and').waitFor();

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

  // No examples were held out.
  await figure('memory').getByText('once there is more to show').waitFor();
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
