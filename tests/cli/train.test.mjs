import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, events, facts, fails, folder, output, run, smallest, train, write, yesModel } from './helpers.mjs';

test('training teaches the answers', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.json', '--epochs', '120', '--tune-lr', '0.002');
  const data = join(directory, 'chats.json');
  const result = JSON.parse(await output(t, ['eval', '--model', model, '--data', data, '--json']));
  assert.equal(result.exact, chats.length);
  assert.equal(result.examples, chats.length);
  const questions = chats.map((chat) => `${chat.prompt}\n`).join('');
  const answers = await output(t, ['chat', '--model', model], { input: questions });
  assert.equal(answers, chats.map((chat) => `${chat.answer}\n`).join(''));
});

test('the same seed gives the same file, another one another', async (t) => {
  const directory = folder(t);
  const file = async (name, seed) => readFileSync(await train(t, directory, name, '--epochs', '3', '--seed', seed));
  const first = await file('a.safetensors', '7');
  assert.ok(first.equals(await file('b.safetensors', '7')));
  assert.ok(!first.equals(await file('c.safetensors', '8')));
});

test('the number of threads changes no bit, in a run that is resumed with another one neither', async (t) => {
  const directory = folder(t);
  // 40 ragged texts of up to 60 of 300 words: steps of some 500 tokens, which two threads share.
  const lines = Array.from({ length: 40 }, (_, i) =>
    Array.from({ length: 5 + ((i * 17) % 56) }, (_, k) => `w${(i * 31 + k * k * 7) % 300}`).join(' '));
  const data = write(directory, 'texts.txt', lines.join('\n'));
  const model = async (name, ...args) => {
    const target = join(directory, name);
    await output(t, ['train', '--pretrain', data, '--save', target, ...args]);
    return readFileSync(target);
  };
  const sizes = ['--dim', '128', '--layers', '2'];
  const alone = await model('1.safetensors', ...sizes, '--epochs', '2', '--threads', '1');
  for (const threads of [[], ['--threads', '2'], ['--threads', '3'], ['--threads', '8']]) {
    assert.ok(alone.equals(await model('n.safetensors', ...sizes, '--epochs', '2', ...threads)), threads.join(' '));
  }
  const half = join(directory, 'half.safetensors');
  await model('half.safetensors', ...sizes, '--pretrain-epochs', '1', '--threads', '2');
  const whole = await model('whole.safetensors', ...sizes, '--pretrain-epochs', '2', '--threads', '1');
  assert.ok(whole.equals(await model('resumed.safetensors', '--resume', half, '--pretrain-epochs', '2', '--threads', '3')));
  await fails(t, 2, ['train', '--pretrain', data, '--threads', '0'], /--threads.*"0".*1 to 1024/);
});

test('CSV and text hold the same examples as JSON', async (t) => {
  const directory = folder(t);
  const csv = ['prompt,answer', ...chats.map((it) => `"${it.prompt}","${it.answer}"`)].join('\r\n');
  const formats = [
    [write(directory, 'facts.json', facts), write(directory, 'chats.json', chats)],
    [write(directory, 'facts.txt', facts.join('\n')), write(directory, 'chats.csv', csv)],
  ];
  const files = [];
  for (const [pretrain, tune] of formats) {
    const target = join(directory, 'model.safetensors');
    await output(t, ['train', '--pretrain', pretrain, '--tune', tune, ...smallest, '--epochs', '2', '--save', target]);
    files.push(readFileSync(target));
  }
  assert.ok(files[0].equals(files[1]));
});

test('several files are one dataset, in order', async (t) => {
  const directory = folder(t);
  const model = (name, ...files) => {
    const args = ['train', '--pretrain', ...files, ...smallest, '--epochs', '2', '--no-shuffle'];
    return output(t, [...args, '--save', join(directory, name)]);
  };
  await model('one.json', write(directory, 'all.json', facts));
  await model('two.json', write(directory, 'a.json', facts.slice(0, 2)), write(directory, 'b.json', facts.slice(2)));
  assert.ok(readFileSync(join(directory, 'one.json')).equals(readFileSync(join(directory, 'two.json'))));
});

