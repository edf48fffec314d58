import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { facts, fails, finished, folder, program, run, smallest, train, withoutCoverage, write, yesModel } from './helpers.mjs';

test('a missing file, and a folder in its place, are named', async (t) => {
  const directory = folder(t);
  const missing = join(directory, 'missing.json');
  const target = join(directory, 'model.json');
  await fails(t, 2, ['train', '--pretrain', missing, '--save', target], /missing\.json: there is no such file/);
  await fails(t, 2, ['train', '--tune', directory, '--save', target], /it is a folder/);
  for (const command of [
    ['chat'],
    ['generate', '--prompt', 'a'],
    ['eval', '--data', missing],
    ['inspect', '--prompt', 'a'],
    ['convert', '--to', target],
  ]) {
    await fails(t, 2, [...command, '--model', missing], /missing\.json: there is no such file/);
  }
});

for (const [what, name, content, ...patterns] of [
  ['JSON that is none', 'data.json', '["a", ', /data\.json/],
  ['JSON that is no array', 'data.json', '{"a": 1}', /data\.json/, /array/],
  ['a record of the wrong type', 'data.json', '["a", "b", 3]', /data\.json, record 3/, /number/],
  ['a chat without answer', 'data.json', '[{"prompt": "a"}]', /data\.json, record 1/, /answer/],
  ['an empty file', 'data.json', '', /data\.json/],
  ['an empty array', 'data.json', '[]', /data\.json/],
  ['an empty text', 'data.txt', '\n\n', /data\.txt/],
  ['a quote that never ends', 'data.csv', 'prompt,answer\n"a,b\n', /data\.csv/, /quot/],
  ['text that is not UTF-8', 'data.txt', Buffer.from([0x61, 0x0a, 0x62, 0xff]), /data\.txt, line 2/, /UTF-8/],
]) {
  test(`${what} is named with its file`, async (t) => {
    const directory = folder(t);
    const data = write(directory, name, content);
    const args = ['train', '--pretrain', data, '--save', join(directory, 'model.json')];
    await fails(t, 2, args, ...patterns);
    assert.deepEqual(readdirSync(directory), [name]);
  });
}

test('a corrupt model file is named with the field at fault', async (t) => {
  const directory = folder(t);
  const corrupt = async (change, ...patterns) => {
    const model = structuredClone(yesModel);
    change(model);
    const args = ['generate', '--model', write(directory, 'bad.json', model), '--prompt', 'a'];
    await fails(t, 2, args, /bad\.json/, ...patterns);
  };
  await corrupt((m) => delete m.tensors.output_projection, /output_projection/);
  await corrupt((m) => (m.tensors.token_embedding.shape = [1, 2]), /token_embedding/);
  await corrupt((m) => (m.config.num_heads = 5), /num_heads/);
  await corrupt((m) => (m.config.vocab_size = 1e9), /vocab/);
  await corrupt((m) => (m.tensors['blocks.0.ffn.b1'].data[0] = 'a'), /blocks\.0\.ffn\.b1/);
  await corrupt((m) => (m.tokenizer.tokens[3] = 'User'), /token/);
  await corrupt((m) => (m.version = 2), /version/);
  for (const text of ['', '{', 'no model', '[]']) {
    await fails(t, 2, ['chat', '--model', write(directory, 'bad.json', text)], /bad\.json/);
  }
});

test('a truncated safetensors file is an error', async (t) => {
  const directory = folder(t);
  const model = readFileSync(await train(t, directory, 'model.safetensors', '--epochs', '1'));
  for (const length of [0, 4, 8, 100, model.length - 1]) {
    const cut = write(directory, 'cut.safetensors', model.subarray(0, length));
    await fails(t, 2, ['chat', '--model', cut], /cut\.safetensors/);
  }
});

test('a target that cannot be written is refused before training', async (t) => {
  const directory = folder(t);
  const data = write(directory, 'facts.json', facts);
  mkdirSync(join(directory, 'folder.json'));
  const save = (name) => ['train', '--pretrain', data, '--save', join(directory, name)];
  await fails(t, 2, save('model.bin'), /model\.bin/, /\.json or \.safetensors/);
  await fails(t, 2, save('model'), /\.json or \.safetensors/);
  await fails(t, 2, save('nowhere/model.json'), /there is no folder .*nowhere/);
  await fails(t, 2, save('folder.json'), /folder\.json: it is a folder/);
  await fails(t, 2, save(`${'long'.repeat(100)}.json`), /it cannot be written/);
});

