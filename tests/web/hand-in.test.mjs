// What a student hands in on the page replays in the program. GLASSGPT_CLI names the program.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { SMALL_DATA, SMALL_WORDS, startBrowser } from './support.mjs';

const cli = process.env.GLASSGPT_CLI;
if (!cli) throw new Error('GLASSGPT_CLI is not set: it names the native program');
const folder = mkdtempSync(path.join(tmpdir(), 'glassgpt-hand-in-'));
const inFolder = (name) => path.join(folder, name);
for (const [name, text] of Object.entries(SMALL_DATA)) writeFileSync(inFolder(name), text);

let browser;
before(async () => (browser = await startBrowser()));
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const QUESTION = 'What do bees make?';
const SETTINGS = {
  ...SMALL_WORDS,
  activation: 'gelu',
  'validation-share': '0.25',
  seed: '7',
  question: QUESTION,
  target: 'loss 0.5',
};

const panel = (glass) => glass.page.locator('gg-hand-in');

/** The page with a target, and data of its author beside it. */
async function open(options = {}, words = {}) {
  const glass = await browser.open(options);
  await glass.page.route('**/lesson/*', (route) =>
    route.fulfill({ body: SMALL_DATA[new URL(route.request().url()).pathname.split('/').at(-1)] }),
  );
  await glass.load(`?${new URLSearchParams({ ...SETTINGS, ...words })}`);
  await glass.waitForData('chats.csv: 4 chats');
  return glass;
}

async function makeResult(glass) {
  await panel(glass).getByRole('button', { name: 'Make my result' }).click();
  const text = panel(glass).locator('textarea');
  await text.waitFor();
  return text.inputValue();
}

/** What the program says of it: exit code, and lines. */
function check(text) {
  writeFileSync(inFolder('result.json'), text);
  const data = Object.keys(SMALL_DATA).map(inFolder);
  const { status, stdout, stderr } = spawnSync(cli, ['check-result', inFolder('result.json'), '--data', ...data], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a result of own data replays to the same bits, and has no name in it', async () => {
  const glass = await open();
  await glass.click('Train');
  await glass.waitForState('Trained');
  const text = await makeResult(glass);
  const result = JSON.parse(text);
  const { step } = (await glass.heard('progress')).at(-1).progress.last;
  assert.equal(result.steps, step);
  assert.equal(result.curve.at(-1).step, step);
  assert.ok(result.curve.length > 30 && result.curve.length <= 65, `${result.curve.length} points`);
  assert.equal(result.pretrain.held_out, 0.25);
  assert.equal(result.sizes.activation, 'gelu');
  assert.equal(result.training.seed, 7);
  assert.deepEqual(result.answers.map(({ question, as }) => ({ question, as })), [{ question: QUESTION, as: 'chat' }]);
  const [chats] = result.tune.data;
  assert.equal(chats.sha256, createHash('sha256').update(SMALL_DATA['chats.csv']).digest('hex'));
  assert.doesNotMatch(text, /chats\.csv|facts\.json/);
  assert.ok(text.length < 6000, `${text.length} characters`);

  const told = check(text);
  assert.match(told.stdout, new RegExp(`^same bits after ${step} steps, a loss of [\\d.e-]+, 1 answer\n$`), told.stderr);
  assert.equal(told.status, 0);
  glass.assertNoFaults();
  await glass.close();
});

test('one that was paused and begun anew on the page replays, and a changed one does not', async () => {
  const glass = await open({}, { 'tune-epochs': '4000' });
  await glass.click('Train');
  await glass.page.locator('[data-name=reached]').filter({ hasText: /^Reached after \d+ steps\.$/ }).waitFor();
  const text = await makeResult(glass); // pauses
  await glass.waitForState('Paused');
  assert.match(check(text).stdout, /^same bits /);
  const faster = JSON.parse(text);
  faster.steps -= 1;
  faster.curve.pop();
  faster.answers = [];
  const told = check(JSON.stringify(faster));
  assert.match(told.stdout, /^weights: /);
  assert.equal(told.status, 1);

  await glass.click('Resume');
  await glass.waitForState('Tuning');
  await panel(glass).getByRole('button', { name: 'Make my result' }).click();
  await glass.waitForState('Paused');
  await glass.page.waitForFunction((before) => {
    const area = window.workbench().shadowRoot.querySelector('gg-task-panel').shadowRoot.querySelector('gg-hand-in').shadowRoot.querySelector('textarea');
    return area.value !== before;
  }, text);
  const later = JSON.parse(await panel(glass).locator('textarea').inputValue());
  assert.ok(later.steps > JSON.parse(text).steps);
  assert.match(check(JSON.stringify(later)).stdout, /^same bits /);
  glass.assertNoFaults();
  await glass.close();
});

test('it is downloaded as a file and copied as text, and selected where copying is not allowed', async () => {
  const glass = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await glass.click('Train');
  await glass.waitForState('Trained');
  const text = await makeResult(glass);
  const [download] = await Promise.all([glass.page.waitForEvent('download'), panel(glass).getByRole('button', { name: 'Download' }).click()]);
  assert.equal(download.suggestedFilename(), 'glassgpt-result.json');
  assert.equal(readFileSync(await download.path(), 'utf8'), text);
  await panel(glass).getByRole('button', { name: 'Copy' }).click();
  await panel(glass).getByText('Copied.', { exact: true }).waitFor();
  assert.equal(await glass.page.evaluate(() => navigator.clipboard.readText()), text);

  await glass.page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error('no'))));
  await panel(glass).getByRole('button', { name: 'Copy' }).click();
  await panel(glass).getByText('The browser did not allow copying.').waitFor();
  const selected = await panel(glass).locator('textarea').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  assert.equal(selected, text);
  glass.assertNoFaults();
  await glass.close();
});
