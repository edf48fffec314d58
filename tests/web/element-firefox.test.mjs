// Elements and the frame in a second browser, which has other rules for what comes and goes, and for what a frame may know.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { startElements } from './element-page.mjs';

const puppeteer = createRequire(new URL('../../web/package.json', import.meta.url))('puppeteer-core');

let elements;
let browser;
before(async () => {
  elements = await startElements();
  browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' });
});
after(async () => {
  await browser.close();
  await elements.close();
});

const SMALL = 'layers="1" heads="2" context="32" pretrain-epochs="2" tune-epochs="2" batch-size="64"';

async function open(body, head = '') {
  const script = '<script type="module" src="/glassgpt/glass-gpt.js"></script>';
  elements.documents.set('/firefox.html', { html: `<!doctype html><title>Course</title>${head}${script}<body>${body}</body>` });
  const page = await browser.newPage();
  page.faults = [];
  page.on('pageerror', ({ message }) => page.faults.push(message));
  await page.goto(`${elements.origin}/firefox.html`);
  return page;
}

test('Firefox: elements train side by side, move, come and go', async () => {
  const page = await open(`<glass-gpt id="a" language="de" ${SMALL}></glass-gpt><glass-gpt id="b" theme="dark" ${SMALL} seed="2"></glass-gpt><div id="place"></div>`);
  const result = await page.evaluate(async () => {
    await customElements.whenDefined('glass-gpt');
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    const ends = await Promise.all([a.train(), b.train()]);
    document.getElementById('place').append(a);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answer = await a.ask('What is the capital of France?');
    const state = await a.getState();
    a.remove();
    await new Promise((resolve) => setTimeout(resolve, 100));
    document.getElementById('place').append(a);
    const again = await a.setState({ ...state, steps: 3 });
    return { states: ends.map(({ state }) => state), losses: ends.map(({ loss }) => loss), end: answer.end, step: again.step };
  });
  assert.deepEqual(result.states, ['done', 'done']);
  assert.notEqual(result.losses[0], result.losses[1]);
  assert.ok(['end_token', 'max_tokens'].includes(result.end));
  assert.equal(result.step, 3);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('Firefox: the frame knows its page by what that says, where nothing else tells', async () => {
  const frame = elements.origin.replace('127.0.0.1', 'localhost') + '/glassgpt/embed/v1/index.html?layers=1&heads=2&context=32&autostart=no';
  const page = await open(
    `<iframe id="f" referrerpolicy="no-referrer" src="${frame}" width="800" height="300"></iframe>`,
    `<script>window.command = (message) => document.getElementById('f').contentWindow.postMessage(message, '*');
    window.told = []; addEventListener('message', ({ data }) => told.push(data));</script>`,
  );
  const result = await page.evaluate(async () => {
    const heard = async (isIt) => {
      for (let tries = 0; tries < 3000; ++tries) {
        const there = window.told.find(isIt);
        if (there !== undefined) return there;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`not among ${JSON.stringify(window.told)}`);
    };
    const { height } = await heard(({ event }) => event === 'resize');
    window.command({ type: 'glass-gpt', version: 1, id: 1, command: 'step', n: 2 });
    const reply = await heard(({ id }) => id === 1);
    return { height, step: reply.result.step, ready: (await heard(({ event }) => event === 'ready')).detail.data };
  });
  assert.ok(result.height > 100);
  assert.deepEqual([result.step, result.ready], [2, 'facts']);
  assert.deepEqual(page.faults, []);
  await page.close();
});
