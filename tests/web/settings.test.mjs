// What one can set before training: ranges, what it costs, and the address that holds it all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const panelOf = (glass) => glass.page.locator('gg-settings-panel');
const field = (glass, label) => panelOf(glass).getByLabel(label, { exact: true });

test('holds numbers to their ranges, and Train goes to the field that is wrong', async () => {
  const glass = await browser.open();
  await glass.set({ Layers: 13, 'Target loss': 0 });
  await panelOf(glass).getByText('A whole number from 1 to 12.', { exact: true }).waitFor();
  assert.equal(await field(glass, 'Layers').getAttribute('aria-invalid'), 'true');
  assert.equal(await field(glass, 'Target loss').getAttribute('aria-invalid'), 'false');

  const group = panelOf(glass).locator('details[data-group=model]');
  await group.locator('summary').click();
  await glass.click('Train');
  await panelOf(glass).locator('input[name=numLayers]:focus').waitFor();
  assert.deepEqual(await glass.heard('begin'), []);

  // A preset sets everything anew.
  await panelOf(glass).locator('[data-preset=usual]').click();
  assert.equal(await field(glass, 'Layers').inputValue(), '3');
  assert.equal(await field(glass, 'Target loss').inputValue(), '');
  await glass.click('Step');
  await glass.page.waitForFunction(() => window.heard.some(({ type }) => type === 'begin'));
  assert.equal((await glass.heard('begin'))[0].model.numLayers, 3);
  glass.assertNoFaults();
  await glass.close();
});

test('offers the numbers of heads that divide the width, and falls back to one that does', async () => {
  const glass = await browser.open();
  await glass.set({ Width: 96 });
  const choices = await field(glass, 'Heads').locator('option').allInnerTexts();
  assert.deepEqual(choices, ['1', '2', '3', '4', '6', '8', '12', '16', '24', '32', '48', '96']);
  await glass.set({ Heads: 6, Width: 64 });
  assert.equal(await field(glass, 'Heads').inputValue(), '4');
  await glass.close();
});

test('tells memory and time before training, from a measurement of this device', async () => {
  const glass = await browser.open();
  await glass.page.getByLabel('Stories').check();
  await glass.waitForData(/stories\.txt/);
  await glass.page.waitForFunction(() => window.heard.some(({ type }) => type === 'benchmark'));
  await panelOf(glass).locator('[data-preset=usual]').click();
  // The slider is for the hand; it moves the number with it.
  await glass.set({});
  await panelOf(glass).locator('gg-number-field').filter({ hasText: 'Layers' }).locator('[type=range]').fill('12');
  assert.equal(await field(glass, 'Layers').inputValue(), '12');
  await glass.set({ 'Pre-training epochs': 1000 });
  await panelOf(glass).locator('details[data-group=training] summary').filter({ hasText: '1,000 epochs' }).waitFor();

  const { operationsPerSecond } = (await glass.heard('benchmark'))[0];
  const { predictedTokens: tokens, examples } = (await glass.heard('examine')).at(-1).tokens[0].pretrain.training;
  await glass.page.waitForFunction(
    () => window.heard.filter(({ type }) => type === 'measure').at(-1).cost.parameters > 1e6,
  );
  const { cost } = (await glass.heard('measure')).at(-1);
  assert.ok(tokens / examples > 10 && tokens / examples < 80);
  // What the weights take by themselves: each with a gradient and two moments, four bytes apiece.
  assert.ok(cost.bytes > 16 * cost.parameters);

  // Beside the epochs, 20 times the last words of 128 examples are looked at: a forward pass, a third of a step.
  const looked = (20 * 128 * tokens) / examples / 3;
  const minutes = Math.round(((1000 * tokens + looked) * cost.operationsPerToken) / operationsPerSecond / 60);
  const time = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  await panelOf(glass).locator('[data-name=time]').getByText(`about ${time}`, { exact: true }).waitFor();
  await glass.close();
});

