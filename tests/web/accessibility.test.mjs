// What axe finds wrong with the page: nothing, in every state, at desktop and phone width, light and dark. And that
// training leaves the main thread alone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser } from './support.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

async function assertAccessible(glass, state) {
  await glass.page.evaluate(axe);
  const { violations } = await glass.page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${state}: ${id} (${help}) at ${target.flat().join(' ')}: ${failureSummary}`),
  );
  assert.deepEqual(found, []);
}

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
]) {
  test(`axe finds nothing in any state, ${colorScheme}, ${width} pixels wide`, async () => {
    const glass = await browser.open({ viewport: { width, height: 900 }, colorScheme });
    await assertAccessible(glass, 'start');
    await glass.load('#embed');
    await glass.page.locator('gg-embed-panel glass-gpt gg-training-panel').waitFor();
    await assertAccessible(glass, 'embed');
    await glass.load();
    await prepareSmallRun(glass);
    await assertAccessible(glass, 'settings');
    await glass.set({ Layers: 13 });
    await assertAccessible(glass, 'a wrong setting');
    await glass.set({ Layers: 1 });
    await glass.show('train');
    await glass.click('Train');
    await glass.waitForState('Trained');
    await glass.ask('What do bees make?');
    await glass.click('Where does it have that from?');
    await glass.page.locator('gg-origins ol li').first().waitFor();
    await glass.click('Word by word');
    await glass.page.locator('gg-word-by-word .candidate').first().waitFor();
    await assertAccessible(glass, 'word by word');
    await glass.click('Greedy and by chance');
    await glass.page.locator('gg-side-by-side [data-name=difference]').waitFor();
    await glass.show('runs');
    await glass.click('Experiment: change one thing');
    await glass.page.locator('gg-experiment [data-name=plan]').waitFor();
    await glass.page.locator('gg-experiment [data-name=start]').click();
    await glass.page.locator('gg-experiment [data-name=differences]').waitFor();
    await glass.show('data');
    await glass.click('Copy link');
    await glass.page.locator('gg-share-run textarea').waitFor();
    await glass.show('train');
    await glass.page.locator('gg-training-panel').getByText('What it costs').click();
    await glass.page.locator('gg-training-cost dd[data-name]').first().waitFor();
    await glass.show('diagram');
    await glass.page.locator('gg-diagram').scrollIntoViewIfNeeded();
    await glass.page.locator('gg-model-drawing [data-box=block0] .title').click();
    await glass.page.locator('gg-model-drawing .heads').click();
    await glass.page.locator('gg-model-drawing [data-id="operation2/head0:attention"]').click();
    await glass.page.locator('gg-tensor-map [data-name=number]').waitFor();
    await glass.openModel({ name: 'broken.json', bytes: '{' });
    await glass.notice();
    await glass.page.evaluate(() => {
      const open = (root) => {
        for (const element of root.querySelectorAll('*')) {
          if (element instanceof HTMLDetailsElement) element.open = true;
          if (element.shadowRoot) open(element.shadowRoot);
        }
      };
      open(document);
    });
    await assertAccessible(glass, 'trained, everything open');
    for (const section of width < 1000 ? ['data', 'train', 'ask', 'watch', 'inside', 'microscope', 'runs', 'article', 'more'] : []) {
      await glass.show(section);
      await assertAccessible(glass, section);
    }
    for (const [language, label] of width < 1000 ? [] : [['de', 'Language'], ['es', 'Sprache']]) {
      await glass.page.getByLabel(label).selectOption(language);
      await glass.page.locator(`html[lang=${language}]`).waitFor();
      await assertAccessible(glass, language);
    }
    await glass.close();
  });
}

test('training leaves the main thread alone', async (context) => {
  const glass = await browser.open();
  const paint = await glass.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  context.diagnostic(`first paint after ${Math.round(paint)} ms`);
  await glass.page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  await glass.click('Train');
  await glass.waitForStep(100);
  const longTasks = await glass.page.evaluate(() => window.longTasks);
  const longest = Math.max(0, ...longTasks);
  context.diagnostic(`tasks over 50 ms in 100 steps: ${longTasks.length}, the longest ${longest} ms`);
  // A busy machine stretches what is short; what blocks a page for seconds it cannot explain.
  assert.ok(longest < 1000, `the main thread was blocked for ${longest} ms`);
  await glass.close();
});
