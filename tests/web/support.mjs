// What the page's tests share: a plain static server, headless Chromium, and a page that keeps account of everything
// that went wrong on it.

import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { chromium } = createRequire(path.join(root, 'web/package.json'))('playwright-core');

export const pageDir = path.resolve(process.env.GLASSGPT_PAGE_DIR ?? path.join(root, 'web/dist'));

/** Where screenshots go. */
export const screenshotDir = path.join(root, 'build/screenshots');

/** Longest wait for anything: far beyond what it takes, so that no test hangs on it. */
export const PATIENCE_MS = 60_000;

/** In an address: the page without the small trained model that is there otherwise before anything is trained. */
export const UNTRAINED = '?show=all+-trained-model';

/** The page's workers that train and answer, without those that only help them. */
export async function enginesOf(page) {
  const names = await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.name).catch(() => null)));
  return page.workers().filter((_, i) => names[i] === '');
}

/** @param what of which a test says that it never came */
export async function waitUntil(holds, what = 'it') {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `${what} never came`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
};

/** The folder the page is served from: somewhere below the root, as on many a static host. */
const FOLDER = '/some/folder/';

/** What a strict host may add: nothing inline, nothing from elsewhere. */
export const STRICT_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

/** A static server of a page's folder, in which index.html has to lie. `headers` go with every file. */
export async function serve(folder, headers = {}) {
  await access(path.join(folder, 'index.html'));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const inside = pathname.startsWith(FOLDER) ? decodeURIComponent(pathname.slice(FOLDER.length)) || 'index.html' : null;
    const file = inside && path.join(folder, inside);
    const body = file?.startsWith(folder) ? await readFile(file).catch(() => null) : null;
    if (body === null) return response.writeHead(404).end();
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    return response.writeHead(200, { 'Content-Type': type, ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { server, origin, address: origin + FOLDER };
}

/**
 * Chromium without what stands around a page, which takes a third less time; with further switches if any are given.
 */
export function launchChromium(switches = []) {
  return launchFrom(process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', switches);
}

/** The browser as people have it: for tests of what it does around a page, and for what is timed. */
export function launchWholeChromium(switches = []) {
  return launchFrom(process.env.CHROMIUM ?? '/usr/bin/chromium', switches);
}

function launchFrom(executablePath, switches) {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...switches,
    ],
  });
}

/**
 * A browser with the page served to it. `headers` go with every file, `launch` says which browser.
 * `open` takes what follows the page's folder in its `address`, what to `prepare` a tab by before it loads the page, and
 * options of a browser's context: without another word there is no service worker, which would fetch all there is for the
 * next visit, a quarter of what a page takes.
 * @returns {Promise<{open: (options?: object) => Promise<GlassPage>, close: () => Promise<void>}>}
 */
export async function startBrowser(headers = {}, launch = launchChromium) {
  const { server, origin } = await serve(pageDir, headers);
  const browser = await launch();
  return {
    async open({ address = '', prepare = () => {}, ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'block', ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const glass = new GlassPage(await context.newPage(), origin);
      await prepare(glass.page);
      await glass.load(address);
      return glass;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** In the page: gives tests `window.workbench()`, the element that everything but the site's own parts is in. */
export function giveWorkbench() {
  window.workbench = () =>
    document.querySelector('glass-gpt-page')?.shadowRoot?.querySelector('glass-gpt')?.shadowRoot?.querySelector('gg-workbench') ?? null;
}

/**
 * In the page: writes down what it hears from its workers, in `window.heard`, and lets a test speak to the latest one
 * itself, by `window.request(command)`.
 */
function recordMessages(patience) {
  window.heard = [];
  let worker;
  let lastId = 1e6; // the page counts from 1
  // Tests cannot send files as they are: {name, text} becomes one, the same each time.
  const withFiles = (value) => {
    if (value instanceof Blob || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(withFiles);
    const { name, text } = value;
    if (typeof name === 'string' && typeof text === 'string') return { id: `${name} ${text}`, name, content: new Blob([text]) };
    return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, withFiles(its)]));
  };
  window.request = (command) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      setTimeout(() => reject(new Error(`no reply to ${command.type}`)), patience);
      worker.addEventListener('message', function listen({ data }) {
        if (data.id !== id || ['answering', 'token', 'working'].includes(data.type)) return;
        worker.removeEventListener('message', listen);
        if (data.type === 'error') reject(new Error(JSON.stringify(data.message)));
        else resolve(data);
      });
      worker.postMessage({ ...withFiles(command), id });
    });
  /** The number of the request made last. */
  window.lastId = () => lastId;
  const RealWorker = window.Worker;
  /** Types of the page's commands that do not arrive: their work never ends. */
  window.heldBack = [];
  window.Worker = class extends RealWorker {
    constructor(...args) {
      super(...args);
      if (args[1].name === 'glassgpt-helper') return;
      worker = this;
      this.addEventListener('message', ({ data }) => window.heard.push(data));
    }

    postMessage(message, ...transfer) {
      if (!window.heldBack.includes(message.type)) super.postMessage(message, ...transfer);
    }
  };
}

