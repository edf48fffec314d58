// embed/v1/: the frame, in pages of another origin. It takes words in its address, tells how high it is, answers H5P's
// resizer, and obeys the page that embeds it and no other.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openDocument, startElements } from './element-page.mjs';

let elements;
before(async () => (elements = await startElements()));
after(() => elements.close());

const WORDS = new URLSearchParams({
  layers: '1', dim: '64', heads: '2', hidden: '128', context: '32', 'pretrain-epochs': '2', 'tune-epochs': '2', 'batch-size': '64',
  language: 'de', task: 'Bring den Verlust unter 3.', utm_source: 'course',
});

/** In the embedding page: keeps what the frame tells, and lets a test command it. */
const TALK = `
  window.told = [];
  addEventListener('message', ({ source, origin, data }) => {
    const frame = [...document.querySelectorAll('iframe')].find(({ contentWindow }) => contentWindow === source);
    if (frame !== undefined) told.push({ frame: frame.id, origin, data });
  });
  let lastId = 0;
  window.command = (id, message) => new Promise((resolve) => {
    const number = ++lastId;
    addEventListener('message', function listen({ data }) {
      if (data.id !== number) return;
      removeEventListener('message', listen);
      resolve(data);
    });
    document.getElementById(id).contentWindow.postMessage({ type: 'glass-gpt', version: 1, id: number, ...message }, '*');
  });
  window.heard = (isIt) => new Promise((resolve) => {
    const look = () => {
      const there = told.find(isIt);
      if (there === undefined) setTimeout(look, 20);
      else resolve(there);
    };
    look();
  });`;

const otherOrigin = () => elements.origin.replace('127.0.0.1', 'localhost');
const frame = (id, words, attributes = '') =>
  `<iframe id="${id}" title="GlassGPT" width="800" height="150" ${attributes} src="${otherOrigin()}/glassgpt/embed/v1/index.html?${words}"></iframe>`;
const open = (body) => openDocument(elements, body, { head: `<script>${TALK}</script>` });

test('takes words in its address, tells its events, and obeys commands', async () => {
  const page = await open(frame('a', WORDS));
  const inside = page.frameLocator('#a');
  await inside.getByText('Bring den Verlust unter 3.').waitFor();
  await inside.getByRole('button', { name: 'Hier ein kleines GPT trainieren' }).waitFor();
  assert.equal(await inside.locator('html').getAttribute('lang'), 'de');
  assert.equal(await inside.locator('glass-gpt').getAttribute('hidden-dim'), '128');
  assert.equal(await inside.locator('li').count(), 0, 'what is no word in an address is left alone');

  const { steps, trained, answer, state, wrong, unknown, version } = await page.evaluate(async () => {
    const steps = await window.command('a', { command: 'step', n: 2 });
    const trained = await window.command('a', { command: 'train' });
    const answer = await window.command('a', { command: 'ask', question: 'What is the capital of France?' });
    const state = await window.command('a', { command: 'getState' });
    const wrong = await window.command('a', { command: 'step', n: -1 });
    const unknown = await window.command('a', { command: 'toString' });
    const version = await window.command('a', { command: 'train', version: 2 });
    return { steps, trained, answer, state, wrong, unknown, version };
  });
  assert.deepEqual([steps.type, steps.version, steps.reply, steps.result.step], ['glass-gpt', 1, 'step', 2]);
  assert.equal(trained.result.state, 'done');
  assert.equal(answer.result.question, 'What is the capital of France?');
  assert.deepEqual([state.result.words.layers, state.result.steps], ['1', trained.result.step]);
  assert.match(wrong.error, /-1/);
  assert.equal(unknown.error, 'There is no command toString.');
  assert.equal(version.error, 'This frame speaks version 1.');

  const events = await page.evaluate(() => window.told.filter(({ data }) => data.type === 'glass-gpt').map(({ origin, data }) => [origin, data.version, data.event]));
  assert.ok(events.every(([origin, version]) => origin === otherOrigin() && version === 1));
  const names = new Set(events.map(([, , event]) => event));
  for (const name of ['ready', 'progress', 'milestone', 'done', 'answer', 'resize']) assert.ok(names.has(name), name);

  const { error } = await page.evaluate(() => window.command('a', { command: 'set', words: { language: 'es', theme: 'dark' } }));
  assert.equal(error, undefined);
  await inside.locator('[data-name=state]').filter({ hasText: 'Entrenado' }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('tells its height, also where it becomes less, and answers the resizer of H5P', async () => {
  const resizer = `<script>
    addEventListener('message', ({ source, data }) => {
      if (data.context !== 'h5p') return;
      const frame = [...document.querySelectorAll('iframe')].find(({ contentWindow }) => contentWindow === source);
      const answer = (action) => source.postMessage({ context: 'h5p', action }, '*');
      if (data.action === 'hello') { frame.style.width = '100%'; answer('hello'); }
      if (data.action === 'prepareResize' && (frame.clientHeight !== data.scrollHeight || data.scrollHeight !== data.clientHeight)) {
        frame.style.height = data.clientHeight + 'px';
        answer('resizePrepared');
      }
      if (data.action === 'resize') frame.style.height = data.scrollHeight + 'px';
    });</script>`;
  const page = await openDocument(elements, resizer + frame('a', 'show=all'), { head: `<script>${TALK}</script>` });
  const fits = (id, least) =>
    page.waitForFunction(
      ({ id, least }) => {
        const frame = document.getElementById(id);
        const heights = window.told.filter(({ data }) => data.event === 'resize').map(({ data }) => data.height);
        return heights.length > 0 && Math.abs(frame.clientHeight - heights.at(-1)) <= 4 && frame.clientHeight > least;
      },
      { id, least },
    );
  await fits('a', 100);
  await page.frameLocator('#a').getByRole('button', { name: 'Open it without training' }).click();
  await fits('a', 1500);
  await page.evaluate(() => window.command('a', { command: 'set', words: { show: ['ask'] } }));
  await page.waitForFunction(() => document.getElementById('a').clientHeight < 900);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('hears no other window, and tells no other', async () => {
  // The stranger is a frame beside it, and one within the frame cannot be: it speaks through the same window objects.
  const stranger = `<iframe id="stranger" srcdoc="<script>
    const frame = parent.document.getElementById('a').contentWindow;
    window.told = [];
    addEventListener('message', ({ data }) => told.push(data));
    window.ask = () => frame.postMessage({ type: 'glass-gpt', version: 1, id: 'stranger', command: 'step' }, '*');
  </script>"></iframe>`;
  const page = await open(frame('a', WORDS, 'referrerpolicy="no-referrer"') + stranger);
  await page.frameLocator('#a').getByRole('button').first().waitFor();
  const step = await page.evaluate(async () => {
    const { contentWindow } = document.getElementById('stranger');
    contentWindow.ask();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const first = await window.command('a', { command: 'step' });
    return { first: first.result.step, told: contentWindow.told.length };
  });
  assert.deepEqual(step, { first: 1, told: 0 }, 'its command was not heard, and it heard nothing');
  const replies = await page.evaluate(() => window.told.filter(({ data }) => data.id === 'stranger').length);
  assert.equal(replies, 0);
  await page.close();
});
