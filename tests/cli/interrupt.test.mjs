// Stopping training from outside. The program is held in the middle of its run by not reading its log: once the pipe is
// full, it waits, so that nothing here depends on time.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, events, facts, finished, folder, output, smallest, start, train, write } from './helpers.mjs';

const epochs = 200;
const run = ['--epochs', String(epochs), '--batch-size', '1'];
const steps = epochs * (facts.length + chats.length);

/** Starts training with a log line for each step, and waits until it is under way and then stuck. */
async function startAndHold(t, directory, name) {
  const data = ['--pretrain', write(directory, 'facts.json', facts), '--tune', write(directory, 'chats.json', chats)];
  const target = join(directory, name);
  const log = ['--log', 'json', '--log-every', '1'];
  const child = start(t, ['train', ...data, ...smallest, ...run, '--save', target, ...log]);
  child.stdin.end();
  let head = '';
  await new Promise((done) => {
    child.stdout.on('data', function read(text) {
      head += text;
      if (!head.includes('"step":3,')) return; // in the middle of an epoch
      child.stdout.off('data', read);
      child.stdout.pause();
      done();
    });
  });
  return { child, head, target, data };
}

if (process.platform !== 'win32') {
  test('Ctrl-C ends the step, saves and exits with 130; resumed, the run ends as if never stopped', async (t) => {
    const directory = folder(t);
    const { child, head, target, data } = await startAndHold(t, directory, 'stopped.safetensors');
    child.kill('SIGINT');
    const result = await finished(child);
    assert.equal(result.code, 130, result.stderr);
    const log = events(head + result.stdout);
    const [last, interrupted, saved] = log.slice(-3);
    assert.ok(last.step > 0 && last.step < steps, `${last.step}`);
    assert.deepEqual(interrupted, { event: 'interrupted', step: last.step, total_steps: steps });
    assert.deepEqual(saved, { event: 'saved', file: target, step: last.step, automatic: false });

    await output(t, ['train', '--resume', target, ...data]);
    const whole = await train(t, directory, 'whole.safetensors', ...run);
    assert.ok(readFileSync(target).equals(readFileSync(whole)));
  });

  test('a request to terminate does the same', async (t) => {
    const { child, head, target } = await startAndHold(t, folder(t), 'stopped.json');
    child.kill('SIGTERM');
    const result = await finished(child);
    assert.equal(result.code, 130, result.stderr);
    const log = events(head + result.stdout);
    assert.deepEqual(log.slice(-2).map((it) => it.event), ['interrupted', 'saved']);
    assert.ok(JSON.parse(readFileSync(target, 'utf8')).training);
  });

  test('a second Ctrl-C ends at once', async (t) => {
    const { child, target } = await startAndHold(t, folder(t), 'model.json');
    // While it is stopped, both signals wait, and it gets them together. (Of one kind, only one would wait.)
    for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT']) child.kill(signal);
    assert.equal((await finished(child)).code, 130);
    assert.ok(!existsSync(target));
  });

  test('a log that nobody reads any more ends training, and the model is saved', async (t) => {
    const { child, target } = await startAndHold(t, folder(t), 'model.json');
    child.stdout.destroy();
    const result = await finished(child);
    assert.equal(result.code, 1);
    assert.match(result.stderr, /^glassgpt: standard output: it was closed, at step \d+[^\n]*model\.json is saved[^\n]*\n$/);
    assert.ok(statSync(target).size > 0);
  });
}
