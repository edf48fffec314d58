// Watching: the charts with their cursors and their table, and the timeline of samples.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser, trainSmallModel } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const chart = (glass, name) => glass.page.locator(`gg-watch [data-chart=${name}]`);

/** All the worker told of the steps, in rows `{step, loss, …}`. */
async function rows(glass) {
  const parts = (await glass.heard('progress')).map(({ steps }) => steps);
  return parts.flatMap((steps) => {
    const columns = Object.entries(steps).map(([name, values]) => [name, Object.values(values)]);
    return columns[0][1].map((_, i) => Object.fromEntries(columns.map(([name, values]) => [name, values[i]])));
  });
}

/** What stands at the cursor. */
async function readout(glass) {
  const entries = await glass.page
    .locator('gg-watch .readout > div')
    .evaluateAll((parts) => parts.map((part) => [part.dataset.column, part.querySelector('dd').textContent]));
  return Object.fromEntries(entries);
}

/** Where a chart's cursor stands, from 0 to 1 of the plot. */
const cursorOf = (glass, name) =>
  chart(glass, name).evaluate((element) => {
    const over = element.shadowRoot.querySelector('.u-over').getBoundingClientRect();
    const line = element.shadowRoot.querySelector('.u-cursor-x').getBoundingClientRect();
    return (line.left - over.left) / over.width;
  });

/** What a chart draws. */
const drawn = (glass, name) =>
  chart(glass, name).evaluate((element) => {
    const { x, lines, mark } = element.source();
    return { x, mark, lines: lines.map(({ colour, values }) => ({ colour, values })) };
  });

const near = (text, value) => assert.ok(Math.abs(Number(text) - value) <= Math.abs(value) * 0.006, `${text}: ${value}`);

test('the arrow keys move the cursors of all charts, and all values are read there', async () => {
  const glass = await browser.open();
  await trainSmallModel(glass);
  await chart(glass, 'loss').scrollIntoViewIfNeeded();
  const told = await rows(glass);
  await chart(glass, 'loss').getByRole('slider').focus();
  await glass.page.keyboard.press('End');
  assert.equal((await readout(glass)).step, '320');
  for (let i = 0; i < 3; ++i) await glass.page.keyboard.press('PageUp');
  for (let i = 0; i < 8; ++i) await glass.page.keyboard.press('PageDown');
  await glass.page.keyboard.press('ArrowRight');
  const at = await readout(glass);
  assert.equal(at.step, '161');
  const row = told.find(({ step }) => step === 161);
  near(at.loss, row.loss);
  near(at.gradNorm, row.gradNorm);
  near(at.learningRate, row.learningRate);
  near(at.tokensPerSecond.replaceAll(',', ''), row.tokensPerSecond);
  assert.equal(await chart(glass, 'loss').getByRole('slider').getAttribute('aria-valuetext'), `Step 161: ${at.loss}`);
  for (const name of ['loss', 'gradNorm', 'learningRate', 'tokensPerSecond']) {
    assert.ok(Math.abs((await cursorOf(glass, name)) - 161 / 320) < 0.01, `${name} at ${await cursorOf(glass, name)}`);
  }

  // No line joins the means of pre-training, which ends with step 80, to those of tuning.
  const { x, lines } = await drawn(glass, 'loss');
  const means = lines.filter(({ colour }) => colour === 'series-1').map(({ values }) => x.filter((_, i) => values[i] !== null));
  assert.equal(means.length, 2);
  assert.deepEqual([means[0].at(-1), means[1][0]], [80, 82]);

  await glass.page.locator('gg-history-table summary').click();
  await glass.page.locator('gg-history-table tbody tr').first().waitFor();
  const table = await glass.page.locator('gg-history-table tbody tr').evaluateAll((found) =>
    found.map((tr) => Array.from(tr.children, (cell) => cell.textContent.trim())),
  );
  assert.equal(table.length, 50);
  assert.deepEqual([table[0][0], table.at(-1)[0]], ['2', '320']);
  near(table.at(-1)[3], told.at(-1).epochLoss);
  near(table[0][2], told[1].loss);
  near(table[0][4], told[1].gradNorm); // nothing was held out, so that no column says how that did

  await glass.page.locator('gg-watch').getByLabel('time', { exact: true }).check();
  await chart(glass, 'loss').getByLabel('Loss by time').waitFor();
  const byTime = await drawn(glass, 'loss');
  assert.deepEqual(byTime.x, told.map(({ seconds }) => seconds));
  glass.assertNoFaults();
  await glass.close();
});

