// The teacher's panel: what is chosen becomes words, is seen at once, and is copied as each tool takes it.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { loadModules } from '../../web/modules.mjs';
import { launchChromium, startBrowser } from './support.mjs';

const [snippets, { listsOf }, { readAddress }, { WORDS, wordsOf }, { propertyOf }, panels] = await loadModules(
  'components/embed/snippets',
  'components/embed/part-lists',
  'element/read-words',
  'element/words',
  'element/attributes',
  'element/panels',
);
const { PLACES, siteOf, snippet } = snippets;
const { isLocked, isShown, PANELS, CONTROLS } = panels;

const SITE = siteOf('https://host.example/glass/gpt/index.html?data=stories#train');
/** What is hard to quote. */
const QUOTED = {
  data: 'lesson/a.csv lesson/b&c.txt',
  layers: '3',
  show: 'all -runs -article',
  task: 'Train "it" <until>\nit knows & says: ünïcode (1*2) [x] `y` \'z\'',
  target: 'answers What is 1 + 1? => two',
};

const saidBy = ({ configuration, presentation }) => wordsOf({ ...configuration, presentation });

let browser;
let chromium;
before(async () => {
  browser = await startBrowser();
  chromium = await launchChromium();
});
after(() => Promise.all([browser.close(), chromium.close()]));

test('addresses lie beside the page, wherever that is', () => {
  assert.deepEqual(SITE, {
    page: 'https://host.example/glass/gpt/index.html',
    frame: 'https://host.example/glass/gpt/embed/v1/index.html',
    script: 'https://host.example/glass/gpt/glass-gpt.js',
  });
});

test('no word is a property that every HTML element has', async () => {
  const page = await chromium.newPage();
  const properties = WORDS.map(({ name }) => propertyOf(name));
  assert.deepEqual(await page.evaluate((names) => names.filter((name) => name in HTMLElement.prototype), properties), []);
  await page.close();
});

/** In a frame, whose document lies elsewhere. */
const FRAMED = { ...QUOTED, data: '/glass/gpt/lesson/a.csv /glass/gpt/lesson/b&c.txt' };

test('every snippet says the words, however they are quoted', async () => {
  const page = await (await chromium.newContext({ javaScriptEnabled: true })).newPage();
  await page.route('**/*', (route) => route.abort());
  for (const place of PLACES) {
    const text = snippet(place, SITE, { ...QUOTED, height: '450' });
    const found = await page.evaluate((text) => {
      const { body } = new DOMParser().parseFromString(text, 'text/html');
      const attributes = (element) => element && Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
      return { frame: attributes(body.querySelector('iframe')), element: attributes(new DOMParser().parseFromString(text, 'text/html').querySelector('glass-gpt')) };
    }, text);
    if (place === 'link') {
      assert.deepEqual(saidBy(readAddress(new URL(text))), { ...QUOTED, height: '450' });
    } else if (place === 'element') {
      assert.deepEqual(found.element, { ...QUOTED, height: '450' });
      assert.ok(text.startsWith(`<script type="module" src="${SITE.script}"></script>\n`));
    } else if (place === 'jupyter') {
      const [, address, height] = /^from IPython\.display import IFrame\n\nIFrame\((".*"), width="100%", height=(\d+)\)$/.exec(text);
      assert.deepEqual(saidBy(readAddress(new URL(JSON.parse(address)))), FRAMED);
      assert.equal(height, '450');
    } else {
      const { src, title, height } = found.frame;
      assert.ok(src.startsWith(`${SITE.frame}?`), place);
      assert.deepEqual(saidBy(readAddress(new URL(src))), FRAMED, place);
      assert.deepEqual([title, height], ['GlassGPT', '450']);
      assert.equal(text.match(/<iframe.*<\/iframe>/g).length, 1, 'on one line');
    }
  }
  await page.context().close();
});

test('choices for panels and controls become the lists that say them', () => {
  const cases = [
    [{}, { show: ['all'], lock: [] }],
    [{ runs: 'hidden', seed: 'hidden' }, { show: ['all', '-runs', '-seed'], lock: [] }],
    [{ settings: 'locked', layers: 'shown', prompt: 'locked' }, { show: ['all'], lock: ['settings', 'prompt', '-layers'] }],
    [{ settings: 'hidden', layers: 'locked' }, { show: ['all', '-settings'], lock: [] }],
    [
      Object.fromEntries(PANELS.filter((panel) => panel !== 'training' && panel !== 'ask').map((panel) => [panel, 'hidden'])),
      { show: ['training', 'ask'], lock: [] },
    ],
  ];
  for (const [choices, lists] of cases) {
    const made = listsOf(choices);
    assert.deepEqual(made, lists);
    for (const [control, panel] of CONTROLS) {
      const hidden = choices[panel] === 'hidden' || choices[control] === 'hidden';
      assert.equal(isShown(made.show, control), !hidden, control);
      const locked = !hidden && (choices[control] ?? choices[panel]) === 'locked';
      if (!hidden) assert.equal(isLocked(made.lock, control), locked, control);
    }
  }
});