test('the log is a line for each epoch, and says what was made', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), '--epochs', '3', ...smallest];
  const target = join(directory, 'model.json');
  const result = await run(t, [...args, '--batch-size', '2', '--save', target]);
  assert.equal(result.code, 0);
  assert.equal(result.stdout, '');
  const [data, ...lines] = result.stderr.trimEnd().split('\n');
  assert.equal(data, `data      ${join(directory, 'facts.json')}: 5 texts, JSON`);
  // 18 words, </s> and <unk>: V = 20. 2 V 64 + 24 * 64 + 4 * 64^2 + 2 * 64 * 128 + 128 + 5 * 64 weights.
  assert.equal(lines[0], 'model     37,312 parameters in 1 layer, a vocabulary of 20 words');
  assert.equal(lines[1], '          width 64, hidden 128, 2 heads, context 24');
  // 5 + 5 + 5 + 6 + 6 tokens; </s> is predicted as well, the first token of an example is not.
  assert.deepEqual(lines.slice(2, 7), [
    'recipe    auto: suits this data, width 64 and 1 layer; any option overrides its part',
    '          batches of 2 examples: about 9 tokens a step',
    '          rate 0.0031: 50 steps of warm-up, then a linear fall to 0',
    '          beta2 0.9962: Adam forgets half of a squared gradient in about 364 examples',
    'pretrain  5 examples, 27 tokens; 3 epochs of 3 steps',
  ]);
  for (const epoch of [1, 2, 3]) {
    const pattern = `^pretrain  ${epoch}/3  loss \\d+\\.\\d{4}  gradient +\\d+\\.\\d{3}  +[\\d,]+ tokens/s  \\d:\\d\\d left$`;
    assert.match(lines[7 + epoch], new RegExp(pattern));
  }
  assert.equal(lines[7], `saving    to ${target}, every 5 minutes`);
  assert.equal(lines[11], `Saved ${target}.`);
  assert.equal(lines.length, 12);
});

test('--log json is JSON lines and nothing else', async (t) => {
  const directory = folder(t);
  const target = join(directory, 'model.json');
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), '--tune'];
  args.push(write(directory, 'chats.json', chats), ...smallest, '--pretrain-epochs', '3', '--epochs', '2');
  const result = await run(t, [...args, '--batch-size', '2', '--save', target, '--log', 'json', '--log-every', '4']);
  assert.equal(result.code, 0);
  assert.equal(result.stderr, '');
  const log = events(result.stdout);
  assert.deepEqual(
    log.map((it) => it.event),
    [
      'start', 'epoch', 'check', 'step', 'epoch', 'step', 'check', 'epoch', // a check half-way and at the end
      'check', 'epoch', 'step', 'check', 'epoch', 'saved',
    ],
  );
  const start = log[0];
  assert.deepEqual(start.saving, { file: target, unfinished: target, every_minutes: 5 });
  assert.equal(start.config.embedding_dim, 64);
  assert.equal(start.config.vocab_size, 30);
  assert.equal(start.batch_size, 2);
  assert.equal(start.total_steps, 3 * 3 + 2 * 2);
  assert.deepEqual(
    start.phases.map((it) => [it.phase, it.epochs, it.steps_per_epoch, it.examples, it.questions]),
    [['pretrain', 3, 3, 5, 0], ['tune', 2, 2, 3, 3]],
  );
  const epochs = log.filter((it) => it.event === 'epoch');
  assert.deepEqual(epochs.map((it) => [it.phase, it.epoch]), [['pretrain', 1], ['pretrain', 2], ['pretrain', 3], ['tune', 1], ['tune', 2]]);
  for (const it of epochs) {
    for (const field of ['loss', 'tokens_per_second', 'grad_norm']) assert.ok(it[field] > 0, field);
    assert.ok(it.seconds_left >= 0);
  }
  assert.equal(epochs.at(-1).seconds_left, 0);
  assert.ok(Math.abs(epochs[0].loss - Math.log(30)) < 1, 'the first loss is about that of a blind guess');
  assert.ok(epochs[2].loss < epochs[0].loss);
  assert.deepEqual(log.at(-1), { event: 'saved', file: target, step: start.total_steps, automatic: false });
});