/** In the page: `window.find(selector, text)`, through all shadow roots; the element whose text matches, if one does. */
export function defineFind() {
  window.find = (selector, text = '') => {
    const search = (root) => {
      for (const element of root.querySelectorAll('*')) {
        const here = element.matches(selector) && new RegExp(text).test(element.textContent.trim()) ? element : null;
        const found = here ?? (element.shadowRoot && search(element.shadowRoot));
        if (found) return found;
      }
      return null;
    };
    return search(document);
  };
}

/** A figure of the training panel within a page, a frame or an element as it reads, such as `12 of 400` for Step. */
export function figureIn(place, name) {
  const figure = place.locator(`gg-training-panel dl > div:has(:text-is("${name}"))`);
  return figure.locator('dd').first().innerText(); // below it may stand what it counts
}

/** The panels that one sees, by name. */
export const panelsSeen = (page) =>
  page.evaluate(() => {
    const visible = [];
    const visit = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot === null) continue;
        if (element.constructor.panel != null && element.checkVisibility()) visible.push(element.constructor.panel);
        visit(element.shadowRoot);
      }
    };
    visit(document);
    return visible.sort();
  });

/** The page, in the terms of those who use it. */
export class GlassPage {
  /** Console errors, uncaught exceptions, failed requests and requests to other hosts. */
  faults = [];
  #prepared = false;

  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`exception: ${error.message}`));
    page.on('requestfailed', (request) => {
      // The browser's own request for the tab's icon, and what comes once the page stands, end with the page they are for.
      const isGivenUp = request.failure()?.errorText === 'net::ERR_ABORTED' && /\/(icon\.svg|trained-[^/]+)$/.test(request.url());
      if (!isGivenUp) this.faults.push(`failed: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.faults.push(`${response.status()}: ${response.url()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(blob|data):/.test(url)) this.faults.push(`foreign host: ${url}`);
    });
  }

  /** @param address what follows the page's folder in its address */
  async load(address = '') {
    if (!this.#prepared) {
      await this.page.addInitScript(giveWorkbench);
      await this.page.addInitScript(recordMessages, PATIENCE_MS);
    }
    this.#prepared = true;
    await this.page.goto(this.origin + FOLDER + address);
    // The number of weights comes from the WASM module: the data is read and the worker answers.
    await this.page.locator('[data-name=parameters]').waitFor({ state: 'attached' });
  }

  /** The page in another tab of the same browser, with the same storage. */
  async anotherTab(address = '') {
    const glass = new GlassPage(await this.page.context().newPage(), this.origin);
    await glass.load(address);
    return glass;
  }

  /** Brings a section into sight, where there is room for one at a time. */
  async show(section) {
    if ((await this.page.locator('gg-site-bar[single]').count()) === 0) return;
    await this.page.evaluate((id) => (location.hash = id), section);
    await this.page.locator(`[id="${section}"]`).waitFor();
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  click(name) {
    return this.button(name).click();
  }

  /** Waits until the state of training reads so. */
  async waitForState(text) {
    await this.show('train');
    await this.page.locator('[data-name=state]').filter({ hasText: new RegExp(`^\\s*${text}\\s*$`) }).waitFor();
  }

  /** A figure of the training panel. */
  figure(name) {
    return figureIn(this.page, name);
  }

  /** Steps taken so far. */
  async step() {
    const text = await this.figure('Step');
    return text === '–' ? 0 : Number(text.split(' of ')[0].replaceAll(',', ''));
  }

  async loss() {
    return Number(await this.figure('Loss'));
  }

  /** Waits until more than `step` steps are taken. */
  async waitForStep(step) {
    await this.page.waitForFunction(
      (least) => window.heard.some((message) => message.type === 'progress' && message.progress.last.step > least),
      step,
    );
  }

  /** Presses Step and waits until that one step is taken. */
  async takeStep() {
    const taken = (await this.heard('step')).length;
    await this.show('train');
    await this.click('Step');
    await this.page.waitForFunction(
      (before) => window.heard.filter(({ type }) => type === 'step').length > before,
      taken,
    );
  }

  /**
   * Sends the worker a command that the page knows nothing of; a file in it is {name, text}. Returns its reply.
   */
  request(command) {
    return this.page.evaluate((command) => window.request(command), command);
  }

  /** Waits for the first thing of that type that the worker sends from now on, unless it has sent it since `since`. */
  async next(type, since = 0) {
    const handle = await this.page.waitForFunction(
      ({ type, since }) => window.heard.slice(since).find((message) => message.type === type),
      { type, since },
    );
    return handle.jsonValue();
  }

  /** What the worker sent of that type, oldest first. */
  heard(type) {
    return this.page.evaluate((wanted) => window.heard.filter((message) => message.type === wanted), type);
  }

  /** Sets fields of the settings by their labels. */
  async set(values) {
    await this.show('data');
    const panel = this.page.locator('gg-settings-panel');
    await panel.evaluate(({ shadowRoot }) => shadowRoot.querySelectorAll('details').forEach((group) => (group.open = true)));
    for (const [label, value] of Object.entries(values)) {
      const field = panel.getByLabel(label, { exact: true });
      if ((await field.evaluate(({ localName }) => localName)) === 'select') {
        await field.selectOption(String(value));
      } else {
        await field.fill(String(value));
        await field.blur();
      }
    }
  }

  /** Gives the page own training files, `{name: content}`, and waits until they are read or refused. */
  async useData(files) {
    await this.show('data');
    await this.page.getByLabel('Your own files').check();
    await this.page.getByLabel('Training files').setInputFiles(
      Object.entries(files).map(([name, content]) => ({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(content),
      })),
    );
  }

  async waitForData(text) {
    await this.show('data');
    await this.page.locator('gg-data-panel').getByText(text).waitFor();
  }

  /** Asks and returns the whole answer. */
  async ask(prompt) {
    await this.show('ask');
    await this.page.getByLabel('Prompt', { exact: true }).fill(prompt);
    const answers = this.page.locator('gg-ask-box li');
    const before = await answers.count();
    await this.click('Ask');
    await answers.nth(before).waitFor({ state: 'attached' });
    await this.page.locator('gg-ask-box li:first-child .answer[aria-busy=false]').waitFor();
    return this.page.locator('gg-ask-box li:first-child [data-name=answer]').innerText();
  }

  /** Saves by the button of that name and returns the file. */
  async save(name) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.click(name)]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  async openModel({ name, bytes }) {
    await this.page.locator('gg-model-files input[type=file]').setInputFiles({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    });
  }

  /** The text of the notice, once there is one. */
  async notice() {
    const notice = this.page.locator('gg-notice p');
    await notice.waitFor();
    return notice.innerText();
  }

  assertNoFaults() {
    assert.deepEqual(this.faults, []);
  }

  async close() {
    await this.page.context().close();
  }
}

