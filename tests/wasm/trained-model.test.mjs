// The small trained models that the page begins with: they are small, know what they are said to know, and are what
// data/train_model.mjs writes. GLASSGPT_CLI names the native program.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { dataOf, LANGUAGES, nameOf } from '../../data/train_model.mjs';

const cli = process.env.GLASSGPT_CLI;
if (!cli) throw new Error('GLASSGPT_CLI is not set: it names the native program');
const kept = fileURLToPath(new URL('../../data/trained-model/', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'glassgpt-trained-model-'));
after(() => rmSync(folder, { recursive: true }));

for (const language of Object.keys(LANGUAGES)) {
  const file = path.join(kept, `${nameOf(language)}.safetensors`);

  /** Of these questions, how many the native program has the model answer word for word. */
  const exact = (chats) => {
    const data = path.join(folder, `${language}.json`);
    writeFileSync(data, JSON.stringify(chats));
    const told = execFileSync(cli, ['eval', '--model', file, '--data', data, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(told).exact;
  };

  test(`the model of ${language} weighs 150 KB at most and answers its questions, also in other words`, async () => {
    const { chats, heldOut, facts } = await dataOf(language);
    assert.ok(gzipSync(readFileSync(file), { level: 9 }).length <= 150_000);
    assert.ok(facts.length >= 100);
    assert.equal(exact(chats), chats.length);
    assert.ok(exact(heldOut) >= 0.95 * heldOut.length);
  });

  test(`what is told of the training of ${language} ends as the model is`, () => {
    const { last, answers, history, questions } = JSON.parse(readFileSync(path.join(kept, `${nameOf(language)}.json`), 'utf8'));
    assert.equal(history.step.at(-1), last.step);
    const { question, text } = answers.tune;
    assert.equal(question, questions[0]);
    const said = execFileSync(cli, ['generate', '--model', file, '--prompt', `User: ${question} Assistant:`], { encoding: 'utf8' });
    assert.equal(said.trim(), text.trim());
  });
}

test('the same data gives the same files', () => {
  const script = fileURLToPath(new URL('../../data/train_model.mjs', import.meta.url));
  execFileSync(process.execPath, [script, 'en', '--output', folder]);
  for (const ending of ['safetensors', 'json']) {
    const name = `${nameOf('en')}.${ending}`;
    assert.deepEqual(readFileSync(path.join(folder, name)), readFileSync(path.join(kept, name)), name);
  }
});
