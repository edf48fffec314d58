// What the model's picture costs: prints JSON. `training` is the speed of training with the diagram in sight, following it,
// by that without it, over all turns, which take a second or two each, and of each pair of turns; `looks` is how long the worker
// took for each; `frames` is how many a second are drawn while the picture is moved, zoomed and run through, and how long the
// page's own thread works on each, in time of the processor. GLASSGPT_PAGE_DIR may name the folder of the built page.

import { startBrowser } from '../../web/support.mjs';

const ROUNDS = 40;
const TURN_MS = 1500;
/** After a change, before it counts. */
const SETTLE_MS = 500;

/** In the page: steps a second, over so many milliseconds. */
async function stepsPerSecond([settle, time]) {
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const steps = () => window.heard.findLast(({ type }) => type === 'progress').steps.step.at(-1);
  await wait(settle);
  const [before, began] = [steps(), performance.now()];
  await wait(time);
  return ((steps() - before) * 1000) / (performance.now() - began);
}

/** In the page: moves and zooms the drawing for a while. Returns how long each frame took. */
async function framesWhileMoving(drawing) {
  const view = drawing.shadowRoot.querySelector('.view');
  const [smaller, larger] = drawing.shadowRoot.querySelectorAll('.zoom button');
  const times = [];
  const began = performance.now();
  for (let last = began, i = 0; last - began < 4000; ++i) {
    if (i % 60 === 0) (i % 120 === 0 ? larger : smaller).click();
    view.scrollLeft = (i * 9) % Math.max(1, view.scrollWidth - view.clientWidth);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times.slice(1);
}

const browser = await startBrowser();
try {
  const glass = await browser.open();
  const { page } = glass;
  await glass.load('?recipe=classic&pretrain-epochs=1000'); // long enough, and all of it steps of one kind
  await page.locator('gg-diagram').scrollIntoViewIfNeeded();
  const drawing = page.locator('gg-model-drawing');
  await drawing.locator('[data-id=block0]').click();
  await glass.click('Train');
  await glass.waitForStep(20);
  await drawing.scrollIntoViewIfNeeded();
  const shown = (is) => page.locator('gg-diagram').evaluate((diagram, visible) => (diagram.style.display = visible ? '' : 'none'), is);
  const speeds = { with: [], without: [] };
  for (let round = 0; round < ROUNDS; ++round) {
    for (const kind of round % 2 === 0 ? ['with', 'without'] : ['without', 'with']) {
      await shown(kind === 'with');
      speeds[kind].push(await page.evaluate(stepsPerSecond, [SETTLE_MS, TURN_MS]));
    }
  }
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ratios = speeds.with.map((speed, round) => speed / speeds.without[round]).sort((a, b) => a - b);
  const looks = (await glass.heard('observe')).map(({ milliseconds }) => milliseconds);
  await shown(true);
  await glass.click('Pause');
  await page.locator('[data-control=diagram-play]').click();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  const before = await busy();
  const times = (await drawing.evaluate(framesWhileMoving)).sort((a, b) => a - b);
  const perFrame = ((await busy()) - before) / times.length;
  console.log(
    JSON.stringify({
      training: { ratio: mean(speeds.with) / mean(speeds.without), pairs: ratios },
      looks: { count: looks.length, milliseconds: mean(looks) },
      frames: { perSecond: 1000 / mean(times), median: times[times.length >> 1], slowest5Percent: times[Math.floor(times.length * 0.95)], mainThreadMilliseconds: perFrame },
    }),
  );
} finally {
  await browser.close();
}
