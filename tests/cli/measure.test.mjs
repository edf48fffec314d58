// eval and inspect, on models whose figures are known beforehand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainModel, facts, folder, output, run, write, yesModel } from './helpers.mjs';

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} is not ${expected}`);

/** Knows nothing: each of its five tokens is as likely as the others. */
const blindModel = chainModel(['<unk>', '</s>', 'one', 'two', 'three']);

test('eval of a blind guess gives ln V', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'blind.json', blindModel);
  const data = write(directory, 'data.json', ['one two three', 'two four']);
  const result = JSON.parse(await output(t, ['eval', '--model', model, '--data', data, '--json']));
  assert.deepEqual(Object.keys(result), ['loss', 'perplexity', 'accuracy', 'tokens', 'unknown', 'exact', 'examples']);
  assert.deepEqual([result.exact, result.examples], [null, 0]);
  near(result.loss, Math.log(5));
  near(result.perplexity, 5);
  // Of equally likely tokens the first counts, <unk>, which stands once among "two three </s>" and "<unk> </s>".
  assert.equal(result.tokens, 5);
  near(result.accuracy, 1 / 5);
  assert.equal(result.unknown, 1);
});

test('eval counts answers that are reproduced word for word', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'yes.json', yesModel);
  const data = write(directory, 'data.json', [
    { prompt: 'Why?', answer: 'Yes, sure.' },
    { prompt: 'Why', answer: 'Yes , sure . </s>' },
    { prompt: 'Why?', answer: 'Yes, sure' },
    { prompt: 'Why?', answer: 'sure.' },
  ]);
  const args = ['eval', '--model', model, '--data', data];
  const result = JSON.parse(await output(t, [...args, '--json']));
  assert.equal(result.exact, 2);
  assert.equal(result.examples, 4);
  assert.equal(result.unknown, 0);
  const text = await output(t, args);
  assert.match(text, /^exact +2 of 4 answers \(50\.0%\)$/m);
  assert.match(text, new RegExp(`^loss +${result.loss.toFixed(4)} nats a token$`, 'm'));
  assert.match(text, new RegExp(`^accuracy +${(100 * result.accuracy).toFixed(1)}% of ${result.tokens} tokens$`, 'm'));
});

test('eval says that there are no answers to reproduce', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'blind.json', blindModel);
  const args = ['eval', '--model', model, '--data', write(directory, 'data.txt', 'one two\n')];
  assert.match(await output(t, args), /^exact +none: the data has no prompts with answers$/m);
  const result = JSON.parse(await output(t, [...args, '--json']));
  assert.equal(result.exact, null);
  assert.equal(result.examples, 0);
  assert.ok(!('answer_loss' in result));
});

test('eval says how many answers were longer than the context', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'blind.json', blindModel);
  const data = write(directory, 'data.json', [
    { prompt: 'one', answer: 'two' },
    { prompt: 'one', answer: 'one '.repeat(30).trim() },
  ]);
  const result = await run(t, ['eval', '--model', model, '--data', data, '--json']);
  assert.equal(result.code, 0);
  assert.match(result.stderr, /^warning: 1 answer of .*data\.json longer than the model's context/m);
  assert.equal(JSON.parse(result.stdout).tokens, 6 + 16);
  // Of a text nothing is lost: each of its 30 words but the first, and its end, is predicted.
  const text = write(directory, 'data.txt', `one two\n${'one '.repeat(30)}\n`);
  const whole = await run(t, ['eval', '--model', model, '--data', text, '--json']);
  assert.equal(whole.stderr, `${text}: 2 texts, one a line\n`);
  assert.equal(JSON.parse(whole.stdout).tokens, 2 + 30);
});

test('inspect --json has tokens, the likeliest next ones and all of attention', async (t) => {
  const directory = folder(t);
  const args = ['inspect', '--model', write(directory, 'blind.json', blindModel), '--prompt', 'two one maybe', '--json'];
  const result = JSON.parse(await output(t, [...args, '--top', '3']));
  assert.deepEqual(result.tokens, ['two', 'one', '<unk>']);
  assert.deepEqual(result.unknown, ['maybe']);
  assert.deepEqual(result.next.map((it) => it.token), ['<unk>', '</s>', 'one']);
  for (const it of result.next) near(it.probability, 1 / 5);
  // Without queries and keys, every token looks at all before it alike.
  const rows = [[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]];
  assert.equal(result.attention.length, 1);
  assert.equal(result.attention[0].length, 2);
  for (const head of result.attention[0]) {
    head.forEach((row, i) => row.forEach((weight, j) => near(weight, rows[i][j])));
  }
});

test('inspect knows the successor', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const next = async (...prompt) =>
    JSON.parse(await output(t, ['inspect', '--model', model, '--json', '--top', '1', ...prompt])).next[0];
  const comma = await next('--prompt', 'Yes');
  assert.equal(comma.token, ',');
  assert.ok(comma.probability > 0.999);
  assert.equal((await next('--prompt', 'Why?', '--chat')).token, 'Yes');
});

test('inspect as text fits into 80 columns', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'yes.json', yesModel);
  const text = await output(t, ['inspect', '--model', model, '--prompt', 'Why? Yes, sure. Why? Yes, sure. Yes']);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(text, /^Tokens\n  Why\[1\]  \?\[2\]  Yes\[3\]/);
  assert.match(text, /^Next token\n  , +100\.0%  #{40}$/m);
  assert.match(text, /^Where the last token, Yes\[13\], looks\n  layer 1 head 1    8% /m);
  assert.match(text, /layer 1 head 2 /);
});

test('inspect notes unknown words', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const result = await run(t, ['inspect', '--model', model, '--prompt', facts[0]]);
  assert.equal(result.code, 0);
  assert.match(result.stderr, /^note: 4 words of the prompt not in the vocabulary/);
});

test('eval also gives the loss over the answers alone', async (t) => {
  const directory = folder(t);
  const model = write(directory, 'yes.json', yesModel);
  const data = write(directory, 'data.json', [{ prompt: 'Why?', answer: 'Yes, sure.' }]);
  const args = ['eval', '--model', model, '--data', data];
  const result = JSON.parse(await output(t, [...args, '--json']));
  // The chain says all of the answer for sure, and knows of no successor of "User", "Why", "?" and "Assistant".
  assert.ok(result.answer_loss < 1e-3, `${result.answer_loss}`);
  assert.ok(result.loss > 1, `${result.loss}`);
  assert.match(await output(t, args), /^of answers  0\.000\d nats a token: all that tuning with --loss answers teaches$/m);
});
