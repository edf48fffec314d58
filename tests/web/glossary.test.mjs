// The glossary: every term opens where it stands, in every language, with the line of the core that it is about.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { startBrowser } from './support.mjs';

const root = new URL('../../', import.meta.url);
const require = createRequire(new URL('web/package.json', root));
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
const textsOf = async (language) => JSON.parse(await readFile(new URL(`web/src/i18n/${language}/glossary.json`, root), 'utf8')).terms;

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** In the page: presses each word of the glossary in an article, and reads its card. */
async function readAll(article) {
  const read = {};
  for (const term of article.shadowRoot.querySelectorAll('gg-term')) {
    term.shadowRoot.querySelector('[role=button]').click();
    const find = () => term.shadowRoot.querySelector('gg-term-card:popover-open');
    while (find()?.shadowRoot.querySelector('p') == null) await new Promise((resolve) => setTimeout(resolve));
    const card = find();
    read[term.name] = { open: card.checkVisibility(), label: card.ariaLabel, text: card.shadowRoot.querySelector('p').textContent };
    card.hidePopover();
    while (term.shadowRoot.querySelector('gg-term-card') !== null) await new Promise((resolve) => setTimeout(resolve));
  }
  return read;
}

/** In the page: what stands at a word of the glossary without a space, and not in its line. */
function torn(article) {
  const rectOf = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const found = [];
  for (const term of article.shadowRoot.querySelectorAll('gg-term')) {
    const lines = term.shadowRoot.querySelector('[role=button]').getClientRects();
    const [before, after] = ['previousSibling', 'nextSibling'].map((way) => {
      let node = term[way];
      while (node instanceof Comment) node = node[way];
      return node instanceof Text ? node : new Text();
    });
    if (/\S$/.test(before.data) && rectOf(before, before.length - 1).bottom < lines[0].top) found.push(`${before.data.slice(-9)}|${term.textContent}`);
    if (/^\S/.test(after.data) && rectOf(after, 0).top > lines[lines.length - 1].bottom) found.push(`${term.textContent}|${after.data.slice(0, 9)}`);
  }
  return found;
}

/** The card that is open, as a screen reader and a pair of eyes get it. */
function readCard(page) {
  return page.locator('gg-term-card[popover]').evaluate((card) => {
    const { top, right, bottom, left } = card.getBoundingClientRect();
    return {
      open: card.matches(':popover-open'),
      focused: card.getRootNode().activeElement === card,
      inside: top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight,
    };
  });
}

test('all thirty terms open from the article in three languages, with their lines of the core', async () => {
  const glass = await browser.open();
  const { page } = glass;
  for (const [language, label] of [['en', 'Language'], ['de', 'Language'], ['es', 'Sprache']]) {
    await page.getByLabel(label).selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    const texts = await textsOf(language);
    const names = await page.locator('gg-article gg-term').evaluateAll((terms) => terms.map(({ name }) => name));
    assert.deepEqual([...names].sort(), Object.keys(texts).sort());
    const read = await page.locator('gg-article').evaluate(readAll);
    assert.deepEqual(read, Object.fromEntries(names.map((name) => [name, { open: true, label: texts[name].name, text: texts[name].text }])));
  }

  for (let width = 1100; width <= 1280; width += 9) {
    await page.setViewportSize({ width, height: 640 });
    assert.deepEqual(await page.locator('gg-article').evaluate(torn), [], `${width} pixels`);
  }

  // On a phone, by keyboard, within the window, and back to the word.
  await page.setViewportSize({ width: 320, height: 640 });
  await glass.show('article');
  const word = page.locator('gg-article .chapter:not(.away) gg-term').first();
  await page.locator('gg-article details').first().locator('summary').click();
  await page.locator('gg-article .contents button').nth(1).click();
  await word.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await page.locator('gg-term-card[popover] p').waitFor();
  const { focused, inside } = await readCard(page);
  assert.deepEqual({ focused, inside }, { focused: true, inside: true });
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const found = await window.axe.run({ resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].failureSummary}`);
  });
  assert.deepEqual(violations, []);
  // The lines around the line open above the card, and leave it open.
  await page.locator('gg-term-card[popover] gg-source-lines button.open').click();
  await page.locator('gg-term-card[popover] gg-source-lines dialog[open] pre .line').waitFor();
  await page.keyboard.press('Escape');
  assert.equal((await readCard(page)).open, true);
  await page.keyboard.press('Escape');
  await page.locator('gg-term-card[popover]').waitFor({ state: 'detached' });
  assert.ok(await word.evaluate((term) => term.shadowRoot.activeElement !== null));

  await page.locator('gg-article details').last().locator('summary').click();
  const cards = page.locator('gg-glossary gg-term-card');
  await cards.nth(29).locator('gg-source-lines .open').waitFor();
  const told = await cards.evaluateAll((all) =>
    all.map(({ shadowRoot }) => [
      shadowRoot.querySelector('code').textContent,
      shadowRoot.querySelector('gg-source-lines').shadowRoot.querySelector('.open').textContent.trim(),
    ]),
  );
  assert.equal(told.length, 30);
  for (const [code, place] of told) {
    const [file, line] = place.split(':');
    const lines = (await readFile(new URL(file, root), 'utf8')).split('\n');
    assert.equal(code, lines[line - 1].trim(), place);
  }
  glass.assertNoFaults();
  await glass.close();
});
