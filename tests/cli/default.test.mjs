// `glassgpt` alone.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fails, finished, folder, output, run, smallest, start, write } from './helpers.mjs';

test('trains on the bundled data and answers the questions of standard input', async (t) => {
  const directory = folder(t);
  const input = 'What is the capital of France?\nHow many days has a week?\n';
  const result = await run(t, ['--epochs', '1', ...smallest], { cwd: directory, input });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /^[^\n]+\n[^\n]+\n$/);
  assert.match(result.stderr, /^Training a small GPT on the bundled facts/);
  assert.match(result.stderr, /^pretrain  [\d,]+ examples, [\d,]+ tokens; 1 epoch of /m);
  assert.match(result.stderr, /^tune      1\/1  loss /m);
  assert.match(result.stderr, /glassgpt train --save/);
  assert.deepEqual(readdirSync(directory), []);
});

test('a bad target is refused before training', async (t) => {
  await fails(t, 2, ['--save', 'model.bin'], /\.json or \.safetensors/);
  await fails(t, 2, ['--epochs', '-1'], /--epochs/);
});

if (process.platform !== 'win32') {
  /** Interrupts the program after its first epoch. */
  const interrupt = (t, args, directory) => {
    const child = start(t, ['--epochs', '100000', ...smallest, ...args], { cwd: directory });
    let log = '';
    child.stderr.on('data', function stop(text) {
      log += text;
      if (!/^pretrain +1\//m.test(log)) return;
      child.stderr.off('data', stop);
      child.kill('SIGINT');
    });
    return finished(child);
  };

  test('Ctrl-C saves beside what is there already', async (t) => {
    const directory = folder(t);
    write(directory, 'glassgpt.safetensors', 'old');
    const result = await interrupt(t, [], directory);
    assert.equal(result.code, 130, result.stderr);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, /^Interrupted after step /m);
    assert.match(result.stderr, /^Saved glassgpt-2\.safetensors\.$/m);
    assert.equal(readFileSync(join(directory, 'glassgpt.safetensors'), 'utf8'), 'old');
    const model = ['--model', join(directory, 'glassgpt-2.safetensors')];
    await output(t, ['generate', ...model, '--prompt', 'The moon', '--max-tokens', '2']);
  });

  test('--save says where the model goes', async (t) => {
    const directory = folder(t);
    const result = await interrupt(t, ['--save', 'mine.json', '--seed', '5'], directory);
    assert.equal(result.code, 130, result.stderr);
    assert.match(result.stderr, /^Saved mine\.json\.$/m);
    const saved = JSON.parse(readFileSync(join(directory, 'mine.json'), 'utf8'));
    assert.equal(saved.config.embedding_dim, 64);
    assert.ok(saved.training);
  });
}
