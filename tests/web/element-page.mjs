// Documents with <glass-gpt> in them, as others write them: served from another folder than the element's.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { launchChromium, pageDir, PATIENCE_MS } from './support.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

/** A browser, and a site that has the element in /glassgpt/ and the documents that tests write. */
export async function startElements() {
  const documents = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const written = documents.get(pathname);
    const file = path.join(pageDir, decodeURIComponent(pathname).replace(/^\/glassgpt\//, ''));
    const body = written?.html ?? (pathname.startsWith('/glassgpt/') ? await readFile(file).catch(() => null) : null);
    if (body === null) return response.writeHead(404).end();
    const type = written === undefined ? (TYPES[path.extname(file)] ?? 'application/octet-stream') : TYPES['.html'];
    return response.writeHead(200, { 'Content-Type': type, ...written?.headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  return {
    browser,
    documents,
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** In the document: writes down what elements tell, in `window.told`. */
function recordTold() {
  window.told = [];
  for (const name of ['ready', 'progress', 'milestone', 'answer', 'done', 'error']) {
    addEventListener(name, (event) => {
      if (event instanceof CustomEvent) window.told.push({ name, id: event.target.id, detail: event.detail });
    });
  }
  /** The first that it tells of that name. */
  window.next = (name, id = '') =>
    new Promise((resolve) => {
      const look = () => {
        const there = window.told.find((told) => told.name === name && told.id === id);
        if (there !== undefined) return resolve(there.detail);
        setTimeout(look, 20);
      };
      look();
    });
}

/** Waits until the document has so many workers: that one has ended is told a moment later. */
export async function waitForWorkers(page, count) {
  for (let tries = 0; page.workers().length !== count; ++tries) {
    assert.ok(tries < 500, `${page.workers().length} workers`);
    await page.waitForTimeout(20);
  }
}

/** A document with that body, once it is loaded. */
export async function openDocument({ browser, documents, origin }, body, { headers = {}, head = '', ...options } = {}) {
  const name = `/course/${documents.size}.html`;
  const script = '<script type="module" src="/glassgpt/glass-gpt.js"></script>';
  documents.set(name, { headers, html: `<!doctype html><html lang="fr"><head><title>Course</title>${head}${script}</head><body>${body}</body></html>` });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const requests = [];
  page.faults = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  page.on('pageerror', (error) => page.faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(`${message.type()}: ${message.text()}`);
  });
  /** What of the element's files was asked for. */
  page.requested = () => requests.filter((its) => its.startsWith('/glassgpt/')).map((its) => its.slice('/glassgpt/'.length));
  await page.addInitScript(recordTold);
  await page.goto(origin + name);
  return page;
}
