// The main states on the bundled data, and at desktop and phone width, light and dark, into build/screenshots for people
// to look at; and that nothing is wider than the screen.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { prepareSmallRun, screenshotDir, startBrowser } from './support.mjs';

let browser;
before(async () => {
  await mkdir(screenshotDir, { recursive: true });
  browser = await startBrowser();
});
after(() => browser.close());

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
  for (const width of [1280, 390, 360]) {
    test(`fits a ${colorScheme} screen of ${width} pixels`, async () => {
      const glass = await browser.open({ viewport: { width, height: 900 }, colorScheme });
      const look = async (state) => {
        const wide = await glass.page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${state}: ${wide} pixels wide`);
        await glass.page.screenshot({ path: `${screenshotDir}/${state}-${width}-${colorScheme}.png`, fullPage: true });
      };
      await look('start');
      await prepareSmallRun(glass);
      await look('settings');
      await glass.page.locator('gg-settings-panel summary').first().click();
      await glass.click('Train');
      await glass.waitForState('Trained');
      await glass.ask('What do wombats make?');
      await glass.ask('What do bees make?');
      await glass.openModel({ name: 'broken.json', bytes: '{' });
      await glass.notice();
      await look('trained');
      await glass.close();
    });
  }
}