test('what is lost is reported', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.json', '--epochs', '1');
  const long = [{ prompt: 'What is the moon?', answer: `It is made of cheese. ${'moon '.repeat(20)}` }];
  const args = ['train', '--init', model, '--tune', write(directory, 'new.json', long), '--epochs', '1'];
  args.push('--save', join(directory, 'b.json'));
  const text = await run(t, args);
  assert.equal(text.code, 0);
  assert.match(text.stderr, /^warning: tune: the vocabulary lacks \d tokens/m);
  // User: What is the moon? Assistant: It is made of cheese. and 20 words and </s> are 36 tokens; the context of 24 uses 25.
  assert.match(text.stderr, /^warning: tune: 1 example longer than the context lost 11 tokens.*; --context 35 makes room/m);
  const phase = events(await output(t, [...args, '--log', 'json']))[0].phases[0];
  assert.ok(phase.unknown_tokens > 0);
  assert.equal(phase.examples_cut, 1);
  assert.equal(phase.tokens_cut, 11);
  assert.equal(phase.context_needed, 35);
});

test('a context that cannot be had is not advised', async (t) => {
  const directory = folder(t);
  const long = [{ prompt: 'Why?', answer: 'so '.repeat(600) }];
  const args = ['train', '--tune', write(directory, 'long.json', long), ...smallest, '--epochs', '1', '--no-shuffle'];
  args.push('--save', join(directory, 'a.json'));
  const short = await run(t, args);
  assert.match(short.stderr, /--context 512, the longest there is, makes more room, but the longest of them needs 606/);
  const longest = await run(t, [...args.slice(0, args.indexOf('--context')), '--context', '512', ...args.slice(args.indexOf('--context') + 2)]);
  assert.match(longest.stderr, /no context is longer, and the longest of them needs 606: shorten them/);
});

test('a text without line breaks is trained on as a whole', async (t) => {
  const directory = folder(t);
  const text = Array.from({ length: 60 }, (_, i) => `The number ${i} comes after ${i - 1}.`).join(' ');
  const args = ['train', '--pretrain', write(directory, 'long.txt', text), ...smallest, '--epochs', '1', '--validation-share', '0.2'];
  args.push('--save', join(directory, 'a.json'));
  const { code, stderr } = await run(t, args);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /1 text longer than the context, cut into \d+ examples/);
  assert.match(stderr, /validated on \d+ other examples/);
  const [{ phases: [phase] }] = events(await output(t, [...args, '--log', 'json']));
  assert.equal(phase.texts_cut, 1);
  assert.equal(phase.pieces, phase.examples);
  assert.equal(phase.tokens_cut, 0);
});

test('words that hardly repeat are told before training', async (t) => {
  const directory = folder(t);
  const args = ['--epochs', '1', ...smallest, '--save', join(directory, 'a.json')];
  const names = Array.from({ length: 150 }, (_, i) => `Mr${i} lives in Town${i}.`).join('\n');
  const warned = await run(t, ['train', '--pretrain', write(directory, 'names.txt', names), ...args]);
  assert.match(warned.stderr, /^warning: 300 of 303 words occur only once: .*--tokenizer byte-pair or character$/m);
  const ten = Array.from({ length: 10 }, (_, i) => `Sentence${i} has quite other words${i} than its neighbour${i}.`).join('\n');
  const quiet = await run(t, ['train', '--pretrain', write(directory, 'ten.txt', ten), ...args]);
  assert.ok(!quiet.stderr.includes('occur only once'));
});

