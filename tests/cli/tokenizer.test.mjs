// Which tokens a model has: chosen for a new one, and its own from then on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fails, folder, output, run, smallest, write } from './helpers.mjs';

const texts = JSON.stringify(['Die Bäckerei öffnet.', '苹果是红色的。', 'It is “open”.']);

async function trained(t, directory, ...more) {
  const epochs = more.includes('--epochs') ? [] : ['--epochs', '1'];
  const save = join(directory, 'model.json');
  const data = write(directory, 'texts.json', texts);
  await output(t, ['train', '--pretrain', data, ...smallest, ...epochs, '--save', save, ...more]);
  return { save, data, model: JSON.parse(readFileSync(save, 'utf8')) };
}

test('a new model knows the words of all scripts', async (t) => {
  const { model } = await trained(t, folder(t));
  assert.equal(model.tokenizer.kind, 'unicode-word');
  for (const token of ['Bäckerei', '红', '。', '“', 'open', '.']) assert.ok(model.tokenizer.tokens.includes(token), token);
});

test('--tokenizer chooses the kind, which the file keeps', async (t) => {
  for (const [kind, token] of [['word', '苹果是红色的。'], ['character', ' '], ['byte-pair', 'Ġ']]) {
    const { save, model } = await trained(t, folder(t), '--tokenizer', kind, '--epochs', '200');
    assert.equal(model.tokenizer.kind, kind);
    assert.ok(model.tokenizer.tokens.includes(token), token);
    const said = await output(t, ['generate', '--model', save, '--prompt', 'Die Bäckerei']);
    assert.match(said, /^ ?öffnet\.\n$/);
  }
});

test('--tokenizer that is not the kind of the file is an error', async (t) => {
  const { save, data } = await trained(t, folder(t), '--tokenizer', 'character');
  await fails(
    t,
    2,
    ['train', '--init', save, '--pretrain', data, '--tokenizer', 'word', '--save', join(tmpdir(), 'never.json')],
    /--tokenizer is word, but this file has character; leave the option out or give another file/,
  );
});

test('--vocabulary is the most tokens that a model knows', async (t) => {
  const { model } = await trained(t, folder(t), '--tokenizer', 'byte-pair', '--vocabulary', '258');
  assert.equal(model.config.vocab_size, 258);
  assert.deepEqual(model.tokenizer.merges, []);
});

test('an unknown word is told with the known spelling nearest to it', async (t) => {
  const { save } = await trained(t, folder(t));
  const { stderr } = await run(t, ['generate', '--model', save, '--prompt', 'Die bäckerei', '--max-tokens', '1']);
  assert.equal(stderr, 'note: The model does not know "bäckerei", though it knows "Bäckerei": it sees <unk> instead.\n');
});
