// The guided tour: a task is done once the model does what it asks for, and not before.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser, UNTRAINED, waitUntil } from './support.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** The card of the tour, in the terms of those who take it. */
class Tour {
  constructor(glass) {
    this.glass = glass;
    this.card = glass.page.locator('gg-tour');
  }

  /** Waits until it is at a task. */
  async reaches(number) {
    await this.card.locator('[data-name=progress]').filter({ hasText: new RegExp(`^Task ${number} of `) }).waitFor();
  }

  text(name) {
    return this.card.locator(`[data-name=${name}]`).innerText();
  }

  async assertStillAt(number) {
    await this.glass.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.match(await this.text('progress'), new RegExp(`^Task ${number} `));
  }

  /** The card leaves room for what it is about, and axe finds nothing in it. */
  async assertAccessible() {
    await this.glass.page.evaluate(axe);
    const violations = await this.glass.page.evaluate(async () => {
      const { violations } = await window.axe.run({ fromShadowDom: ['glass-gpt-page', 'gg-tour'] }, { resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0].failureSummary}`);
    });
    assert.deepEqual(violations, []);
    const [wide, width] = await this.glass.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= width, `${wide} pixels wide`);
  }
}

const largest = (values) => values.indexOf(Math.max(...values));

test('six tasks on own data, on a phone, each done by what the model does', async () => {
  const glass = await browser.open({ address: UNTRAINED, viewport: { width: 320, height: 740 }, colorScheme: 'dark' });
  const { page } = glass;
  const tour = new Tour(glass);
  await prepareSmallRun(glass, { Layers: 2 });
  await glass.click('Take the tour');
  await tour.reaches(1);
  await page.locator('#train').waitFor();
  assert.match(await tour.text('text'), /Press “Train”.* below 1\.\d\d\./s);
  await tour.assertAccessible();
  await tour.card.getByRole('button', { name: 'Fold', exact: true }).click();
  await tour.card.locator('[data-name=text]').waitFor({ state: 'hidden' });

  await glass.show('train');
  await glass.takeStep();
  await tour.assertStillAt(1);
  await glass.click('Resume');
  await tour.reaches(2);
  await tour.card.locator('[role=status]').filter({ hasText: /steps.*Get the right answer\. Ask it/s }).waitFor({ state: 'attached' });
  assert.match(await tour.text('found'), /The loss is [01]\.\d+ after \d+ steps/);
  await glass.waitForState('Trained');

  // Another question's right answer is none to this one.
  assert.match(await tour.text('text'), /Ask it “What goes around the earth\?”/);
  assert.match(await glass.ask('What do bees make?'), /^Bees make honey/);
  await tour.assertStillAt(2);
  assert.equal(await glass.ask('What goes around the earth?'), 'The moon goes around the earth.');
  await tour.reaches(3);
  assert.match(await tour.text('found'), /It said “The moon goes around the earth\.”/);

  await glass.show('ask');
  await glass.click('Word by word');
  const words = page.locator('gg-word-by-word');
  await words.locator('.candidate').last().click();
  await words.getByText('Nothing is chosen yet.').waitFor({ state: 'detached' });
  await tour.assertStillAt(3);
  await words.locator('[data-name=finish]').click();
  await tour.reaches(4);
  assert.match(await tour.text('found'), /had <?\d/);

  await glass.show('inside');
  const inside = page.locator('gg-look-inside');
  await inside.locator('#tab-attention').click();
  await inside.locator('#prompt').fill('What goes around the earth?');
  await inside.locator('gg-attention-lines').getByText('earth').first().waitFor();
  const { inspection } = (await glass.heard('inspect')).filter(({ mode, inspection: { words } }) => mode === 'chat' && words.includes('earth')).at(-1);
  const { words: prompt, ids, numHeads } = inspection;
  const attention = Object.values(inspection.attention);
  const length = prompt.length;
  const rarest = prompt[ids.indexOf(Math.max(...ids.slice(0, -1)))];
  assert.ok((await tour.text('text')).includes(`looks at “${rarest}”`), rarest);
  const shares = Array.from({ length: 2 * numHeads }, (_, i) => attention[(i * length + length - 1) * length + prompt.lastIndexOf(rarest)]);
  const best = largest(shares);
  for (const i of [(best + 1) % shares.length, best]) {
    // The right one may have been the one that is shown first.
    if (i === best) await tour.assertStillAt((await tour.text('progress')).startsWith('Task 5') ? 5 : 4);
    await inside.locator('#layer').selectOption(String(Math.floor(i / numHeads) + 1));
    await inside.locator('#head').selectOption(String((i % numHeads) + 1));
  }
  await tour.reaches(5);
  assert.ok((await tour.text('found')).startsWith(`✓ In layer ${Math.floor(best / numHeads) + 1}, head ${(best % numHeads) + 1}, `));

  // Left, and gone on with.
  await page.keyboard.press('Tab');
  await tour.card.getByRole('button', { name: 'Leave' }).click();
  await tour.card.waitFor({ state: 'hidden' });
  const button = page.getByRole('button', { name: 'Go on with the tour' });
  assert.ok(await button.evaluate((its) => its.getRootNode().activeElement === its));
  await page.keyboard.press('Enter');
  await tour.reaches(5);
  await page.locator('#microscope').waitFor();

  await glass.click('Take a step apart');
  const { dissection } = await glass.next('dissect');
  await page.locator('gg-microscope .tokens label').nth(largest(Object.values(dissection.losses))).click();
  await tour.reaches(6);
  assert.match(await tour.text('found'), new RegExp(`at a loss of ${Math.max(...Object.values(dissection.losses)).toPrecision(3)}`));

  await glass.ask('What do wombats make?');
  await tour.card.getByRole('heading', { name: 'That was the tour' }).waitFor();
  assert.match(await tour.text('text'), /^6 of 6 tasks are done/);
  await tour.assertAccessible();
  glass.assertNoFaults();
  await glass.close();
});

test('with the small trained model in German, by keyboard, and along to where the next task is', async () => {
  const glass = await browser.open({ locale: 'de-DE', reducedMotion: 'reduce', viewport: { width: 320, height: 800 } });
  const { page } = glass;
  const card = page.locator('gg-tour');
  await page.getByText('Hier ist schon ein kleines trainiertes Modell').waitFor();
  await page.getByRole('button', { name: 'Rundgang' }).focus();
  await page.keyboard.press('Enter');
  await card.getByRole('heading', { name: 'Bring es zum Lernen' }).waitFor();
  // On a phone, what the task is about is brought above the card.
  await waitUntil(async () => {
    const [train, its] = await Promise.all([glass.button('Trainieren').boundingBox(), card.boundingBox()]);
    return train !== null && train.y >= 0 && train.y + train.height <= its.y;
  }, 'the button to train');
  await page.setViewportSize({ width: 1280, height: 900 });
  // From the heading, which has the focus, to what skips the task.
  for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await card.locator('[data-name=text]').filter({ hasText: 'Frag es „Was ist die Hauptstadt von Frankreich?“' }).waitFor();
  await page.locator('gg-ask-box').getByRole('button', { name: 'Fragen', exact: true }).click();
  await card.locator('[data-name=found]').filter({ hasText: 'Es sagte: „Die Hauptstadt von Frankreich ist Paris.“' }).waitFor();
  await card.getByRole('button', { name: 'Auslassen' }).click();
  await card.locator('[data-name=text]').filter({ hasText: 'stärker auf „Frankreich“ blickt' }).waitFor();
  const inside = page.locator('gg-look-inside');
  await inside.locator('#tab-attention').click();
  await inside.locator('#prompt').fill('Was ist die Hauptstadt von Frankreich?');
  await inside.locator('gg-attention-lines').waitFor();
  const heading = card.getByRole('heading', { name: 'Finde seine größte Überraschung' });
  for (const layer of await inside.locator('#layer option').allInnerTexts()) {
    for (const head of await inside.locator('#head option').allInnerTexts()) {
      if (await heading.isVisible()) break;
      await inside.locator('#layer').selectOption(layer);
      await inside.locator('#head').selectOption(head);
    }
  }
  await heading.waitFor();
  // Nobody does anything else: the page goes along.
  await page.waitForFunction(() => {
    const section = window.workbench().shadowRoot.getElementById('microscope');
    return Math.abs(section.getBoundingClientRect().top) < 100;
  });
  await card.focus();
  await card.getByRole('button', { name: 'Verlassen' }).focus();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Rundgang fortsetzen' }).waitFor();
  glass.assertNoFaults();
  await glass.close();
});
