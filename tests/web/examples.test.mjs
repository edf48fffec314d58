// examples/: each one from a clean folder, built by its tool, and opened as people open it, beside the page as
// web/serve.sh serves it. The project of Vite is in package.test.mjs.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { loadModules } from '../../web/modules.mjs';
import { figureIn, launchChromium, pageDir, PATIENCE_MS, serve, waitUntil } from './support.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const web = path.join(root, 'web');
const examples = path.join(root, 'examples');
const tools = path.join(root, 'build/example-tools/bin');

const requireOfWeb = createRequire(path.join(web, 'package.json'));
const MarkdownIt = requireOfWeb('markdown-it');
const { preview } = requireOfWeb('vite');
const [{ siteOf, snippet }] = await loadModules('components/embed/snippets');

/** Where web/serve.sh serves the page, and the examples have it. */
const SITE = 'http://localhost:8080/';

let site;
let browser;
let folder;
before(async () => {
  await access(tools).catch(() => assert.fail(`${tools} is not there: . tools/common.sh && install_example_tools`));
  site = await preview({
    root: web,
    configFile: false,
    logLevel: 'error',
    build: { outDir: pageDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const { host } = new URL(SITE);
  const { port } = site.httpServer.address();
  // Nothing comes from other hosts.
  browser = await launchChromium([`--host-resolver-rules=MAP ${host} 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`]);
  folder = await mkdtemp(path.join(tmpdir(), 'glassgpt-examples-'));
});
after(async () => {
  await browser.close();
  await site.close();
  await rm(folder, { recursive: true });
});

const source = (file) => readFile(path.join(examples, file), 'utf8');

/** A clean copy of an example. */
async function copyOf(name) {
  const copy = path.join(folder, name);
  await cp(path.join(examples, name), copy, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
  return copy;
}

/** Runs a Python tool of the examples in a folder. It keeps its own things there, too. */
const run = (tool, args, cwd) =>
  promisify(execFile)(path.join(tools, tool), args, { cwd, timeout: 4 * PATIENCE_MS, env: { ...process.env, HOME: cwd } });

/** Opens what a tool has made, with an account of what went wrong there and in GlassGPT. */
async function open(made, t) {
  const { server, address } = await serve(made);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  t.after(async () => {
    await page.close();
    server.close();
  });
  page.setDefaultTimeout(PATIENCE_MS);
  page.faults = [];
  page.on('pageerror', ({ message }) => page.faults.push(message));
  page.on('console', (message) => {
    const isOurs = [address, SITE].some((ours) => message.location().url.startsWith(ours));
    if (message.type() === 'error' && isOurs) page.faults.push(message.text());
  });
  await page.goto(address);
  return page;
}

const stepIn = async (place) => Number.parseInt((await figureIn(place, 'Step')).replaceAll(',', '')) || 0;

const ON_POSTER = 'Train a small GPT here';

/** In a frame: starts training by the button of that name, and waits for a loss after some steps. */
async function trainIn(place, button = ON_POSTER) {
  await place.getByText('Train. How far does the loss fall?').first().waitFor();
  await place.getByRole('button', { name: button, exact: true }).click();
  await waitUntil(async () => (await stepIn(place)) > 5);
  const loss = Number(await figureIn(place, 'Loss'));
  assert.ok(loss > 0 && loss < 8, `a loss of ${loss}`);
}

/** Opens what a tool has made; there the frame stands in the text, and trains. */
async function assertTrains(made, t) {
  const page = await open(made, t);
  const frame = page.locator('iframe');
  await page.getByText('watch what becomes of the loss').first().waitFor();
  await frame.scrollIntoViewIfNeeded();
  await trainIn(page.frameLocator('iframe'));
  assert.ok((await frame.boundingBox()).width > 500, 'as wide as the text');
  assert.deepEqual(page.faults, []);
}

/** The words in a frame's address, and the snippet with them for a place, as one line. */
function snippetOf(place, text) {
  const [, address] = /(?:src=|IFrame\()"([^"]+)"/.exec(text);
  const words = Object.fromEntries(new URL(address.replaceAll('&amp;', '&')).searchParams);
  return asLine(snippet(place, siteOf(SITE), words));
}

const asLine = (text) => text.replace(/\s+/g, ' ');

test('the examples hold what the panel Embed writes for their words', async () => {
  const files = {
    mdbook: 'mdbook/src/training.md',
    sphinx: 'sphinx/index.rst',
    mkdocs: 'mkdocs/docs/index.md',
    quarto: 'quarto/index.qmd',
    reveal: 'revealjs/index.html',
  };
  for (const [place, file] of Object.entries(files)) {
    const text = await source(file);
    assert.ok(asLine(text).includes(snippetOf(place, text)), file);
  }

  const { cells } = JSON.parse(await source('jupyter/lesson.ipynb'));
  const cell = cells[1].source.join('');
  assert.equal(asLine(cell), snippetOf('jupyter', cell));

  const html = await source('frame/index.html');
  const frames = html.match(/<iframe.*<\/iframe>/g);
  assert.equal(frames.length, 3);
  for (const frame of frames) {
    const plain = frame.replace(/ sandbox="[^"]*"/, '').replace('/glass-gpt.html', '/embed/v1/index.html');
    assert.equal(plain, snippetOf('frame', plain));
  }

  const page = await source('plain/index.html');
  const elements = page.match(/<glass-gpt .*<\/glass-gpt>/g);
  assert.equal(elements.length, 2);
  for (const element of elements) {
    const words = Object.fromEntries([...element.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, word, value]) => [word, value]));
    const [script, tag] = snippet('element', siteOf(SITE), words).split('\n');
    assert.ok(page.includes(script));
    assert.equal(element, tag);
  }
});

test('plain HTML: of two elements, the one with the higher rate learns more', async (t) => {
  const page = await open(await copyOf('plain'), t);
  const elements = await page.locator('glass-gpt').all();
  assert.equal(elements.length, 2);
  for (const element of elements) await element.getByRole('button', { name: ON_POSTER }).click();
  for (const element of elements) await element.locator('[data-name=state]').filter({ hasText: /^\s*Trained\s*$/ }).waitFor();
  const losses = await Promise.all(elements.map((element) => figureIn(element, 'Loss')));
  const [, slow, fast] = /it is ([\d.]+)\. At 0\.003\nit is ([\d.]+),/.exec(await source('plain/README.md'));
  assert.deepEqual(losses, [slow, fast], 'what its README says');
  assert.deepEqual(page.faults, []);
});

test('a frame under a strict policy trains in every sandbox', async (t) => {
  const page = await open(await copyOf('frame'), t);
  for (const frame of await page.locator('iframe').all()) {
    await frame.scrollIntoViewIfNeeded();
    const isSingleFile = (await frame.getAttribute('src')).includes('glass-gpt.html');
    await trainIn(frame.contentFrame(), isSingleFile ? 'Train' : ON_POSTER);
    assert.equal(await frame.evaluate(({ clientHeight, offsetHeight }) => offsetHeight - clientHeight), 0, 'no border');
  }
  assert.deepEqual(page.faults, []);
});

/**
 * A page as mdBook and Quarto make it of Markdown. Neither is in Debian, npm or PyPI; both read CommonMark, leave HTML as
 * it is, and Quarto takes it from raw blocks, too.
 */
async function writePage(file, markdown, [before, after]) {
  const reader = new MarkdownIt({ html: true });
  const { fence } = reader.renderer.rules;
  reader.renderer.rules.fence = (tokens, i, ...more) =>
    tokens[i].info.trim() === '{=html}' ? tokens[i].content : fence(tokens, i, ...more);
  const body = reader.render(markdown.replace(/^---\n[^]*?\n---\n/, ''));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${before}${body}${after}`);
}

test('mdBook: in a chapter', async (t) => {
  const book = await copyOf('mdbook');
  assert.match(await source('mdbook/src/SUMMARY.md'), /\(training\.md\)/);
  await writePage(path.join(book, 'book/index.html'), await source('mdbook/src/training.md'), [
    '<div id="content" class="content"><main style="max-width: 750px; margin: auto">',
    '</main></div>',
  ]);
  await assertTrains(path.join(book, 'book'), t);
});

test('Sphinx: in a document', async (t) => {
  const course = await copyOf('sphinx');
  await run('sphinx-build', ['-q', '-W', '.', 'build'], course);
  await assertTrains(path.join(course, 'build'), t);
});

test('MkDocs: on a page', async (t) => {
  const course = await copyOf('mkdocs');
  await run('mkdocs', ['build', '--strict', '--quiet'], course);
  await assertTrains(path.join(course, 'site'), t);
});

test('Quarto: in a document', async (t) => {
  const course = await copyOf('quarto');
  await writePage(path.join(course, 'index.html'), await source('quarto/index.qmd'), [
    '<main class="content" id="quarto-document-content" style="max-width: 800px; margin: auto">',
    '</main>',
  ]);
  await assertTrains(course, t);
});

test('Jupyter: below a cell that was run', async (t) => {
  const course = await copyOf('jupyter');
  await run('jupyter-nbconvert', ['--execute', '--to', 'html', '--output', 'index', 'lesson.ipynb'], course);
  await assertTrains(course, t);
});

test('reveal.js: on a slide, and training goes on while others are shown', async (t) => {
  const slides = await copyOf('revealjs');
  await symlink(path.join(examples, 'revealjs/node_modules'), path.join(slides, 'node_modules'));
  const page = await open(slides, t);
  await page.setViewportSize({ width: 1000, height: 740 }); // slides in their own size: Playwright misses in scaled frames
  await page.locator('section.present').filter({ hasText: 'A small GPT' }).waitFor();
  const turn = (direction) => page.getByRole('button', { name: `${direction} slide` }).click();
  await turn('next');
  await trainIn(page.frameLocator('section.present iframe'));
  for (let slide = 2; slide < 6; ++slide) await turn('next');
  await page.locator('section.present').filter({ hasText: 'And what does the model answer by then?' }).waitFor();
  const far = page.locator('section').nth(1);
  assert.equal(await far.evaluate((its) => getComputedStyle(its).display), 'none', 'too far away to be kept in view');
  const frame = page.frameLocator('iframe');
  const before = await stepIn(frame);
  await waitUntil(async () => (await stepIn(frame)) > before + 5);
  for (let slide = 2; slide < 6; ++slide) await turn('previous');
  assert.ok((await stepIn(frame)) > before);
  assert.deepEqual(page.faults, []);
});
