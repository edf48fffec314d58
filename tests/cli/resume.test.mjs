import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, events, facts, fails, folder, output, run, train, write, yesModel } from './helpers.mjs';

const dataOf = (directory) => [
  '--pretrain', join(directory, 'facts.json'), '--tune', join(directory, 'chats.json'),
];

for (const ending of ['json', 'safetensors']) {
  test(`resuming gives the same ${ending} file, bit for bit, as a run that never stopped`, async (t) => {
    const directory = folder(t);
    const options = ['--pretrain-epochs', '4', '--batch-size', '2'];
    const whole = await train(t, directory, `whole.${ending}`, ...options, '--tune-epochs', '6');
    const half = await train(t, directory, `half.${ending}`, ...options, '--tune-epochs', '3');
    await output(t, ['train', '--resume', half, ...dataOf(directory), '--tune-epochs', '6']);
    assert.ok(readFileSync(half).equals(readFileSync(whole)));
  });
}

test('pre-training resumes as well, into another file', async (t) => {
  const directory = folder(t);
  const pretrain = ['--tune-epochs', '0', '--pretrain-epochs'];
  const whole = await train(t, directory, 'whole.json', ...pretrain, '5');
  const half = await train(t, directory, 'half.json', ...pretrain, '2');
  const before = readFileSync(half);
  const more = join(directory, 'more.json');
  await output(t, ['train', '--resume', half, ...dataOf(directory), '--pretrain-epochs', '5', '--save', more]);
  assert.ok(readFileSync(more).equals(readFileSync(whole)));
  assert.ok(readFileSync(half).equals(before));
});

test('the options come from the file; others are refused, naming both', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.json', '--epochs', '1', '--seed', '3', '--batch-size', '2', '--recipe', 'classic');
  const resume = (...more) => ['train', '--resume', model, ...dataOf(directory), '--tune-epochs', '2', ...more];
  await fails(t, 2, resume('--batch-size', '4'), /model\.json: --batch-size is 4, but this file has 2/);
  await fails(t, 2, resume('--seed', '4'), /--seed is 4, but this file has 3/);
  await fails(t, 2, resume('--tune-lr', '0.001'), /--tune-lr is 0\.001, but this file has 0\.0001/);
  await fails(t, 2, resume('--pretrain-lr', '0.001'), /--pretrain-lr is 0\.001, but this file has 0\.0005/);
  await fails(t, 2, resume('--clip-norm', '1'), /--clip-norm is 1, but this file has 5/);
  await fails(t, 2, resume('--beta2', '0.9'), /--beta2 is 0\.9, but this file has 0\.999/);
  await fails(t, 2, resume('--loss', 'answers'), /--loss is answers, but this file has all/);
  await fails(t, 2, resume('--stop', 'learned'), /--stop is learned, but this file has epochs/);
  await fails(t, 2, resume('--no-shuffle'), /--no-shuffle/);
  await fails(t, 2, resume('--dim', '128'), /--dim is 128, but this file has 64/);
  await output(t, resume('--batch-size', '2', '--seed', '3', '--dim', '64'));
});

test('the schedule comes from the file as well, and follows the new number of epochs', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.json', '--epochs', '1', '--schedule', 'linear', '--warmup-steps', '1',
    '--tune-lr', '0.0001');
  const resume = (...more) => ['train', '--resume', model, ...dataOf(directory), '--tune-epochs', '4', ...more];
  await fails(t, 2, resume('--schedule', 'cosine'), /model\.json: --schedule is cosine, but this file has linear/);
  await fails(t, 2, resume('--warmup-steps', '2'), /--warmup-steps is 2, but this file has 1/);
  const log = events(await output(t, resume('--schedule', 'linear', '--log', 'json')));
  assert.equal(log[0].schedule, 'linear');
  assert.equal(log[0].warmup_steps, 1);
  const rates = log.filter((it) => it.event === 'epoch').map((it) => it.learning_rate);
  // Each epoch is one step, of which the second is the first of three that fall from 1e-4.
  const expected = [1e-4, 2e-4 / 3, 1e-4 / 3];
  assert.equal(rates.length, expected.length);
  rates.forEach((rate, i) => assert.ok(Math.abs(rate - expected[i]) < 1e-12, `${rate}`));
});

test('a run with data held out resumes with the same share', async (t) => {
  const directory = folder(t);
  const share = ['--validation-share', '0.4'];
  const whole = await train(t, directory, 'whole.json', '--epochs', '2', ...share);
  const half = await train(t, directory, 'half.json', '--pretrain-epochs', '2', '--tune-epochs', '1', ...share);
  const resume = ['train', '--resume', half, ...dataOf(directory), '--tune-epochs', '2'];
  await fails(t, 2, resume, /pretrain data is not what the run was trained on, which had 3 examples/, /share/);
  await output(t, [...resume, ...share]);
  assert.ok(readFileSync(half).equals(readFileSync(whole)));
});

test('a complete run, other data and a file without training are refused', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.json', '--epochs', '1');
  const before = readFileSync(model);
  await fails(t, 2, ['train', '--resume', model, ...dataOf(directory)], /complete, after 2 steps/, /more --tune-epochs than 1 /);
  const more = ['--tune-epochs', '2'];
  const other = write(directory, 'other.json', facts.slice(1));
  const tune = ['--tune', join(directory, 'chats.json')];
  await fails(t, 2, ['train', '--resume', model, '--pretrain', other, ...tune, ...more], /pretrain data is not/);
  await fails(t, 2, ['train', '--resume', model, ...tune, ...more], /pretrain data is not/);
  await fails(t, 2, ['train', '--resume', model, ...dataOf(directory), '--epochs', '2'], /pre-training is over/);
  await fails(t, 2, ['train', '--resume', model, ...more], /--pretrain or --tune/);
  assert.ok(readFileSync(model).equals(before));
  const bare = write(directory, 'yes.json', yesModel);
  await fails(t, 2, ['train', '--resume', bare, ...dataOf(directory)], /holds no training/, /--init/);
});

test('a resumed run says where it begins', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'model.json', '--epochs', '2', '--batch-size', '1');
  const copy = join(directory, 'copy.json');
  copyFileSync(model, copy);
  const args = ['train', ...dataOf(directory), '--tune-epochs', '3', '--resume'];
  const steps = 2 * facts.length + 2 * chats.length;
  const text = await run(t, [...args, model]);
  assert.match(text.stderr, new RegExp(`^resumed   at step ${steps} of ${steps + chats.length}$`, 'm'));
  const start = JSON.parse((await output(t, [...args, copy, '--log', 'json'])).split('\n')[0]);
  assert.equal(start.steps_done, steps);
  assert.equal(start.total_steps, steps + chats.length);
});
