// How train chooses what it is not told, when tuning ends, and what is done about a rate that is too high.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, events, facts, fails, finished, folder, german, output, run, smallest, start, write, yesModel } from './helpers.mjs';

/** The start event of a run that trains for one step. */
async function startOf(t, ...more) {
  const directory = folder(t);
  const data = ['--pretrain', write(directory, 'facts.json', facts), '--tune', write(directory, 'chats.json', chats)];
  const once = ['--pretrain-epochs', '0', '--tune-epochs', '1', '--log', 'json'];
  const save = ['--save', join(directory, 'model.json')];
  return events(await output(t, ['train', ...data, ...smallest, ...once, ...save, ...more]))[0];
}

/** Tunes on pairs, and returns the log and the model's file. */
async function tune(t, directory, pairs, ...more) {
  const model = join(directory, 'model.safetensors');
  const data = write(directory, 'own.json', pairs);
  const args = ['train', '--tune', data, '--save', model, '--log', 'json', ...smallest, ...more];
  return { log: events(await output(t, args)), model, data };
}

const of = (log, event) => log.filter((it) => it.event === event);

test('the recipe classic is what it was, whatever the data', async (t) => {
  const start = await startOf(t, '--recipe', 'classic');
  assert.equal(start.recipe, 'classic');
  const { batch_size, clip_norm, schedule, warmup_steps, beta2, answers_only, until_learned } = start;
  assert.deepEqual(
    { batch_size, clip_norm, schedule, warmup_steps, beta2, answers_only, until_learned },
    { batch_size: 16, clip_norm: 5, schedule: 'constant', warmup_steps: 0, beta2: 0.999, answers_only: false, until_learned: false },
  );
  assert.deepEqual(start.phases.map((it) => [it.phase, it.learning_rate]), [['tune', 1e-4]]);
  const directory = folder(t);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--recipe', 'classic'];
  const log = events(await output(t, [...args, '--save', join(directory, 'model.json'), '--log', 'json']));
  assert.deepEqual(log[0].phases.map((it) => [it.phase, it.epochs, it.learning_rate]), [['pretrain', 100, 5e-4]]);
});

test('an option overrides its part of the recipe, and the rest suits it', async (t) => {
  const usual = await startOf(t);
  assert.equal(usual.recipe, 'auto');
  assert.equal(usual.batch_size, 16);
  assert.equal(usual.schedule, 'linear');
  assert.equal(usual.answers_only, true);
  // Half of a squared gradient is forgotten after 364 examples.
  const beta2 = (batch) => Math.round(1e4 * 2 ** (-batch / 364)) / 1e4;
  assert.ok(Math.abs(usual.beta2 - beta2(16)) < 1e-9);
  const rate = (start) => start.phases[0].learning_rate;

  const batch = await startOf(t, '--batch-size', '1');
  assert.ok(Math.abs(batch.beta2 - beta2(1)) < 1e-9);
  // A step has three examples, then one: the rate falls by the root of three, to two digits.
  assert.ok(Math.abs(rate(usual) / rate(batch) - Math.sqrt(3)) < 0.05, `${rate(usual)} and ${rate(batch)}`);
  assert.equal(batch.schedule, 'linear');

  const fixed = await startOf(t, '--tune-lr', '0.001', '--beta2', '0.95', '--schedule', 'cosine', '--loss', 'all');
  assert.equal(rate(fixed), 0.001);
  assert.equal(fixed.beta2, 0.95);
  assert.equal(fixed.schedule, 'cosine');
  assert.equal(fixed.answers_only, false);
  assert.equal(fixed.warmup_steps, usual.warmup_steps);
  assert.equal(fixed.batch_size, 16);
});

test('--epochs gives as many, and with --stop learned at most', async (t) => {
  const directory = folder(t);
  const exact = await tune(t, directory, chats, '--epochs', '400');
  assert.equal(exact.log[0].until_learned, false);
  assert.equal(of(exact.log, 'epoch').length, 400);
  assert.equal(of(exact.log, 'epoch').at(-1).epoch, 400);
  const most = await tune(t, directory, chats, '--epochs', '400', '--stop', 'learned');
  assert.equal(most.log[0].until_learned, true);
  assert.equal(most.log[0].total_steps, 400);
  const epochs = of(most.log, 'epoch');
  assert.ok(epochs.length < 400, `${epochs.length}`);
  assert.equal(epochs.at(-1).seconds_left, 0);
  assert.deepEqual([epochs.length, 'check'], [of(most.log, 'check').at(-1).step, most.log.at(-3).event]);
});

test('checks tell what is known and what the model can do', async (t) => {
  const { log } = await tune(t, folder(t), german);
  const [start] = log;
  assert.deepEqual(start.phases.map((it) => [it.examples, it.questions]), [[8, 8]]);
  assert.ok(start.phases[0].expected_steps < start.total_steps);
  assert.ok(start.phases[0].loss_tokens < start.phases[0].tokens);
  const checks = of(log, 'check');
  assert.ok(checks.length >= 2);
  const stages = ['noise', 'words', 'order', 'facts', 'answers'];
  let before = { step: 0, stage: 'noise' };
  for (const check of checks) {
    assert.equal(check.phase, 'tune');
    assert.equal(check.checked, 8);
    assert.ok(check.right >= 0 && check.right <= 8);
    assert.ok(check.loss > 0);
    assert.ok(check.step > before.step);
    assert.ok(stages.indexOf(check.stage) >= stages.indexOf(before.stage), `${check.stage} after ${before.stage}`);
    before = check;
  }
  assert.deepEqual([before.right, before.stage, before.phase_steps_left], [8, 'answers', 0]);
});

