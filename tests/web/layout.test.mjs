// How the site's parts stand: beside each other in one window where there is room, one section at a time where there is
// none; nothing is wider than the screen, and no section of a phone longer than three of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser, trainSmallModel, waitUntil } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const SECTIONS = ['data', 'train', 'diagram', 'ask', 'watch', 'inside', 'microscope', 'runs', 'article', 'embed', 'more'];

const pageSize = ({ page }) =>
  page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);

/** What of the workbench's sections one sees, by their ids. */
const seen = ({ page }) =>
  page.evaluate(() =>
    [...window.workbench().shadowRoot.querySelectorAll('section[id]')].filter((its) => its.checkVisibility()).map(({ id }) => id),
  );

/** Of what learns a question or two within a second. */
const SMALL_MODEL = { Layers: 1, Heads: 2, Width: 64, 'Hidden width': 128, Context: 32, Batch: 2, 'Tuning epochs': 150, 'Tuning rate': 0.003 };

/** The id of the section that has the focus, through all shadow roots. */
const focused = ({ page }) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.id;
  });

test('on a desktop, training, the model and its answer are in view together', async () => {
  const glass = await browser.open({ viewport: { width: 1280, height: 800 } });
  await trainSmallModel(glass);
  await glass.ask('What do bees make?');
  await glass.page.evaluate(() => scrollTo(0, 0));
  for (const [width, height] of [[1280, 800], [1920, 1080], [3840, 2160]]) {
    await glass.page.setViewportSize({ width, height });
    for (const part of ['gg-training-panel .primary', '[data-name=state]', 'gg-model-drawing .view', '[data-name=answer]']) {
      const { x, y, width: w, height: h } = await glass.page.locator(part).first().boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + w <= width && y + h <= height, `${part} at ${width} x ${height}: ${[x, y, w, h]}`);
    }
    const drawing = await glass.page.locator('gg-model-drawing .view').boundingBox();
    assert.ok(drawing.height >= 280, `the drawing is ${drawing.height} pixels high at ${width} x ${height}`);
    assert.equal((await pageSize(glass))[0], width);
  }
  glass.assertNoFaults();
  await glass.close();
});