test('train says which validation data it cannot read', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), '--save', join(directory, 'model.json')];
  await fails(t, 2, [...args, '--validation', join(directory, 'none.txt')], /none\.txt: there is no such file/);
  await fails(t, 2, [...args, '--validation', write(directory, 'data.json', '[7]')], /data\.json, record 1/);
  assert.deepEqual(readdirSync(directory), ['data.json', 'facts.json']);
});

test('eval says which data it cannot read', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'yes.json', yesModel);
  await fails(t, 2, ['eval', '--model', model, '--data', write(directory, 'data.json', '[7]')], /data\.json, record 1/);
});

test('inspect says what is wrong with a prompt', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  await fails(t, 2, ['inspect', '--model', model, '--prompt', ''], /prompt/, /empty/);
  await fails(t, 2, ['inspect', '--model', model, '--prompt', 'Yes '.repeat(17)], /17 tokens/, /16/);
});

if (process.platform !== 'win32') {
  /** Runs the program in a shell that allows files of so many blocks (of 512 or 1024 bytes) only. */
  const runWithFileLimit = (t, blocks, args) => {
    const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`;
    // If the program counts its coverage, its counts would be cut as well: they go elsewhere.
    const child = spawn('sh', ['-c', script, program, ...args], { env: { ...process.env, ...withoutCoverage(t) } });
    child.stdin.end();
    return finished(child);
  };

  test('a file that cannot be written to its end leaves the old one as it was', async (t) => {
    const directory = folder(t);
    const model = await train(t, directory, 'model.json', '--epochs', '1');
    const target = write(directory, 'old.json', yesModel);
    const old = readFileSync(target, 'utf8');
    const before = readdirSync(directory);
    const result = await runWithFileLimit(t, 8, ['convert', '--model', model, '--to', target]);
    assert.equal(result.code, 1, result.stderr);
    assert.match(result.stderr, /^glassgpt: .*old\.json: it cannot be written: File too large/m);
    assert.equal(readFileSync(target, 'utf8'), old);
    assert.deepEqual(readdirSync(directory), before);
  });

  test('closed standard output is an error, not a crash', async (t) => {
    const model = write(folder(t), 'yes.json', yesModel);
    const child = spawn('sh', ['-c', 'exec "$0" "$@" >&-', program, 'generate', '--model', model, '--prompt', 'Why']);
    child.stdin.end();
    const result = await finished(child);
    assert.equal(result.code, 1);
    assert.match(result.stderr, /^glassgpt: standard output: /);
  });

  if (process.platform === 'linux') {
    test('standard output that cannot be written names its true reason', async (t) => {
      const directory = folder(t);
      const model = write(directory, 'yes.json', yesModel);
      const data = write(directory, 'facts.json', facts);
      const train = ['train', '--pretrain', data, ...smallest, '--save', join(directory, 'model.json'), '--log', 'json'];
      for (const [args, what] of [
        [['generate', '--model', model, '--prompt', 'Why'], /^glassgpt: standard output: .*No space left on device[^\n]*\n$/],
        [['--help'], /^glassgpt: standard output: .*No space left on device[^\n]*\n$/],
        [train, /^glassgpt: standard output: .*No space left on device, at step 0; [^\n]*model\.json is saved[^\n]*\n$/],
      ]) {
        const child = spawn('sh', ['-c', 'exec "$0" "$@" > /dev/full', program, ...args]);
        child.stdin.end();
        const result = await finished(child);
        assert.equal(result.code, 1);
        assert.match(result.stderr, what);
      }
    });
  }

  test('a reader that goes away ends generation', async (t) => {
    const directory = folder(t);
    const model = write(directory, 'yes.json', yesModel);
    const questions = write(directory, 'questions.txt', 'Why?\n'.repeat(50_000));
    const script = '"$0" chat --model "$1" < "$2" 2> "$3" | head -n 1; exit 0';
    const errors = join(directory, 'errors.txt');
    const child = spawn('sh', ['-c', script, program, model, questions, errors]);
    child.stdin.end();
    assert.equal((await finished(child)).stdout, 'Yes, sure.\n');
    assert.match(readFileSync(errors, 'utf8'), /^glassgpt: standard output: [^\n]*\n$/);
  });
}

test('an internal limit is no crash: a prompt of many words', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const result = await run(t, ['generate', '--model', model, '--prompt', 'Why ? '.repeat(1000), '--max-tokens', '3']);
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /longer than the context/);
});
