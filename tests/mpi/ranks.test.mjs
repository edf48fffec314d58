// Several ranks on one machine, against one process.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, finished, folder, output, write } from '../cli/helpers.mjs';
import { processOf, runRanks, runTwo, startRanks, stepsAnEpoch, stepsDone, training, untilPrinted } from './helpers.mjs';

const json = ['--log', 'json', '--log-every', '1'];

test('however many ranks there are, the model file is that of one process, and one of them tells of it', async (t) => {
  const directory = folder(t);
  const run = [...training(directory), '--epochs', '5', '--validation-share', '0.1', ...json];
  const alone = join(directory, 'alone.safetensors');
  const told = events(await output(t, [...run, '--save', alone]));
  for (const ranks of [1, 2, 3, 4, 6]) {
    const file = join(directory, `${ranks}.safetensors`);
    const result = await runRanks(t, ranks, [...run, '--save', file]);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(result.stderr, '');
    assert.ok(readFileSync(file).equals(readFileSync(alone)), `${ranks} ranks`);
    const steps = (log) => log.filter((it) => it.event === 'step').map(({ step, loss, grad_norm }) => ({ step, loss, grad_norm }));
    assert.deepEqual(steps(events(result.stdout)), steps(told));
    assert.equal(events(result.stdout).length, told.length);
  }
});

const endings = {
  'a rank that is killed': { end: (mpirun) => process.kill(processOf(mpirun, 1), 'SIGKILL'), says: /rank 1 .*signal 9/s },
  'Ctrl-C': { end: (mpirun) => mpirun.kill('SIGINT'), says: /^/ },
};
for (const [what, { end, says }] of Object.entries(endings)) {
  test(`${what} ends the run, which is saved and goes on in one process to the same bits`, async (t) => {
    const directory = folder(t);
    const run = training(directory);
    const file = join(directory, 'stopped.safetensors');
    const mpirun = startRanks(t, 2, [...run, '--pretrain-epochs', '100000', '--save', file, ...json]);
    await untilPrinted(mpirun, '"step":9,');
    end(mpirun);
    const result = await finished(mpirun);
    assert.notEqual(result.code, 0);
    assert.match(result.stderr, says);
    assert.ok(stepsDone(file) >= 9);

    const epochs = String(Math.floor(stepsDone(file) / stepsAnEpoch) + 1);
    await output(t, [...run, '--resume', file, '--pretrain-epochs', epochs]);
    const whole = join(directory, 'whole.safetensors');
    await output(t, [...run, '--pretrain-epochs', epochs, '--save', whole]);
    assert.ok(readFileSync(file).equals(readFileSync(whole)));
  });
}

test('what is wrong on one rank is told once, with its name', async (t) => {
  const directory = folder(t);
  const run = training(directory);
  const save = ['--save', join(directory, 'model.json'), '--epochs', '1'];
  const others = run.with(2, write(directory, 'others.json', ['Not the same.', 'Quite another one.']));
  const cases = [
    [[...run, ...save], [...others, ...save], /^glassgpt: rank 1 on [^\n]+: its run is not that of rank 0; /m],
    [[...run, ...save], [...run.with(2, join(directory, 'missing.json')), ...save], /^glassgpt: rank 1 on [^\n]+missing\.json/m],
    [[...run, ...save, '--batch'], [...run, ...save, '--batch'], /^glassgpt: [^\n]*--batch[^\n]*; see glassgpt train --help$/m],
    [['generate', '--model', 'm', '--prompt', 'p'], ['generate', '--model', 'm', '--prompt', 'p'], /^glassgpt: generate: that is work for one process/m],
  ];
  for (const [first, second, line] of cases) {
    const result = await runTwo(t, first, second);
    assert.notEqual(result.code, 0);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, line);
    assert.equal(result.stderr.match(/^glassgpt: /gm).length, 1, result.stderr);
  }
});
