// The package as people install it: packed, put into the project of examples/vite, used by Node and by the page that Vite
// builds there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { SENTENCES } from '../../examples/vite/sentences.js';
import { launchChromium, PATIENCE_MS, serve } from './support.mjs';

const example = fileURLToPath(new URL('../../examples/vite', import.meta.url));
const web = fileURLToPath(new URL('../../web', import.meta.url));

/** Programs are found as in a project that has installed them. */
const PATH = [path.join(web, 'node_modules/.bin'), process.env.PATH].join(path.delimiter);

async function run(command, args, cwd) {
  const options = { cwd, timeout: 4 * PATIENCE_MS, env: { ...process.env, PATH } };
  return (await promisify(execFile)(command, args, options)).stdout;
}

let folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glassgpt-package-'));
  await cp(example, folder, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
  const packed = JSON.parse(await run('npm', ['pack', '--json', '--pack-destination', folder], web));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${packed[0].filename}`], folder);
});
after(() => rm(folder, { recursive: true, force: true }));

async function runScript(text) {
  await writeFile(path.join(folder, 'script.mjs'), text);
  return JSON.parse(await run(process.execPath, ['script.mjs'], folder));
}

test('in Node it trains ten sentences, answers, is looked into, and goes on from what it saved', async () => {
  const told = await runScript(`
    import { GlassGPT } from 'glassgpt';
    const model = await GlassGPT.create({ data: ${JSON.stringify(SENTENCES)}, layers: 1, 'batch-size': 2, seed: 3 });
    const progress = [];
    for await (const { step, loss } of model.train({ steps: 40 })) progress.push({ step, loss });
    const half = model.standing;
    for await (const { step, loss } of model.train()) progress.push({ step, loss });
    const tokens = [];
    for await (const token of model.generate('A cat has')) tokens.push(token);
    const { tokens: seen, next } = await model.inspect('A cat has', { top: 2 });
    const other = await GlassGPT.create();
    await other.load(await model.save());
    const answer = await other.ask('Bees make');
    other.dispose();
    const standing = model.standing;
    model.dispose();
    console.log(JSON.stringify({ progress, half, standing, tokens, seen, likeliest: next[0], answer }));
  `);
  const { progress, half, standing, tokens, seen, likeliest, answer } = told;
  assert.deepEqual([half.state, half.step], ['paused', 40]);
  assert.deepEqual([standing.state, standing.step], ['done', standing.totalSteps]);
  assert.ok(progress.every(({ step }, i) => i === 0 || step > progress[i - 1].step));
  assert.ok(progress[0].loss > 1 && progress.at(-1).loss < 0.2);
  assert.equal(tokens.join('').trim(), 'four legs.');
  assert.ok(tokens.length > 1);
  assert.deepEqual(seen, ['A', 'cat', 'has']);
  assert.equal(likeliest.token.trim(), 'four');
  assert.equal(answer, 'honey from flowers.');
});

test('it knows questions, bundled data, files and the same seed, and leaves a loop', async () => {
  const told = await runScript(`
    import { GlassGPT } from 'glassgpt';
    const chats = [{ prompt: 'What is hot?', answer: 'Fire.' }, { prompt: 'What is wet?', answer: 'Water.' }];
    const words = { layers: 1, seed: 5 };
    const weights = [];
    for (const data of [chats, { name: 'chats.json', content: JSON.stringify(chats) }]) {
      const model = await GlassGPT.create({ data, ...words });
      for await (const _ of model.train({ steps: 20 }));
      weights.push(Buffer.from(await (await model.save()).arrayBuffer()).toString('base64'));
      model.dispose();
    }
    const bundled = await GlassGPT.create({ data: 'facts', ...words });
    for await (const _ of bundled.train()) break;
    const { state, step } = bundled.standing;
    bundled.dispose();
    console.log(JSON.stringify({ same: weights[0] === weights[1], state, left: step > 0 }));
  `);
  assert.deepEqual(told, { same: true, state: 'paused', left: true });
});

test('it refuses what it cannot use, in words, and leaves nothing behind', async () => {
  const told = await runScript(`
    import { GlassGPT } from 'glassgpt';
    const told = [];
    for (const options of [{ layers: 99 }, { layrs: 2 }, { data: [] }, { data: { name: 'a.json', content: '[1]' } }]) {
      await GlassGPT.create(options).catch(({ message }) => told.push(message));
    }
    console.log(JSON.stringify(told));
  `);
  assert.equal(told.length, 4);
  assert.match(told[0], /^layers=99: .*from 1 to 12/);
  assert.match(told[1], /^layrs: there is no such word/);
  assert.match(told[2], /^data: there is nothing in it/);
  assert.match(told[3], /a\.json/);
});

test('a project that Vite builds has the element and trains by the package, in Chromium', async () => {
  await run('npm', ['run', 'build'], folder);

  const { server, address } = await serve(path.join(folder, 'dist'));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const faults = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(address);
    await page.getByRole('button', { name: 'Train it on ten sentences' }).click();
    await page.locator('#answer').filter({ hasText: 'four legs.' }).waitFor();
    assert.ok(Number(await page.locator('#loss').innerText()) < 0.2);
    assert.equal(page.workers().length, 0, 'the worker ended');
    const standing = await page.locator('glass-gpt').evaluate((element) => element.step(2));
    assert.deepEqual([standing.state, standing.step], ['paused', 2]);
    assert.equal(page.workers().length, 1);
    assert.match(page.workers()[0].url(), /^http/);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    server.close();
  }
});

test('publint finds nothing wrong with it, and its types are found', async () => {
  assert.match(await run('publint', ['--strict'], web), /All good!/);
  // It fails if it finds a problem.
  const told = await run('attw', ['--pack', '.', '--profile', 'esm-only', '--no-color'], web);
  assert.equal(told.match(/^(node16 \(from ESM\)|bundler): 🟢/gm).length, 8);
});
