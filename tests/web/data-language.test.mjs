// The bundled data in the language of the page: at the first visit, when the language changes, and in links.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser, UNTRAINED } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const dataOf = (glass) => new URL(glass.page.url()).searchParams.get('data');
const waitForData = (glass, name) => glass.page.waitForFunction((its) => new URLSearchParams(location.search).get('data') === its, name);
const question = (glass) => glass.page.locator('gg-ask-box input[name=prompt]').inputValue();

test('a German visit fetches German data alone, and another language brings its own', async () => {
  const fetched = [];
  const prepare = (page) => page.on('request', (request) => fetched.push(new URL(request.url()).pathname.split('/').at(-1)));
  const glass = await browser.open({ prepare, locale: 'de-DE' });
  await waitForData(glass, 'facts-de');
  const bundled = fetched.filter((name) => /^(facts|chats|stories)/.test(name)).map((name) => name.replace(/-[\w-]{8}\./, '.'));
  assert.deepEqual(bundled.sort(), ['chats-de.json', 'chats-validation-de.json', 'facts-de.json']);
  await glass.page.getByText('facts-de.json: 505 Texte').waitFor();
  assert.equal(await question(glass), 'Was ist die Hauptstadt von Frankreich?');

  await glass.page.getByLabel('Geschichten').check();
  await waitForData(glass, 'stories-de');
  await glass.page.getByLabel('Sprache').selectOption('es');
  await waitForData(glass, 'stories-es');
  assert.equal(await question(glass), 'Había una vez');
  await glass.page.getByLabel('Hechos y luego conversaciones').check();
  await waitForData(glass, 'facts-es');
  await glass.page.locator('gg-ask-box input[name=prompt]').fill('¿Quién fue Thor?');
  await glass.page.getByLabel('Idioma').selectOption('en');
  await waitForData(glass, null);
  assert.equal(await question(glass), '¿Quién fue Thor?', 'what somebody wrote stays');
  glass.assertNoFaults();
  await glass.close();
});

test('own data and what is trained on stay in every language', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass);
  await glass.page.getByLabel('Language').selectOption('de');
  await glass.page.getByText('Nichts verlässt deinen Computer.').waitFor();
  await waitForData(glass, 'own');

  await glass.load('?seed=7');
  assert.equal(await glass.page.locator('gg-data-panel').getByLabel('Fakten, dann Chats (English)').isChecked(), true, 'a link means the same to everybody');
  await glass.click('Ein Schritt');
  await glass.next('step');
  await glass.page.getByLabel('Sprache').selectOption('es');
  await glass.page.getByText('Nada sale de tu ordenador.').waitFor();
  assert.equal(await glass.page.locator('gg-data-panel').getByLabel('Hechos y luego conversaciones (English)').isChecked(), true);
  glass.assertNoFaults();
  await glass.close();
});

test('what the core has to say is said in the page’s language, and so is what training costs', async () => {
  const glass = await browser.open({ address: `${UNTRAINED}&language=de` });
  const { page } = glass;
  const files = page.locator('gg-data-panel input[type=file]');
  await page.getByLabel('Deine eigenen Dateien').check();
  const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await files.setInputFiles(file('chats.json', '[{"prompt": "a", "answer": 1}]'));
  const fault = 'chats.json, Datensatz 1: erwartet: eine Zeichenkette als "answer", gefunden: eine Zahl; setze es in doppelte Anführungszeichen';
  await page.locator('gg-data-panel').getByText(fault).waitFor();
  await files.setInputFiles([
    file('facts.txt', 'Die Katze hat vier Beine.\nDer Hund hat vier Beine.\n'),
    file('chats.csv', 'prompt,answer\nWie viele Beine hat die Katze?,Vier.\nWas hat der Hund?,Beine.\n'),
  ]);
  await waitForData(glass, 'own');

  await page.getByText('Was es kostet').click();
  const cost = (name) => page.locator(`gg-training-cost [data-name=${name}]`);
  await page.getByLabel('Anteil am Prozessorkern', { exact: true }).selectOption('half');
  await page.waitForFunction(() => new URLSearchParams(location.search).get('effort') === 'half');
  await glass.click('Ein Schritt');
  await glass.next('step');
  await cost('steps').getByText('1 von etwa').waitFor();
  await cost('energy').getByText(/ J von etwa .* J$/).waitFor();

  await page.locator('gg-ask-box input[name=prompt]').fill('Wie viele Flügel hat die katze?');
  await page.locator('gg-ask-box').getByRole('button', { name: 'Fragen' }).click();
  const note = page.locator('gg-ask-box .note');
  await note.getByText('Das Modell kennt „Flügel“ und „katze“ (es kennt „Katze“) nicht: Es sieht stattdessen <unk>.').waitFor();
  await page.getByLabel('Sprache').selectOption('es');
  await note.getByText('El modelo no conoce «Flügel» y «katze» (conoce «Katze»): ve <unk> en su lugar.').waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('a copied link names the data that would not be the same everywhere', async () => {
  const glass = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  assert.equal(new URL(glass.page.url()).search, '');
  await glass.set({});
  await glass.click('Copy link');
  await glass.page.locator('gg-settings-panel').getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  const link = await glass.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(new URL(link).search, '?data=facts');
  await glass.close();
});