test('the timeline goes back to what it wrote and expected, on a phone, in Spanish', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass);
  const prompt = glass.page.getByLabel('Beginning of the sample');
  await prompt.fill('Snow is');
  await prompt.blur();
  await glass.takeStep();
  const sampled = async (step) => (await glass.heard('sampled')).findLast((sample) => sample.step === step);
  for (const step of [2, 3, 4]) {
    await glass.page.locator('gg-live-sample').getByText(`after step ${step - 1}`).waitFor();
    await glass.takeStep();
  }
  await glass.page.locator('gg-live-sample').getByText('after step 4').waitFor();
  await glass.page.getByLabel('Language').selectOption('es');
  await glass.page.setViewportSize({ width: 360, height: 740 });
  await glass.page.locator('gg-site-bar[single]').waitFor();
  await glass.show('watch');

  const timeline = glass.page.locator('gg-timeline');
  await timeline.getByRole('slider').focus();
  await glass.page.keyboard.press('ArrowLeft');
  await glass.page.keyboard.press('ArrowLeft');
  await timeline.getByText(/^tras el paso 2, 3 de 5$/).waitFor();
  const then = await sampled(2);
  assert.equal(await timeline.locator('[data-name=then]').innerText(), `Snow is${then.text}`.trim());
  const [token, , share] = await timeline.locator('tbody tr').first().locator('th, td').allInnerTexts();
  assert.equal(token, then.next[0].token);
  assert.ok(Math.abs(Number(share.replace(/[^\d,]/g, '').replace(',', '.')) - 100 * then.next[0].probability) < 0.6, share);
  assert.equal((await drawn(glass, 'loss')).mark, 2);

  const over = glass.page.locator('gg-next-over-time');
  const source = await over.locator('gg-line-chart').evaluate((element) => {
    const { x, lines } = element.source();
    return { x, lines: lines.map(({ name, values }) => ({ name, values })) };
  });
  const last = await sampled(4);
  assert.deepEqual(source.x, [0, 1, 2, 3, 4]);
  assert.deepEqual(source.lines.map(({ name }) => name), last.next.slice(0, 5).map(({ token }) => token));
  assert.deepEqual(source.lines.map(({ values }) => values[4]), last.next.slice(0, 5).map(({ probability }) => probability));
  await over.locator('summary').click();
  await over.locator('tbody tr').nth(4).waitFor();
  assert.equal(await over.locator('tbody tr').count(), 5);
  assert.ok((await glass.page.evaluate(() => document.documentElement.scrollWidth)) <= 360);

  await timeline.getByRole('button', { name: 'Reproducir' }).click();
  await timeline.getByText(/^tras el paso 4, 5 de 5$/).waitFor();
  await timeline.getByRole('button', { name: 'Reproducir' }).waitFor();
  assert.equal((await drawn(glass, 'loss')).mark, null);
  glass.assertNoFaults();
  await glass.close();
});

/** In the page: keeps its workers, in `window.workers`. */
function keepWorkers() {
  window.workers = [];
  const RealWorker = window.Worker;
  window.Worker = class extends RealWorker {
    constructor(...args) {
      super(...args);
      window.workers.push(this);
    }
  };
}

test('of very many samples, 200 are kept, evenly spread', async () => {
  const glass = await browser.open({ prepare: (page) => page.addInitScript(keepWorkers) });
  await glass.takeStep();
  const steps = await glass.page.evaluate(async () => {
    for (let step = 10; step <= 5000; step += 10) {
      const data = { type: 'sampled', step, phase: 'pretrain', prompt: 'a', text: `${step}`, next: [] };
      window.workers[0].dispatchEvent(new MessageEvent('message', { data }));
    }
    // All at once, before the worker has its say about the step where the run stands.
    const timeline = window.workbench().shadowRoot.querySelector('gg-watch').shadowRoot.querySelector('gg-timeline');
    await timeline.updateComplete;
    const slider = timeline.shadowRoot.querySelector('input');
    const steps = [Number(slider.max)];
    for (const value of ['0', '50', '100', '150', '199']) {
      slider.value = value;
      slider.dispatchEvent(new InputEvent('input'));
      await timeline.updateComplete;
      steps.push(Number(/step ([\d,]*\d)/.exec(timeline.shadowRoot.querySelector('[data-name=at]').textContent)[1].replaceAll(',', '')));
    }
    return steps;
  });
  assert.equal(steps.shift(), 199);
  assert.equal(steps.at(-1), 5000);
  for (const [i, expected] of [1250, 2500, 3750].entries()) assert.ok(Math.abs(steps[i + 1] - expected) < 500, steps.join());
  await glass.close();
});