const panelOf = (glass) => glass.page.locator('gg-embed-panel');
const snippetOf = (glass) => panelOf(glass).getByLabel('What to copy').inputValue();
const choose = (glass, part, choice) => panelOf(glass).locator(`[data-part="${part}"] select`).selectOption(choice);

test('the panel shows what was chosen at once, and copies it', async () => {
  const glass = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = glass;
  await glass.set({ Layers: 3 });
  await page.getByRole('link', { name: 'Embed' }).click();
  const panel = panelOf(glass);
  const preview = panel.locator('glass-gpt');
  await preview.locator('gg-training-panel').waitFor();
  // What is far from a lesson is left out to begin with.
  assert.equal(await preview.locator('gg-runs').isVisible(), false);
  assert.equal(await preview.locator('gg-watch').isVisible(), true);
  // An element has no address that would hold its settings.
  assert.equal(await page.getByRole('button', { name: 'Copy link' }).count(), 1);
  assert.match(await snippetOf(glass), /^<iframe src="http[^"]*\/some\/folder\/embed\/v1\/index\.html\?layers=3&amp;show=all%20-runs%20-article"/);

  await choose(glass, 'watch', 'hidden');
  await choose(glass, 'settings', 'fixed');
  await panel.locator('details').filter({ has: page.locator('[data-part=layers]') }).last().locator('> summary').click();
  await choose(glass, 'layers', 'free');
  await panel.getByLabel('Task', { exact: true }).fill('Find the right number of layers.');
  await panel.getByLabel('Goal', { exact: true }).selectOption('a loss is reached');
  await panel.getByLabel('Loss of at most').fill('0.8');
  await panel.getByLabel('Loss of at most').blur();
  await panel.getByLabel('Language', { exact: true }).selectOption('Deutsch');

  await preview.locator('gg-task-panel').getByText('Find the right number of layers.').waitFor();
  await preview.locator('gg-task-panel').getByText('mittleren Verlust von höchstens 0,8').waitFor();
  await preview.locator('gg-settings-panel').getByText('hat festgelegt, wer diese Seite gemacht hat').waitFor();
  assert.equal(await preview.locator('gg-watch').isVisible(), false);
  assert.equal(await preview.locator('[data-control=seed]').first().evaluate(({ disabled }) => disabled), true);
  assert.equal(await preview.locator('[data-control=layers]').evaluate(({ disabled }) => disabled), false);

  // What is copied works: the frame by itself.
  const frame = await page.context().newPage();
  await frame.goto((await snippetOf(glass)).match(/src="([^"]*)"/)[1].replaceAll('&amp;', '&'));
  await frame.getByText('Find the right number of layers.').waitFor();
  await frame.close();

  await panel.getByLabel('Where it goes').selectOption('Element (pages with scripts)');
  await panel.getByRole('button', { name: 'Copy', exact: true }).click();
  await panel.getByText('Copied.', { exact: true }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await snippetOf(glass));
  const attributes =
    'layers="3" show="all -watch -runs -article" lock="settings -layers" task="Find the right number of layers." ' +
    'target="loss 0.8" language="de" height="800"';
  assert.equal(copied.split('\n')[1], `<glass-gpt ${attributes}></glass-gpt>`);

  // And the element, on a page that has nothing else.
  await page.evaluate((html) => {
    document.body.replaceChildren();
    const template = document.createElement('template');
    template.innerHTML = html.split('\n')[1];
    document.body.append(template.content);
  }, copied);
  await page.getByText('Find the right number of layers.').waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('a goal that is none and own files that stay here are told, and copying that is not allowed too', async () => {
  const glass = await browser.open();
  const { page } = glass;
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
  });
  await glass.load();
  await glass.useData({ 'facts.json': '["A cat has four legs."]' });
  await page.evaluate(() => (location.hash = '#embed'));
  const panel = panelOf(glass);
  await panel.getByText('Your own files stay in this browser.').waitFor();
  await panel.getByLabel('Goal', { exact: true }).selectOption('a loss is reached');
  await panel.getByLabel('Loss of at most').fill('low');
  await panel.getByLabel('Loss of at most').blur();
  await panel.getByText('loss with a number, or answers with a question.').waitFor();
  assert.ok(!(await snippetOf(glass)).includes('target='));

  await panel.getByLabel('Own data').fill('https://elsewhere.example/a.txt');
  await panel.getByLabel('Own data').blur();
  await panel.getByText('or the address of a text on this site').waitFor();
  await panel.getByLabel('Own data').fill('lesson/a.txt');
  await panel.getByLabel('Own data').blur();
  assert.match(await snippetOf(glass), /data=%2Fsome%2Ffolder%2Flesson%2Fa\.txt/);
  assert.equal(await panel.getByText('Your own files stay in this browser.').count(), 0);
  await panel.getByLabel('Own data').fill('');
  await panel.getByLabel('Own data').blur();

  await panel.getByRole('button', { name: 'Copy', exact: true }).click();
  await panel.getByText('The browser did not allow copying.').waitFor();
  assert.equal(await panel.locator('.snippet').evaluate(({ selectionStart, selectionEnd, value }) => selectionEnd - selectionStart === value.length), true);
  await page.locator('gg-language-choice select').selectOption('es');
  await panel.getByText('Tus archivos se quedan en este navegador.').waitFor();
  await glass.close();
});