/**
 * A model whose first step at a rate above some 1e-20 multiplies two weights of 1e21: the feed-forward net, which saw
 * nothing but zeros before, then gives infinity.
 */
function wildModel() {
  const model = structuredClone(yesModel);
  const { tensors, config } = model;
  const change = (name, value) => (tensors[name].data = tensors[name].data.map(value));
  change('blocks.0.norm1.gamma', () => 0);
  change('blocks.0.ffn.w1', (_, i) => (i % 2 === 0 ? 1e21 : -1e21));
  change('blocks.0.ffn.w2', (_, i) => (i < config.embedding_dim ? 1 : -1) * (i % 3 === 0 ? -1e21 : 1e21));
  change('blocks.0.ffn.b1', () => 1e-3);
  change('output_projection', (weight) => 1e-13 * weight); // so that gradients are finite
  return model;
}

test('a run that diverges goes back, on at half the rate, and ends well', async (t) => {
  const directory = folder(t);
  const data = ['--init', write(directory, 'wild.json', wildModel())];
  data.push('--pretrain', write(directory, 'data.json', ['User: Why? Yes, sure.']));
  const args = ['train', ...data, '--recipe', 'classic', '--pretrain-lr', '0.01', '--epochs', '2'];
  args.push('--save', join(directory, 'model.json'));
  const text = await run(t, args);
  assert.equal(text.code, 0, text.stderr);
  assert.match(
    text.stderr,
    /^warning: pretrain, step 2: the loss grew beyond all numbers; going on from the last good weights at half the rate, 0\.005$/m,
  );
  assert.match(text.stderr, /^Saved .*model\.json\.$/m);
  const log = events(await output(t, [...args, '--log', 'json']));
  const setback = { event: 'setback', phase: 'pretrain', step: 2, trouble: 'diverged', went_back: true, learning_rate: 0.005 };
  assert.deepEqual(of(log, 'setback'), [setback]);
  assert.equal(of(log, 'epoch').at(-1).learning_rate, 0.005);
});

test('a run that stands still goes on at half the rate, until that would not help', async (t) => {
  // Nobody can answer one question in two dozen ways: the loss soon goes down no more.
  const riddle = Array.from({ length: 24 }, (_, i) => ({ prompt: 'What now?', answer: `This${i}.` }));
  const options = ['--batch-size', '8', '--epochs', '560', '--stop', 'learned', '--tune-lr', '0.004', '--schedule', 'constant'];
  const { log } = await tune(t, folder(t), riddle, ...options);
  const setbacks = of(log, 'setback');
  assert.ok(setbacks.length >= 2, `${setbacks.length}`);
  setbacks.forEach((it, i) => {
    assert.equal(it.trouble, 'stands_still');
    const last = i === setbacks.length - 1;
    assert.equal(it.went_back, !last);
    assert.ok(Math.abs(it.learning_rate - 0.004 / 2 ** (last ? i : i + 1)) < 1e-12, `${it.learning_rate}`);
  });
  assert.equal(log.at(-1).event, 'saved');
});

test('few answers come with what to do for more', async (t) => {
  const directory = folder(t);
  const args = ['train', '--tune', write(directory, 'own.json', german), ...smallest, '--epochs', '1'];
  const result = await run(t, [...args, '--save', join(directory, 'model.json')]);
  assert.match(result.stderr, /^tune      answers 0 of 8 of its questions, word for word\n {10}for more: --recipe auto /m);
  const plain = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--epochs', '1'];
  const other = await run(t, [...plain, '--save', join(directory, 'plain.json')]);
  assert.doesNotMatch(other.stderr, /questions/);
});

test('a run that has learned is complete, and goes on for more epochs', async (t) => {
  const directory = folder(t);
  const { model, data, log } = await tune(t, directory, german);
  const steps = of(log, 'check').at(-1).step;
  const epochs = log[0].phases[0].epochs;
  const resume = ['train', '--resume', model, '--tune', data];
  const complete = new RegExp(`complete, after ${steps} steps: it knows the answers; give more --tune-epochs than ${epochs} `);
  await fails(t, 2, resume, complete);
  const more = events(await output(t, [...resume, '--epochs', String(2 * epochs), '--log', 'json']));
  assert.equal(more[0].recipe, null);
  assert.equal(more[0].steps_done, steps);
  assert.ok(of(more, 'check').at(-1).step > steps);
});

if (process.platform !== 'win32') {
  test('Ctrl-C in tuning, and --resume, give the bytes of a run that never stopped', async (t) => {
    const directory = folder(t);
    // Lines of so many steps are more than a pipe and its reader hold.
    const options = ['--batch-size', '1', '--tune-lr', '0.0002', '--log-every', '1'];
    const { model: whole, data, log } = await tune(t, directory, german, ...options);
    assert.ok(of(log, 'step').length > 1000, `${of(log, 'step').length}`);
    assert.deepEqual(of(log, 'setback'), []);
    const bytes = readFileSync(whole);
    const target = join(directory, 'stopped.safetensors');
    const child = start(t, ['train', '--tune', data, ...smallest, ...options, '--save', target, '--log', 'json']);
    child.stdin.end();
    // Once nobody reads the log, the program soon waits: after a check, and well before the end.
    let head = '';
    await new Promise((done) => {
      child.stdout.on('data', function read(text) {
        head += text;
        if (!head.includes('"event":"check"')) return;
        child.stdout.off('data', read);
        child.stdout.pause();
        child.kill('SIGINT');
        done();
      });
    });
    const result = await finished(child);
    assert.equal(result.code, 130, result.stderr);
    await output(t, ['train', '--resume', target, '--tune', data]);
    assert.ok(readFileSync(target).equals(bytes));
  });
}