/** A small dataset of both kinds. Its chats are learned by heart within a second or two. */
export const SMALL_DATA = {
  'facts.json': JSON.stringify([
    'The moon goes around the earth.',
    'A cat has four legs.',
    'Snow is white and cold.',
    'Bees make honey from flowers.',
  ]),
  'chats.csv':
    'prompt,answer\n' +
    'What goes around the earth?,The moon goes around the earth.\n' +
    'How many legs has a cat?,A cat has four legs.\n' +
    'What is white and cold?,Snow is white and cold.\n' +
    'What do bees make?,"Bees make honey, from flowers."\n',
};

/** Settings that go with it. */
export const SMALL_SETTINGS = {
  Layers: 1,
  Heads: 2,
  Width: 64,
  'Hidden width': 128,
  Context: 32,
  Batch: 2,
  'Pre-training epochs': 40,
  'Pre-training rate': 0.003,
  'Tuning epochs': 120,
  'Tuning rate': 0.003,
  'Validation share': 0,
};

/** Words for a quick training on it, where it lies beside the page in the folder `lesson`. */
export const SMALL_WORDS = {
  data: 'lesson/facts.json lesson/chats.csv',
  layers: '1',
  heads: '2',
  'hidden-dim': '128',
  context: '32',
  'batch-size': '2',
  'pretrain-epochs': '5',
  'pretrain-lr': '0.003',
  'tune-epochs': '120',
  'tune-lr': '0.003',
};

/** Makes the page ready to train on the small dataset. */
export async function prepareSmallRun(glass, settings = {}) {
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.set({ ...SMALL_SETTINGS, ...settings });
}

/** Trains on the small dataset to the end. */
export async function trainSmallModel(glass, settings = {}) {
  await prepareSmallRun(glass, settings);
  await glass.show('train');
  await glass.click('Train');
  await glass.waitForState('Trained');
}

/** The runs that the page's storage holds, those of fewer steps first. */
export function keptRuns(glass) {
  return glass.page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('glassgpt');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('runs').objectStore('runs').getAll();
          all.onerror = () => reject(all.error);
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result.map(({ id, step, state }) => ({ id, step, state })).sort((a, b) => a.step - b.step));
          };
        };
      }),
  );
}
