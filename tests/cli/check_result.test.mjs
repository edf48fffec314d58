// The results in tests/fixtures/result were made by the WASM module: that they replay is that the program has its bits.

import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fails, folder, output, run, write } from './helpers.mjs';

const fixture = (name) => fileURLToPath(new URL(`../fixtures/result/${name}`, import.meta.url));
const own = () => JSON.parse(readFileSync(fixture('own.json'), 'utf8'));
const bundled = () => JSON.parse(readFileSync(fixture('bundled.json'), 'utf8'));
const data = ['--data', fixture('frases.txt'), fixture('preguntas.csv')];

/** Checks a result that was changed, which has to fail with lines that match, and returns them. */
async function differs(t, result, more, ...patterns) {
  const checked = await run(t, ['check-result', write(folder(t), 'result.json', result), ...more]);
  assert.equal(checked.code, 1, checked.stderr);
  assert.equal(checked.stderr, '');
  const lines = checked.stdout.trimEnd().split('\n');
  assert.equal(lines.length, patterns.length, checked.stdout);
  patterns.forEach((pattern, i) => assert.match(lines[i], pattern));
}

test('a run of the WASM module replays to the same bits', async (t) => {
  assert.equal(
    await output(t, ['check-result', fixture('own.json'), ...data]),
    'same bits after 150 steps, a loss of 0.00852049, 2 answers\n',
  );
});

test('one on bundled data needs no files, and says so where it is run from elsewhere', async (t) => {
  const told = await output(t, ['check-result', fixture('bundled.json')], { cwd: folder(t) });
  assert.equal(told, 'same bits after 30 steps, a loss of 3.9265, 1 answer\n');
});

test('data goes by its bytes and may have any name', async (t) => {
  const directory = folder(t);
  const files = ['preguntas.csv', 'frases.txt'].map((name, i) => {
    copyFileSync(fixture(name), join(directory, `${i}`));
    return join(directory, `${i}`);
  });
  assert.match(await output(t, ['check-result', fixture('own.json'), '--data', ...files]), /^same bits /);
});

test('what was changed is found out', async (t) => {
  const weights = /^weights: [0-9a-f]{12}… in the file, [0-9a-f]{12}… replayed$/;
  const loss = /^loss of step \d+: [\d.e-]+ in the file, [\d.e-]+ replayed$/;

  const digest = bundled();
  digest.weights = digest.weights.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  await differs(t, digest, [], weights);

  const seed = bundled();
  seed.training.seed += 1;
  seed.answers = [];
  await differs(t, seed, [], /^loss of step 1: /, weights);

  const better = bundled();
  better.curve.at(-1).loss = 0.5;
  await differs(t, better, [], /^loss of step 30: 0\.5 in the file, 3\.926\d* replayed$/);

  const wiser = own();
  wiser.answers[0].answer = 'Una bola de gas.';
  await differs(t, wiser, data, /^answer to "¿Qué es el sol\?": "Una bola de gas\." in the file, "Una estrella\." replayed$/);

  const shorter = own();
  shorter.steps = 149;
  shorter.curve.pop();
  shorter.answers = [];
  await differs(t, shorter, data, weights);

  // 6 phrases and 3 questions, 2 at a time
  const longer = own();
  longer.training.pretrain.epochs = longer.training.tune.epochs = 1;
  longer.answers = [];
  await differs(t, longer, data, /^steps: 150 in the file, no more than 5 replayed$/, loss, weights);

  const kept = own();
  kept.pretrain.held_out = 0;
  kept.answers = [];
  await differs(t, kept, data, loss, weights);
});

test('other data than was given is a difference, and data that is not given is asked for', async (t) => {
  const other = write(folder(t), 'frases.txt', 'El sol es una estrella.\n');
  await differs(t, own(), ['--data', other, fixture('preguntas.csv')],
    /^data: none of the files is pretrain-1\.txt: 219 bytes with the SHA-256 [0-9a-f]{64}$/);
  await fails(t, 2, ['check-result', fixture('own.json')], /data that is not bundled: pretrain-1\.txt: 219 bytes/, /give it with --data/);
  await fails(t, 2, ['check-result', fixture('own.json'), '--data', join(folder(t), 'none.txt')], /there is no such file/);
});

test('what is no result is refused with the field at fault', async (t) => {
  const directory = folder(t);
  await fails(t, 2, ['check-result', join(directory, 'none.json')], /there is no such file/);
  await fails(t, 2, ['check-result', fixture('frases.txt')], /frases\.txt: not valid JSON at line 1/);
  await fails(t, 2, ['check-result', write(directory, 'model.json', { format: 'glassgpt', version: 1 })],
    /model\.json, format: this is no result of a run: expected "glassgpt-result", found "glassgpt"/);
  const named = { ...bundled(), name: 'Ana' };
  await fails(t, 2, ['check-result', write(directory, 'named.json', named)], /named\.json, name: no field of this name is known/);
});
