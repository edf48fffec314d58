// What train measures at the end of each epoch.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, events, facts, folder, output, run, smallest, train, write } from './helpers.mjs';

const otherFacts = ['The sun is round.', 'A week has 12 months.'];
const otherChats = [{ prompt: 'What is the sun?', answer: 'Ice.' }];

/** Trains on facts and chats with a JSON log, and returns its events and the model's file. */
async function logged(t, directory, ...more) {
  const model = join(directory, 'model.json');
  const files = ['--pretrain', write(directory, 'facts.json', facts), '--tune', write(directory, 'chats.json', chats)];
  const args = ['train', ...files, ...smallest, '--batch-size', '2', '--save', model, '--log', 'json', ...more];
  return { log: events(await output(t, args)), model };
}

const epochsOf = (log, phase) => log.filter((it) => it.event === 'epoch' && it.phase === phase);

async function lossOf(t, model, data, loss = 'loss') {
  return JSON.parse(await output(t, ['eval', '--model', model, '--data', data, '--json']))[loss];
}

test('plain files validate pre-training, those with chats tuning, as eval measures them', async (t) => {
  const directory = folder(t);
  const plain = write(directory, 'other-facts.json', otherFacts);
  const asked = write(directory, 'other-chats.json', otherChats);
  const files = ['--validation', asked, plain];
  const { log, model } = await logged(t, directory, ...files, '--pretrain-epochs', '3', '--tune-epochs', '2');
  assert.deepEqual(log[0].phases.map((it) => it.validation_examples), [2, 1]);
  assert.deepEqual(log[0].phases.map((it) => it.examples), [5, 3]);
  const tuning = epochsOf(log, 'tune').map((it) => it.validation_loss);
  assert.equal(tuning.length, 2);
  assert.ok(Math.abs(tuning[1] - (await lossOf(t, model, asked, 'answer_loss'))) < 1e-6);
  const before = await logged(t, directory, ...files, '--pretrain-epochs', '3', '--tune-epochs', '0');
  const pretraining = epochsOf(log, 'pretrain').map((it) => it.validation_loss);
  assert.equal(pretraining.length, 3);
  assert.ok(Math.abs(pretraining[2] - (await lossOf(t, before.model, plain))) < 1e-6);
});

test('validation counts what training counts', async (t) => {
  const directory = folder(t);
  const asked = write(directory, 'other-chats.json', otherChats);
  const options = ['--validation', asked, '--epochs', '1', '--loss', 'all'];
  const { log, model } = await logged(t, directory, ...options);
  assert.ok(Math.abs(epochsOf(log, 'tune')[0].validation_loss - (await lossOf(t, model, asked))) < 1e-6);
});

test('all files validate the only phase there is', async (t) => {
  const directory = folder(t);
  const validation = ['--validation', write(directory, 'a.json', otherFacts), write(directory, 'b.json', otherChats)];
  for (const phase of ['--pretrain', '--tune']) {
    const args = ['train', phase, write(directory, 'all.json', facts), ...validation, ...smallest, '--epochs', '1'];
    const log = events(await output(t, [...args, '--log', 'json', '--save', join(directory, 'model.json')]));
    assert.deepEqual(log[0].phases.map((it) => it.validation_examples), [3]);
  }
});

test('validation changes nothing about the model', async (t) => {
  const directory = folder(t);
  const more = ['--validation', write(directory, 'other.json', otherFacts)];
  const with_ = await train(t, directory, 'with.json', '--epochs', '3', ...more);
  const without = await train(t, directory, 'without.json', '--epochs', '3');
  assert.ok(readFileSync(with_).equals(readFileSync(without)));
});

test('a share is held out of both phases, and its words are in the vocabulary', async (t) => {
  const directory = folder(t);
  const { log, model } = await logged(t, directory, '--validation-share', '0.4', '--epochs', '1');
  // Two of five facts, the middles of two parts of 2.5; and of three chats 1.2, rounded, the one in the middle.
  assert.deepEqual(log[0].phases.map((it) => [it.examples, it.validation_examples]), [[3, 2], [2, 1]]);
  assert.deepEqual(log[0].phases.map((it) => it.validation_unknown_tokens), [0, 0]);
  assert.equal(log[0].config.vocab_size, 30);
  const held = write(directory, 'held.json', [chats[1]]);
  assert.ok(Math.abs(epochsOf(log, 'tune')[0].validation_loss - (await lossOf(t, model, held, 'answer_loss'))) < 1e-6);
});

test('without such data the log has no validation loss', async (t) => {
  const { log } = await logged(t, folder(t), '--epochs', '1');
  assert.ok(log.filter((it) => it.event === 'epoch').every((it) => !('validation_loss' in it)));
  assert.deepEqual(log[0].phases.map((it) => it.validation_examples), [0, 0]);
});

test('the text log shows it too, and how the rate goes', async (t) => {
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--epochs', '2'];
  args.push('--validation', write(directory, 'other.txt', 'The comet is hot.\n'), '--schedule', 'cosine');
  const result = await run(t, [...args, '--warmup-steps', '1', '--save', join(directory, 'model.json')]);
  assert.equal(result.code, 0, result.stderr);
  const [pretrained, validated, ...lines] = result.stderr.trimEnd().split('\n');
  assert.match(pretrained, /^data      .*facts\.json: 5 texts, JSON$/);
  assert.match(validated, /^ {10}.*other\.txt: 1 text, one a line$/);
  assert.equal(lines[4], '          rate 0.0048: 1 step of warm-up, then a cosine fall to 0');
  assert.equal(lines[7], '          validated on 1 other example');
  assert.equal(lines[8], 'warning: pretrain: the vocabulary lacks 1 token of what it is validated on');
  assert.match(lines[10], /^pretrain  1\/2  loss \d\.\d{4}  validation \d\.\d{4}  gradient +\d+\.\d{3}  /);
  assert.match(lines[11], /^pretrain  2\/2  loss \d\.\d{4}  validation \d\.\d{4}  gradient /);
});

test('the rate of each step is in the JSON log', async (t) => {
  const directory = folder(t);
  const more = ['--schedule', 'linear', '--warmup-steps', '2', '--pretrain-lr', '0.004', '--log-every', '1'];
  const { log } = await logged(t, directory, ...more, '--pretrain-epochs', '2', '--tune-epochs', '0');
  const rates = log.filter((it) => it.event === 'step').map((it) => it.learning_rate);
  const expected = [0.002, 0.004, 0.004, 0.003, 0.002, 0.001];
  assert.equal(rates.length, expected.length);
  rates.forEach((rate, i) => assert.ok(Math.abs(rate - expected[i]) < 1e-12, `step ${i + 1}: ${rate}`));
});