test('an address sets everything, names what it cannot use, and is kept up to date', async () => {
  const query = 'data=stories&layers=4&dim=128&activation=gelu&schedule=cosine&plateau=3&temperature=0.5&question=Once+upon';
  const address = `?${query}&seed=-1&context=many&from=letter#runs`;
  const glass = await browser.open({ address, viewport: { width: 360, height: 800 }, locale: 'de-DE' });
  await glass.page.locator('#runs').waitFor();
  const notice = await glass.notice();
  assert.match(notice, /context=many: Eine ganze Zahl von 1 bis 512\. Stattdessen gilt: 80\./);
  assert.match(notice, /seed=-1: .* Stattdessen gilt: 1\./);
  await glass.set({});
  const shown = {};
  for (const label of ['Schichten', 'Breite', 'Kontext', 'Aktivierung', 'Startwert', 'Verlauf', 'Geduld, Epochen', 'Zielverlust']) {
    shown[label] = await field(glass, label).inputValue();
  }
  assert.deepEqual(shown, {
    Schichten: '4',
    Breite: '128',
    Kontext: '80',
    Aktivierung: 'gelu',
    Startwert: '1',
    Verlauf: 'cosine',
    'Geduld, Epochen': '3',
    Zielverlust: '',
  });
  assert.equal(await glass.page.getByLabel('Geschichten (English)').isChecked(), true);
  assert.equal(await glass.page.locator('gg-ask-box input[name=prompt]').inputValue(), 'Once upon');
  assert.equal(await glass.page.locator('gg-ask-box input[name=temperature]').inputValue(), '0.5');

  // Only what differs from the defaults or was chosen by hand stays, and what is not ours.
  const waitFor = (expected) =>
    glass.page.waitForFunction(
      (keys) => [...new URLSearchParams(location.search).keys()].sort().join(' ') + location.hash === keys,
      expected,
    );
  await waitFor('activation data dim from layers plateau question schedule temperature#data');
  await glass.set({ Schichten: 2, 'Geduld, Epochen': '', Zielverlust: 1.5 });
  await waitFor('activation data dim from question schedule target-loss temperature#data');
  assert.equal(new URL(glass.page.url()).searchParams.get('target-loss'), '1.5');
  assert.ok((await glass.page.evaluate(() => document.documentElement.scrollWidth)) <= 360);

  await glass.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await glass.click('Link kopieren');
  await panelOf(glass).getByRole('status').filter({ hasText: 'Kopiert' }).waitFor();
  assert.equal(await glass.page.evaluate(() => navigator.clipboard.readText()), glass.page.url());
  glass.assertNoFaults();
  await glass.close();
});

test('of an address that cannot be used as it stands, it says what is used in its place', async () => {
  const glass = await browser.open();
  const said = async (query) => {
    await glass.load(`?${query}`);
    return (await glass.notice()).replace(/^Not all that the address says can be used\. /, '');
  };
  const { page } = glass;
  assert.equal(await said('heads=3'), 'heads: 3 heads cannot share a width of 64 evenly. Used instead: 2.');
  await glass.set({});
  assert.equal(await field(glass, 'Heads').inputValue(), '2');
  assert.equal(await said('dim=66'), 'heads: 4 heads cannot share a width of 66 evenly. Used instead: 3.');
  assert.equal(await said('data=poems'), 'data=poems: One of facts, facts-de, facts-es, stories, stories-de, stories-es, own, or the address of a text on this site. Used instead: facts.');
  assert.equal(await said('layers=2&layers=4'), 'layers stands there more than once; the first counts.');
  assert.equal(
    await said('activation=swish&batch-size=0'),
    'batch-size=0: A whole number from 1 to 4,096. The recipe decides instead. activation=swish: One of relu, gelu. Used instead: relu.',
  );
  assert.equal(await said('plateau=0'), 'plateau=0: A whole number from 1 to 100,000. Empty: off. Used instead: off.');
  await page.waitForFunction(() => location.search === '');
  await glass.close();
});