test('the single file is given the words, and own data, or it is told that it is not there', async () => {
  const glass = await browser.open();
  const { page } = glass;
  const data = { 'my facts.json': '["A cat has four legs."]', 'more.txt': 'Ünï' };
  await glass.useData(data);
  await glass.waitForData('more.txt');
  await glass.set({ Layers: 1 });
  await page.getByRole('link', { name: 'Embed' }).click();
  const panel = panelOf(glass);
  await page.route('**/glass-gpt.html', (route) => route.fulfill({ status: 404, body: '' }));
  await panel.getByRole('button', { name: 'Download the file' }).click();
  await panel.getByText('glass-gpt.html does not lie beside this page').waitFor();

  const built = '<!doctype html><html><body>\n    <glass-gpt-page>\n<h1>$& GlassGPT</h1></glass-gpt-page><script>1</script></body></html>';
  await page.unroute('**/glass-gpt.html');
  await page.route('**/glass-gpt.html', (route) => route.fulfill({ contentType: 'text/html', body: built }));
  await panel.getByLabel('Task', { exact: true }).fill('Say "hello"\nto it.');
  const [file] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'Download the file' }).click()]);
  assert.equal(file.suggestedFilename(), 'glass-gpt.html');
  const text = await readFile(await file.path(), 'utf8');
  const found = await page.evaluate((text) => {
    const { body } = new DOMParser().parseFromString(text, 'text/html');
    const element = body.querySelector('glass-gpt-page');
    const packed = [...body.querySelectorAll('script[type="text/plain"]')].map(({ id, textContent }) => [id, textContent]);
    return { packed, words: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])), html: element.innerHTML };
  }, text);
  assert.deepEqual(found.words, {
    data: 'inside/my-facts.json inside/more.txt',
    layers: '1',
    show: 'all -runs -article',
    task: 'Say "hello"\nto it.',
  });
  assert.equal(found.html, '\n<h1>$&amp; GlassGPT</h1>');
  const unpacked = found.packed.map(([id, base64]) => [id, gunzipSync(Buffer.from(base64, 'base64')).toString()]);
  assert.deepEqual(unpacked, [
    ['inside/my-facts.json', data['my facts.json']],
    ['inside/more.txt', data['more.txt']],
  ]);
  await glass.close();
});

test('the single file opens from a disk as it was set, with own data, and trains', async () => {
  const glass = await browser.open();
  await glass.page.goto(new URL('?layers=1&dim=64&pretrain-epochs=30', glass.page.url()).href);
  await glass.useData({ 'animals.txt': 'A cat has four legs.\nBees make honey.\n' });
  await glass.waitForData('animals.txt: 2 texts');
  await glass.page.getByRole('link', { name: 'Embed' }).click();
  const panel = panelOf(glass);
  await panel.getByLabel('Task', { exact: true }).fill('Teach it two sentences.');
  const [file] = await Promise.all([glass.page.waitForEvent('download'), panel.getByRole('button', { name: 'Download the file' }).click()]);
  const saved = path.join(await mkdtemp(path.join(tmpdir(), 'glassgpt-')), file.suggestedFilename());
  await file.saveAs(saved);
  glass.assertNoFaults();
  await glass.close();

  const page = await (await chromium.newContext({ offline: true })).newPage();
  await page.goto(pathToFileURL(saved).href);
  await page.getByText('Teach it two sentences.').waitFor();
  await page.locator('gg-data-panel').getByText('animals.txt: 2 texts').waitFor();
  assert.deepEqual(await page.locator('nav a').allInnerTexts(), ['Train', 'Watch', 'Look inside', 'Microscope']);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText('Trained', { exact: true }).waitFor();
  await page.context().close();
  await rm(path.dirname(saved), { recursive: true });
});

test('an address chooses language and theme of the whole page, and can do without its head', async () => {
  const glass = await browser.open({ address: '?language=de&theme=dark&show=settings+training', colorScheme: 'light' });
  await glass.page.getByRole('button', { name: 'Trainieren' }).waitFor();
  assert.equal(await glass.page.locator('html').getAttribute('lang'), 'de');
  assert.equal(await glass.page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(15, 21, 19)');
  assert.equal(await glass.page.locator('header').isVisible(), false);
  assert.equal(await glass.page.locator('nav').isVisible(), false);
  await glass.load('?show=head+training+settings');
  assert.deepEqual(await glass.page.locator('nav a').allInnerTexts(), ['Train', 'Embed', 'Lessons']);
  glass.assertNoFaults();
  await glass.close();
});
