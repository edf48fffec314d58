// The main states on the bundled data, and at desktop and phone width, light and dark, into build/screenshots for people
// to look at; and that nothing is wider than the screen.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { prepareSmallRun, screenshotDir, startBrowser, trainSmallModel } from './support.mjs';

let browser;
before(async () => {
  await mkdir(screenshotDir, { recursive: true });
  browser = await startBrowser();
});
after(() => browser.close());

/** Takes a picture, of the page or a part of it; nothing may be wider than the screen. */
async function lookAt(glass, width, name, part = null) {
  const wide = await glass.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= width, `${name}: ${wide} pixels wide`);
  const path = `${screenshotDir}/${name}.png`;
  if (part === null) return glass.page.screenshot({ path, fullPage: true });
  await glass.page.locator(part).scrollIntoViewIfNeeded();
  await glass.page.waitForTimeout(500); // for what is drawn once it is seen
  return glass.page.locator(part).screenshot({ path });
}

test('trains on the bundled facts and chats', async () => {
  const glass = await browser.open();
  await glass.click('Train');
  await glass.waitForStep(150);
  const { vocabSize } = (await glass.heard('begin'))[0].model;
  const { epochLoss } = (await glass.heard('progress')).at(-1).progress.last;
  assert.ok(epochLoss < Math.log(vocabSize) - 2, `the epoch's mean loss is ${epochLoss}`);
  await glass.page.screenshot({ path: `${screenshotDir}/training-1280-light.png`, fullPage: true });
  glass.assertNoFaults();
  await glass.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 360]) {
    test(`fits a ${colorScheme} screen of ${width} pixels`, async () => {
      const glass = await browser.open({ viewport: { width, height: 900 }, colorScheme });
      const look = (state) => lookAt(glass, width, `${state}-${width}-${colorScheme}`);
      await look('start');
      await prepareSmallRun(glass);
      await look('settings');
      await glass.page.locator('gg-settings-panel summary').first().click();
      await glass.show('train');
      await glass.click('Train');
      await glass.waitForState('Trained');
      await glass.ask('What do wombats make?');
      await glass.ask('What do bees make?');
      await glass.show('train');
      await glass.openModel({ name: 'broken.json', bytes: '{' });
      await glass.notice();
      await look('trained');
      await glass.close();
    });
  }
}

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
]) {
  test(`fits every part of the page onto a ${colorScheme} screen of ${width} pixels`, async () => {
    const glass = await browser.open({ viewport: { width, height: 900 }, colorScheme });
    const look = async (state, part) => {
      await glass.show(state.replace(/-.*/, ''));
      await lookAt(glass, width, `${state}-${width}-${colorScheme}`, part);
    };
    await trainSmallModel(glass);
    await look('diagram', 'gg-diagram');
    await look('watch', 'gg-watch');
    await glass.show('inside');
    await glass.page.locator('gg-look-inside #prompt').fill('What do bees make?');
    for (const tab of ['tokens', 'attention', 'next', 'map', 'sizes']) {
      await glass.page.locator(`gg-look-inside #tab-${tab}`).click();
      await look(`inside-${tab}`, 'gg-look-inside');
    }
    await glass.show('microscope');
    await glass.click('Take a step apart');
    await glass.page.locator('gg-microscope [data-name=taken]').waitFor();
    await look('microscope', 'gg-microscope');
    await look('article', 'gg-article');
    await glass.show('train');
    await glass.click('Reset');
    await glass.set({ Seed: 2 });
    await glass.show('train');
    await glass.click('Train');
    await glass.waitForState('Trained');
    await glass.show('runs');
    const runs = glass.page.locator('gg-runs li');
    for (const i of [0, 1]) await runs.nth(i).getByRole('checkbox').check();
    await look('runs', 'gg-runs');
    await glass.click('Take the tour');
    await glass.page.locator('gg-tour h2').waitFor();
    await glass.page.screenshot({ path: `${screenshotDir}/tour-${width}-${colorScheme}.png` });
    glass.assertNoFaults();
    await glass.close();
  });
}
