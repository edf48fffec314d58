// The lessons: done in a browser as they say, in every language, one sees what they say one will see; they can be read
// without scripts; and the page leads to them.

import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { LANGUAGES, LESSONS, plain } from './lesson-page.mjs';
import { launchChromium, pageDir, PATIENCE_MS, serve, STRICT_POLICY, waitUntil } from './support.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

const SOURCE = fileURLToPath(new URL('../../docs/lessons', import.meta.url));

let site;
let browser;
before(async () => {
  site = await serve(pageDir, { 'Content-Security-Policy': STRICT_POLICY });
  browser = await launchChromium();
});
after(async () => {
  await browser.close();
  site.server.close();
});

/** A page of the lessons; what goes wrong on it is in `page.faults`. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', ({ message }) => page.faults.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(message.text());
  });
  page.on('response', (response) => {
    if (!response.ok()) page.faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${site.address}lessons/${address}`);
  return page;
}

/** What the lesson says one will see, by the names that it gives it. */
const told = (page) =>
  page.locator('[data-seen]').evaluateAll((all) => all.map(({ dataset, textContent }) => [dataset.seen, textContent]));

for (const language of LANGUAGES) {
  for (const [name, walk] of Object.entries(LESSONS)) {
    test(`${language}/${name}: one sees what it says`, async () => {
      const page = await open(`${language}/${name}.html`);
      const said = await told(page);
      const seen = await walk(page);
      // A number or a text is what the demo shows; of what is said in other words, the walk tells whether it is so.
      const expected = said.map(([key, text]) => [key, typeof seen[key] === 'string' ? seen[key] : seen[key] === true ? plain(text) : seen[key]]);
      assert.deepEqual(said.map(([key, text]) => [key, plain(text)]), expected);
      assert.deepEqual(Object.keys(seen).filter((key) => !said.some(([its]) => its === key)), [], 'all that is looked at is told');
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }
}

test('every “you will see” and every answer is one that the test compares', async () => {
  const page = await open('en/index.html', { javaScriptEnabled: false });
  for (const language of LANGUAGES) {
    for (const name of Object.keys(LESSONS)) {
      await page.goto(`${site.address}lessons/${language}/${name}.html`);
      const sections = await page.locator('main').evaluate((main) => ({
        headings: main.querySelectorAll('h2').length,
        // The list of the second section: what one sees.
        seen: [...main.querySelectorAll('h2')][1].nextElementSibling.children.length,
        unseen: [...[...main.querySelectorAll('h2')][1].nextElementSibling.children]
          .filter((item) => item.querySelector('[data-seen]') === null)
          .map((item) => item.textContent),
        answers: main.querySelectorAll('details [data-seen]').length,
      }));
      assert.equal(sections.headings, 3, `${language}/${name}: to do, to see, a question`);
      assert.ok(sections.seen >= 3, `${language}/${name}`);
      assert.deepEqual(sections.unseen, [], `${language}/${name}`);
      assert.ok(sections.answers >= 1, `${language}/${name}: the demo answers the question`);
    }
  }
  await page.context().close();
});

test('they can be read without scripts, on a phone, and lead to each other and back', async () => {
  const width = 360;
  const page = await open('en/index.html', { javaScriptEnabled: false, viewport: { width, height: 800 } });
  const found = new Set();
  for (const language of LANGUAGES) {
    const names = (await readdir(path.join(SOURCE, language))).filter((name) => name.endsWith('.md')).map((name) => path.basename(name, '.md'));
    assert.deepEqual(names.sort(), [...Object.keys(LESSONS), 'index'].sort());
    for (const name of names) {
      await page.goto(`${site.address}lessons/${language}/${name}.html`);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      const { wide, instead, pictures, links } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        instead: [...document.querySelectorAll('glass-gpt')].map(({ innerText }) => innerText.length > 20),
        pictures: [...document.images].map(({ naturalWidth, alt }) => naturalWidth > 0 && alt.length > 40),
        links: [...document.links].map(({ href }) => href),
      }));
      assert.ok(wide <= width, `${language}/${name}: ${wide} pixels wide`);
      assert.equal(instead.length > 0 && pictures.length > 0, name !== 'index');
      assert.ok([...instead, ...pictures].every(Boolean), `${language}/${name}`);
      links.forEach((link) => found.add(link));
      const wanted = name === 'index' ? Object.keys(LESSONS).map((lesson) => `${language}/${lesson}`) : [`${language}/index`];
      for (const its of [...wanted, ...LANGUAGES.filter((other) => other !== language).map((other) => `${other}/${name}`)]) {
        assert.ok(links.includes(`${site.address}lessons/${its}.html`), `${language}/${name} has no link to ${its}`);
      }
    }
  }
  for (const link of found) assert.equal((await page.request.get(link)).status(), 200, link);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a lesson that was opened once can be done without a network, also by who was never on the page', async () => {
  const page = await open('en/tokens.html');
  const isKept = async () => {
    const { active } = await navigator.serviceWorker.ready;
    const kept = await Promise.all(['facts.txt', location.href].map((address) => caches.match(address)));
    return active.state === 'activated' && !kept.includes(undefined);
  };
  await waitUntil(() => page.evaluate(isKept));
  await page.context().setOffline(true);
  await page.reload();
  const said = Object.fromEntries(await told(page));
  const { letters, stranger } = await LESSONS.tokens(page);
  assert.deepEqual([letters, stranger], [said.letters, said.stranger]);
  assert.ok(await page.evaluate(() => [...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the page leads to them, in its language', async () => {
  const page = await open('../index.html', { locale: 'de' });
  await page.getByRole('link', { name: 'Lektionen' }).click();
  await page.getByRole('heading', { level: 1, name: 'Vier Lektionen' }).waitFor();
  await page.getByRole('link', { name: 'Was ein Token ist' }).click();
  await page.getByRole('heading', { level: 1, name: 'Was ein Token ist' }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('axe finds nothing in an overview and a lesson, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await open('en/index.html', { colorScheme, bypassCSP: true });
    for (const name of ['index', 'tokens']) {
      await page.goto(`${site.address}lessons/en/${name}.html`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], `${name}, ${colorScheme}`);
    }
    await page.context().close();
  }
});

test('their pictures are small', async () => {
  for (const language of LANGUAGES) {
    const folder = path.join(SOURCE, language, 'pictures');
    for (const name of await readdir(folder)) {
      const { size } = await stat(path.join(folder, name));
      assert.ok(size < 40_000, `${language}/${name}: ${size} bytes`);
    }
  }
});