test('no line of the article is longer than 75 characters, however wide the screen', async () => {
  const glass = await browser.open({ viewport: { width: 2560, height: 1440 } });
  const longest = await glass.page.locator('gg-article').evaluate(({ shadowRoot }) =>
    Math.max(
      ...[...shadowRoot.querySelectorAll('.chapter > p')].map((paragraph) => {
        const range = document.createRange();
        const [text] = [...paragraph.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
        let [top, begin, most] = [NaN, 0, 0];
        for (let i = 0; i < text.length; ++i) {
          range.setStart(text, i);
          range.setEnd(text, i + 1);
          const its = range.getBoundingClientRect().top;
          if (Math.abs(its - top) > 2) begin = i;
          top = its;
          most = Math.max(most, i - begin + 1);
        }
        return most;
      }),
    ),
  );
  assert.ok(longest > 30 && longest <= 75, `${longest} characters`);
  await glass.close();
});

for (const [width, height] of [[390, 844], [320, 640]]) {
  test(`a phone of ${width} pixels shows one section at a time, none longer than three screens`, async () => {
    const glass = await browser.open({ viewport: { width, height } });
    const { page } = glass;
    await trainSmallModel(glass);
    for (let i = 0; i < 5; ++i) await glass.ask('What do bees make?');
    assert.equal(await page.locator('gg-ask-box .earlier').innerText(), '2 earlier answers');
    await glass.show('microscope');
    await glass.click('Take a step apart');
    await page.locator('gg-microscope [data-name=taken]').waitFor();
    // What one opens oneself may be longer.
    await page.locator('gg-settings-panel details').evaluateAll((groups) => groups.forEach((group) => (group.open = false)));
    const tooLarge = [];
    const bar = page.locator('gg-site-bar');
    for (const section of SECTIONS) {
      await glass.show(section);
      assert.deepEqual(await seen(glass), ['embed', 'more'].includes(section) ? [] : [section]);
      assert.equal(await focused(glass), section);
      await page.waitForTimeout(150); // for what is drawn once it is seen
      const [wide, high] = await pageSize(glass);
      if (wide > width || high > 3 * height) tooLarge.push(`${section} is ${wide} x ${high} pixels`);
      const current = await bar.locator('[aria-current=page]').innerText();
      const inBar = { data: 'Data', train: 'Train', diagram: 'Model', ask: 'Ask' };
      assert.equal(current.trim(), inBar[section] ?? 'More');
    }
    assert.deepEqual(tooLarge, []);
    for (const link of await bar.getByRole('link').all()) {
      const box = await link.boundingBox();
      assert.ok(box.width >= 44 && box.height >= 44 && box.y + box.height <= height, JSON.stringify(box));
    }
    glass.assertNoFaults();
    await glass.close();
  });
}

test('the browser’s Back goes between sections, and each stands where one left it', async () => {
  const glass = await browser.open({ viewport: { width: 390, height: 500 } });
  const { page } = glass;
  const hash = () => new URL(page.url()).hash;
  const goBy = (name) => page.locator('gg-site-bar').getByRole('link', { name, exact: true }).click();
  assert.deepEqual(await seen(glass), ['train']);
  await glass.set({ Layers: 3 });
  await goBy('Data');
  await page.evaluate(() => scrollTo(0, 300));
  await goBy('More');
  await page.getByRole('link', { name: 'Watch' }).click();
  await page.locator('#watch').waitFor();
  assert.equal(hash(), '#watch');
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await page.locator('#more').waitFor();
  await page.goBack();
  await page.locator('#data').waitFor();
  assert.equal(hash(), '#data');
  await page.waitForFunction(() => scrollY === 300);
  assert.equal(await page.getByLabel('Layers', { exact: true }).inputValue(), '3', 'what was set stays');
  await page.goBack();
  await page.locator('#train').waitFor();
  assert.equal(hash(), '');
  glass.assertNoFaults();
  await glass.close();
});

test('at 400% zoom the bar leaves room, and a window that becomes wide shows all', async () => {
  const glass = await browser.open({ viewport: { width: 320, height: 256 } });
  const { page } = glass;
  const bar = page.locator('gg-site-bar');
  assert.equal(await bar.evaluate((its) => getComputedStyle(its).position), 'static');
  assert.equal((await pageSize(glass))[0], 320);
  await glass.show('ask');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator('#train').waitFor();
  assert.equal((await seen(glass)).length, 9);
  await glass.close();
});

test('a page that shows no way between its sections shows them one below the other', async () => {
  const glass = await browser.open({ address: '?show=training+settings+ask+runs', viewport: { width: 390, height: 844 } });
  assert.deepEqual(await seen(glass), ['train', 'data', 'ask', 'runs']);
  assert.equal(await glass.page.locator('gg-site-bar').count(), 0);
  await glass.close();
});

test('texts written from right to left stand so, and turn nothing around them', async () => {
  const glass = await browser.open({ viewport: { width: 1280, height: 800 } });
  const { page } = glass;
  await glass.useData({ 'questions.csv': 'prompt,answer\nמה צבע השמיים?,השמיים כחולים.\nאיפה גר הדג?,הדג גר במים.\n' });
  await glass.waitForData('questions.csv: 2 chats to tune on');
  await glass.set({ ...SMALL_MODEL, 'Validation share': 0 });
  await glass.click('Train');
  await glass.waitForState('Trained');
  assert.equal(await glass.ask('מה צבע השמיים?'), 'השמיים כחולים.');
  const directionOf = (selector) => page.locator(selector).first().evaluate((its) => getComputedStyle(its).direction);
  for (const its of ['gg-ask-box input[name=prompt]', 'gg-ask-box .answer', 'gg-live-sample .said']) {
    assert.equal(await directionOf(its), 'rtl', its);
  }
  // The first word stands to the right of the second.
  await glass.page.locator('gg-look-inside #prompt').fill('השמיים כחולים');
  const words = page.locator('gg-inside-tokens li');
  await words.getByText('כחולים', { exact: true }).waitFor();
  const [first, second] = await words.evaluateAll((all) => all.map((its) => its.getBoundingClientRect().left));
  assert.ok(first > second, `${first}, ${second}`);
  // In a sentence of the page a word stands by itself, between U+2068 and U+2069.
  await page.locator('gg-look-inside #tab-next').click();
  const after = await page.locator('gg-look-inside [data-name=after]').innerText();
  assert.match(after, /\u2068[^\u2069]*כחולים[^\u2069]*\u2069/u);
  assert.equal(await directionOf('gg-look-inside'), 'ltr');
  glass.assertNoFaults();
  await glass.close();
});

test('in the system’s own colours what is chosen has a line around it, and print shows every section', async () => {
  const glass = await browser.open({ viewport: { width: 390, height: 844 }, forcedColors: 'active' });
  const { page } = glass;
  const outline = (selector) => page.locator(selector).first().evaluate((its) => getComputedStyle(its).outlineStyle);
  assert.equal(await outline('gg-site-bar [aria-current]'), 'solid');
  assert.equal(await outline('gg-site-bar a:not([aria-current])'), 'none');
  await page.emulateMedia({ media: 'print' });
  // The last charts come with the small trained model.
  await waitUntil(async () => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const charts = await page.locator('gg-line-chart').evaluateAll((all) => all.map(({ shadowRoot }) => shadowRoot.querySelectorAll('canvas').length));
    return charts.length >= 4 && charts.every((canvases) => canvases === 1);
  }, 'a canvas in each chart');
  assert.equal((await seen(glass)).length, 9);
  assert.equal(await page.locator('gg-site-bar').isVisible(), false);
  const chapters = await page.locator('gg-article .chapter').evaluateAll((all) => all.filter((its) => its.checkVisibility()).length);
  assert.equal(chapters, 9);
  await glass.close();
});
