import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fails, folder, output, train, write, yesModel } from './helpers.mjs';

test('converting there and back gives the same bytes and, either way, the same answers', async (t) => {
  const directory = folder(t);
  for (const [from, to] of [['json', 'safetensors'], ['safetensors', 'json']]) {
    const model = await train(t, directory, `model.${from}`, '--epochs', '30', '--tune-lr', '0.005');
    const other = join(directory, `other.${to}`);
    const back = join(directory, `back.${from}`);
    await output(t, ['convert', '--model', model, '--to', other]);
    await output(t, ['convert', '--model', other, '--to', back]);
    assert.ok(readFileSync(model).equals(readFileSync(back)));
    const ask = ['--prompt', 'What is ice?', '--chat'];
    const answer = await output(t, ['generate', '--model', model, ...ask]);
    assert.ok(answer.length > 1);
    assert.equal(await output(t, ['generate', '--model', other, ...ask]), answer);
  }
});

test('convert keeps where training stands, unless told to drop it', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.safetensors', '--epochs', '1');
  const kept = join(directory, 'kept.json');
  const dropped = join(directory, 'dropped.json');
  await output(t, ['convert', '--model', model, '--to', kept]);
  await output(t, ['convert', '--model', model, '--to', dropped, '--drop-training']);
  const { training, ...rest } = JSON.parse(readFileSync(kept, 'utf8'));
  assert.ok(training);
  assert.deepEqual(JSON.parse(readFileSync(dropped, 'utf8')), rest);
});

test('a model without training state converts too', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'yes.json', yesModel);
  const binary = join(directory, 'yes.safetensors');
  await output(t, ['convert', '--model', model, '--to', binary]);
  assert.equal(await output(t, ['generate', '--model', binary, '--prompt', 'Yes']), ', sure.\n');
});

test('the file itself, and an ending that says nothing, are refused', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'yes.json', yesModel);
  const before = statSync(model).mtimeMs;
  await fails(t, 2, ['convert', '--model', model, '--to', model], /the file to convert/);
  await fails(t, 2, ['convert', '--model', model, '--to', join(directory, '.', 'yes.json')], /the file to convert/);
  await fails(t, 2, ['convert', '--model', model, '--to', join(directory, 'yes.txt')], /\.json or \.safetensors/);
  assert.equal(statSync(model).mtimeMs, before);
});