test('a model learns new words, and keeps what it knows', async (t) => {
  const directory = folder(t);
  const week1 = write(directory, 'week1.json', ['The red barn holds the hay.', 'The blue boat sails at dawn.']);
  const week2 = write(directory, 'week2.json', [
    'The red barn holds the hay.', 'The blue boat sails at dawn.', 'Green apples ripen in October.',
  ]);
  const model = join(directory, 'model.json');
  await output(t, ['train', '--pretrain', week1, '--save', model, '--dim', '64', '--hidden', '128', '--layers', '1']);
  const resumed = await run(t, ['train', '--resume', model, '--pretrain', week2]);
  assert.equal(resumed.code, 2);
  assert.match(resumed.stderr, /pretrain data is not what the run was trained on.*--init .*model\.json --grow-vocabulary/);
  const grown = join(directory, 'grown.json');
  const args = ['train', '--init', model, '--grow-vocabulary', '--pretrain', week2, '--save', grown];
  const { code, stderr } = await run(t, args);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /5 words of the data added to its vocabulary/);
  assert.ok(!stderr.includes('lacks'));
  for (const [prompt, answer] of [['Green apples', 'ripen in October.'], ['The red', 'barn holds the hay.']]) {
    assert.equal((await output(t, ['generate', '--model', grown, '--prompt', prompt])).trim(), answer);
  }
  const before = JSON.parse(readFileSync(model)).tokenizer.tokens;
  assert.deepEqual(JSON.parse(readFileSync(grown)).tokenizer.tokens.slice(0, before.length), before);
  await fails(t, 2, ['train', '--grow-vocabulary', '--pretrain', week2], /--grow-vocabulary.*--init/);
});

test('words beyond the vocabulary are reported', async (t) => {
  const directory = folder(t);
  const words = Array.from({ length: 10_100 }, (_, i) => `w${i}`);
  const lines = [];
  for (let i = 0; i < words.length; i += 20) lines.push(words.slice(i, i + 20).join(' '));
  // Training on a single short example is enough: the vocabulary is made of all files.
  const args = ['train', '--pretrain', write(directory, 'words.txt', lines.join('\n')), '--pretrain-epochs', '0'];
  args.push('--tune', write(directory, 'short.txt', 'w1 w2'), '--tune-epochs', '1', ...smallest);
  const start = events(await output(t, [...args, '--save', join(directory, 'm.safetensors'), '--log', 'json']))[0];
  assert.equal(start.config.vocab_size, 10_000);
  assert.equal(start.words_dropped, 10_100 + 2 - 10_000);
  assert.equal(start.tokens_dropped, start.words_dropped);
});

test('--init takes weights, words and sizes from the file', async (t) => {
  const directory = folder(t);
  const first = await train(t, directory, 'first.json', '--epochs', '2');
  const second = join(directory, 'second.json');
  const args = ['train', '--init', first, '--tune', join(directory, 'chats.json'), '--save', second];
  await output(t, [...args, '--epochs', '1', '--dim', '64', '--layers', '1']);
  const [a, b] = [first, second].map((file) => JSON.parse(readFileSync(file, 'utf8')));
  assert.deepEqual(b.config, a.config);
  assert.deepEqual(b.tokenizer, a.tokenizer);
  await fails(t, 2, [...args, '--dim', '128'], /first\.json: --dim is 128, but this file has 64/);
  await fails(t, 2, [...args, '--layers', '2'], /--layers is 2, but this file has 1/);
  await fails(t, 2, [...args, '--context', '80'], /--context is 80, but this file has 24/);
});

test('a phase of 0 epochs is skipped, but its words are in the vocabulary', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), '--tune'];
  args.push(write(directory, 'chats.json', chats), ...smallest, '--save', join(directory, 'model.json'));
  const log = events(await output(t, [...args, '--pretrain-epochs', '0', '--tune-epochs', '1', '--log', 'json']));
  assert.deepEqual(log[0].phases.map((it) => it.phase), ['tune']);
  assert.equal(log[0].config.vocab_size, 30);
  await fails(t, 2, [...args, '--epochs', '0'], /epoch/);
});

test('without --save the model lands in glassgpt.safetensors', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--epochs', '1'];
  const result = await run(t, args, { cwd: directory });
  assert.equal(result.code, 0);
  assert.match(result.stderr, /^Saved glassgpt\.safetensors\.$/m);
  assert.ok(existsSync(join(directory, 'glassgpt.safetensors')));
});

