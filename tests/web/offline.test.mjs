// Without a network after the first visit; what the built page may load; and how large it is.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { launchWholeChromium, pageDir, prepareSmallRun, startBrowser } from './support.mjs';

/** Of everything that a visit needs, in bytes, in the language whose texts are longest. */
const BUDGET = 513_000;
/**
 * Needed by nobody before it is chosen, and then fetched, or by then in the cache: other data, that of other languages, the
 * tour, what reads documents, the engine outside of a worker, the modules besides the exact one, the model's picture, which a
 * wide window fetches once the page stands, choosing the next word, the glossary, a run passed on, how one embeds it and packs it
 * for a course, and the single file.
 */
const LATER = /^((facts|chats|chats-validation)-(de|es)-[\w-]{8}\.json$|(stories|tour|docx|pdf|frame|embed|on-page|hand-in|result|scorm-package|diagram|network-diagram|choose|ways|core|cost|training-cost|origins|experiment|glossary|term-card|share|share-run|shared-run|taking-shared|trained(-model)?|glassgpt-(relaxed|no-simd))[-.]|third-party-notices\.txt$|glass-gpt\.(js|html)$|.*\.bcmap$)/;

/** Node's name for it before version 20, and since. */
const folderOf = (entry) => entry.parentPath ?? entry.path;

let browser;
before(async () => (browser = await startBrowser({}, launchWholeChromium)));
after(() => browser.close());

test('works without a network after the first visit, in every language', async () => {
  const glass = await browser.open({ serviceWorkers: 'allow' });
  await glass.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state === 'activated') return;
    await new Promise((resolve) => active.addEventListener('statechange', () => active.state === 'activated' && resolve()));
  });
  await glass.page.context().setOffline(true);
  await glass.load();
  await glass.page.getByLabel('Language').selectOption('de');
  await glass.page.getByText('Nichts verlässt deinen Computer.').waitFor();
  assert.equal(await glass.page.locator('html').getAttribute('lang'), 'de');
  await glass.page.getByLabel('Sprache').selectOption('es');
  await glass.page.getByText('Nada sale de tu ordenador.').waitFor();
  await glass.page.getByLabel('Idioma').selectOption('en');
  await glass.takeStep();
  assert.equal(await glass.step(), 1);
  glass.assertNoFaults();
  await glass.close();
});

test('a network that is gone in the middle stops nothing, and what is loaded later says so and comes once it is back', async () => {
  // On a first visit that is over before the files are kept, or in a frame, where they are not.
  const glass = await browser.open();
  const { page } = glass;
  await prepareSmallRun(glass);
  await glass.click('Train');
  await page.context().setOffline(true);
  await glass.waitForState('Trained');
  assert.equal(await glass.ask('How many legs has a cat?'), 'A cat has four legs.');

  await glass.click('Take the tour');
  assert.match(await glass.notice(), /could not be loaded. Check the connection and try again/);
  await page.getByLabel('Language').selectOption('de');
  await page.locator('gg-notice p').waitFor();
  assert.equal(await page.getByLabel('Language').inputValue(), 'en');
  await glass.click('Reset');
  await page.getByLabel('Stories').check();
  await page.locator('gg-data-panel').getByRole('alert').filter({ hasText: 'stories.txt could not be fetched' }).waitFor();

  await page.context().setOffline(false);
  await glass.waitForData(/stories\.txt/);
  await page.getByLabel('Language').selectOption('de');
  await page.getByText('Nichts verlässt deinen Computer.').waitFor();
  await glass.close();
});

test('declares a policy under which nothing inline and nothing foreign runs', async () => {
  const glass = await browser.open();
  const blocked = await glass.page.evaluate(async () => {
    const violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    await fetch('https://example.com/').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { ran: 'ran' in window, violations: violations.sort() };
  });
  assert.deepEqual(blocked, { ran: false, violations: ['connect-src', 'script-src-elem'] });
  await glass.close();
});

test('can be installed', async () => {
  const glass = await browser.open({ serviceWorkers: 'allow' });
  const session = await glass.page.context().newCDPSession(glass.page);
  const { errors, manifest } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.equal(manifest.startUrl, glass.page.url());
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A headless browser's contexts are all private ones.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);
  await glass.close();
});

test('stays within its size', async (context) => {
  const lessons = path.join(pageDir, 'lessons'); // of which a visit to the page needs nothing
  const files = (await readdir(pageDir, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !folderOf(entry).startsWith(lessons),
  );
  const sizes = await Promise.all(
    files.map(async (entry) => {
      const bytes = await readFile(path.join(folderOf(entry), entry.name));
      return [entry.name, gzipSync(bytes, { level: 9 }).length];
    }),
  );
  sizes.sort(([, a], [, b]) => b - a);
  const isLanguage = ([name]) => name.startsWith('_catalogue_');
  const needed = [...sizes.filter((file) => !isLanguage(file) && !LATER.test(file[0])), sizes.find(isLanguage)];
  const sum = (list) => list.reduce((total, [, size]) => total + size, 0);
  const list = needed.map(([name, size]) => `${size} ${name}`).join('\n');
  context.diagnostic(`by gzip ${sum(needed)} bytes to begin with, ${sum(sizes)} with all data and languages`);
  assert.ok(sum(needed) <= BUDGET, `${sum(needed)} bytes by gzip, of ${BUDGET}:\n${list}`);
});
