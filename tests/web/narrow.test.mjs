// Words of hundreds of letters, and words written from right to left, on the narrowest phone: nothing is wider than it.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { screenshotDir, SMALL_SETTINGS, startBrowser } from './support.mjs';

const WIDTH = 320;
/** Of the parts that are not called as their section is. */
const SECTION_OF = { 'gg-data-preview': 'data', 'gg-ask-box': 'ask', 'gg-same-question': 'ask', 'gg-look-inside': 'inside' };

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test('every list of tokens stays within 320 pixels', async () => {
  await mkdir(screenshotDir, { recursive: true });
  const glass = await browser.open({ viewport: { width: WIDTH, height: 800 } });
  const { page } = glass;
  const csv = await readFile(new URL('../fixtures/text/rtl_long.csv', import.meta.url), 'utf8');
  await glass.useData({ 'rtl_long.csv': csv });
  await page.locator('gg-data-panel').getByText('rtl_long.csv').first().waitFor();
  const tuning = Object.entries(SMALL_SETTINGS).filter(([label]) => !label.startsWith('Pre-training'));
  await glass.set({ ...Object.fromEntries(tuning), 'Tuning epochs': 200 });

  const fits = async (part, what) => {
    await glass.show(SECTION_OF[part] ?? part.replace('gg-', ''));
    await page.locator(part).screenshot({ path: `${screenshotDir}/narrow-${what}.png` });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= WIDTH, `${what} is wider than the screen`);
  };
  await page.locator('gg-data-preview summary').click();
  await page.locator('gg-data-preview ol').waitFor();
  await fits('gg-data-preview', 'preview');

  await glass.show('train');
  await glass.click('Train');
  await glass.waitForState('Trained');
  assert.match(await glass.ask('What is long?'), /^Donaudampf/);
  await glass.ask('מה צבע השמיים?');
  await page.locator('gg-memorised summary').first().click();
  await fits('gg-ask-box', 'answers');
  await fits('gg-same-question', 'question');
  await fits('gg-watch', 'watch');
  await glass.show('inside');
  const inside = page.locator('gg-look-inside');
  await inside.locator('#prompt').fill(csv.split('\n')[3].replace(',', ' '));
  for (const tab of ['Tokens', 'Attention', 'What comes next', 'Map of words']) {
    await inside.getByRole('tab', { name: tab, exact: true }).click();
    await page.waitForTimeout(300);
    for (const table of await inside.locator('gg-table-twin summary').all()) if (await table.isVisible()) await table.click();
    await fits('gg-look-inside', tab.toLowerCase().replaceAll(' ', '-'));
  }
  await glass.show('microscope');
  const microscope = page.locator('gg-microscope');
  await microscope.locator('form input').first().fill(csv.split('\n')[3].replace(',', ' '));
  await microscope.locator('form button:enabled').click();
  await microscope.locator('gg-token-table').first().waitFor();
  await fits('gg-microscope', 'microscope');
  glass.assertNoFaults();
  await glass.close();
});