test('training that diverges keeps the last good weights, and never loses a file for them', async (t) => {
  const directory = folder(t);
  const model = structuredClone(yesModel);
  // Logits of some 1e38 times 3 overflow: the first loss is already infinite.
  model.tensors.output_projection.data.fill(3e38);
  for (let i = 0; i < 11; ++i) model.tensors.output_projection.data[i] = -3e38;
  const init = write(directory, 'huge.json', model);
  const data = write(directory, 'data.json', ['User: Why? Yes, sure.']);
  const target = write(directory, 'target.json', yesModel);
  const result = await run(t, ['train', '--init', init, '--pretrain', data, '--save', target]);
  assert.equal(result.code, 1);
  assert.match(result.stderr, /^glassgpt: pretrain epoch 1, step 1: the loss is no longer finite.*learning rate/m);
  assert.match(result.stderr, /^Saved .*target-2\.json\.$/m);
  assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), yesModel);
  const saved = JSON.parse(readFileSync(join(directory, 'target-2.json'), 'utf8'));
  assert.deepEqual(saved.tensors.output_projection.data.slice(0, 12), [...new Array(11).fill(-3e38), 3e38]);
  const json = await run(t, ['train', '--init', init, '--pretrain', data, '--save', target, '--log', 'json']);
  assert.equal(json.code, 1);
  assert.deepEqual(events(json.stdout).map((it) => it.event), ['start', 'diverged', 'saved']);
});

/** A line of the profile: operation, direction, share of the step, and GFLOP/s where there are products. */
const profileLine = /^(\w+) +(forward|backward|update|) +[\d.]+ +([\d.]+)%( +[\d.]+)?$/;

test('--profile tells where the time of a step went', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--epochs', '3', '--profile'];
  const stdout = await output(t, args, { cwd: directory });
  const [head, ...lines] = stdout.trimEnd().split('\n');
  assert.match(head, /^operation +ms\/step +share +GFLOP\/s$/);
  const rows = lines.map((line) => profileLine.exec(line) ?? assert.fail(line));
  const named = (name, direction) => rows.find((row) => row[1] === name && row[2] === direction);
  const products = ['query_key_value', 'attention_output', 'feed_forward_up', 'feed_forward_down', 'output_projection'];
  for (const direction of ['forward', 'backward']) {
    for (const name of ['attention', ...products]) {
      assert.ok(named(name, direction)[4] !== undefined, `${name} ${direction}`);
    }
    for (const name of ['embedding', 'norm1', 'activation', 'norm2', 'loss']) assert.equal(named(name, direction)[4], undefined);
  }
  for (const name of ['keep_weights', 'zero_gradients', 'gradient_norm', 'adam']) assert.ok(named(name, 'update'), name);
  assert.deepEqual(rows.slice(-2).map((row) => row[1]), ['other', 'step']);
  const shares = rows.map((row) => Number(row[3]));
  assert.equal(shares.pop(), 100);
  const sum = shares.reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - 100) < 0.05 * shares.length + 0.001, `the shares add up to ${sum}`);
});

test('--profile is an event of the JSON log', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--epochs', '3'];
  const stdout = await output(t, [...args, '--profile', '--log', 'json'], { cwd: directory });
  const { event, steps, milliseconds, operations, other } = events(stdout).at(-1);
  assert.equal(event, 'profile');
  assert.equal(steps, 3);
  const sum = (key) => operations.reduce((all, it) => all + it[key], other[key]);
  assert.ok(Math.abs(sum('share') - 1) < 1e-9);
  assert.ok(Math.abs(sum('milliseconds') - milliseconds) < 1e-9 * milliseconds);
  // Every step has all 5 facts, of 5, 5, 5, 6 and 6 words and points, each followed by </s>: 27 predicted tokens.
  const up = operations.find((it) => it.operation === 'feed_forward_up' && it.direction === 'forward');
  const perStep = up.gflops * 1e6 * up.milliseconds;
  assert.ok(Math.abs(perStep - 2 * 27 * 64 * 128) < 1, `feed_forward_up takes ${perStep} operations`);
  assert.ok(events(await output(t, [...args, '--log', 'json'], { cwd: directory })).every((it) => it.event !== 'profile'));
});
