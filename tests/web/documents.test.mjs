// Documents: their text is read on the page, by what is loaded only then; and what cannot be read is told in words that
// help. What the documents hold is written in fixtures/documents/make_documents.py.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { startBrowser, STRICT_POLICY } from './support.mjs';

const fixture = (name) => readFile(new URL(`../fixtures/documents/${name}`, import.meta.url));

let browser;
let glass;
before(async () => (browser = await startBrowser({ 'Content-Security-Policy': STRICT_POLICY })));
after(() => browser.close());
beforeEach(async () => (glass = await browser.open()));
afterEach(() => glass.close());

/** What the page holds of the files to train on, as text. */
const texts = () =>
  glass.page
    .locator('gg-data-panel')
    .evaluate(({ page }) => Promise.all(page.data.training.pretrain.map(({ content }) => content.text())));

const alert = (text) => glass.page.locator('gg-data-panel').getByRole('alert').filter({ hasText: text }).waitFor();

test('reads the paragraphs of a Word document: breaks are spaces, cells and notes paragraphs', async () => {
  const requested = [];
  glass.page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await glass.useData({ 'essay.docx': await fixture('essay.docx') });
  await glass.waitForData('6 paragraphs from essay.docx');
  assert.deepEqual((await texts())[0].split('\n'), [
    'Über den Fluss',
    'Der Fluss fließt nach Süden.',
    'Er ist breit und tief.',
    'Die Größe: 3 km.',
    'Das Gewicht: 5 t.',
    'Im Winter friert er zu.',
  ]);
  assert.ok(requested.some((path) => /docx-worker/.test(path)) && !requested.some((path) => /pdf/.test(path)));
  glass.assertNoFaults();
});

test('reads the paragraphs of a PDF document: over columns and pages, with parted words whole again', async () => {
  await glass.useData({ 'report.pdf': await fixture('report.pdf') });
  await glass.waitForData('5 paragraphs from report.pdf');
  assert.deepEqual((await texts())[0].split('\n'), [
    'Bericht über Bären',
    'Der Bär ist ein großes Säugetier. Er lebt im Wald und in den Bergen, wo er Nahrung findet.',
    'Im Herbst frisst der Bär viel, denn den ganzen Winter über hält er Ruhe in seiner Höhle.',
    'Junge Bären bleiben lange bei der Mutter, die ihnen alles zeigt, was sie wissen müssen.',
    '熊は森に住む。',
  ]);
  glass.assertNoFaults();
});

test('says of each document that it cannot read what it is and what helps', async () => {
  const essay = await fixture('essay.docx');
  for (const [name, bytes, words] of [
    ['scanned.pdf', await fixture('scanned.pdf'), /scanned\.pdf holds no text.*OCR/],
    ['protected.pdf', await fixture('protected.pdf'), /protected\.pdf is protected by a password/],
    ['broken.pdf', '%PDF-1.4\nnothing', /broken\.pdf cannot be read: it is damaged/],
    // Its list of contents is whole, and what it lists is not.
    ['broken.docx', Buffer.concat([essay.subarray(0, 30), essay.subarray(90)]), /broken\.docx cannot be read: it is damaged/],
    ['half.docx', essay.subarray(0, 700), /half\.docx cannot be read: it is damaged/],
    ['letter.odt', await fixture('letter.odt'), /letter\.odt is a document.*\.txt/],
    ['old.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old\.doc is a document.*\.txt/],
    ['secret.docx', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /secret\.docx is protected/],
    ['letter.rtf', '{\\rtf1 Hello}', /letter\.rtf is a document/],
    ['picture.txt', Buffer.from('89504e470d0a1a0a', 'hex'), /picture\.txt is a picture/],
    ['texts.gz', Buffer.from('1f8b0800', 'hex'), /texts\.gz is an archive/],
  ]) {
    await glass.useData({ [name]: bytes });
    await alert(words);
  }
  glass.assertNoFaults();
});

test('reads documents and texts together, and all of them or none', async () => {
  await glass.useData({ 'essay.docx': await fixture('essay.docx'), 'more.txt': 'One more text.\n' });
  await glass.waitForData('6 paragraphs from essay.docx');
  await glass.waitForData('more.txt: 1 text to pre-train on');
  await glass.useData({ 'other.txt': 'Another text.\n', 'scanned.pdf': await fixture('scanned.pdf') });
  await alert(/scanned\.pdf holds no text/);
  await glass.waitForData('6 paragraphs from essay.docx');
  await glass.takeStep();
  glass.assertNoFaults();
});
