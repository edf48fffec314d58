// Ranks on machines of their own, with a slow network between them that loses packets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { finished, folder, output } from '../cli/helpers.mjs';
import { startMachines, stepsAnEpoch, stepsDone, training, untilPrinted, untilSaid } from './helpers.mjs';

const json = ['--log', 'json', '--log-every', '1'];

test('three machines with 5 ms between them, which lose every hundredth packet, come to the bits of one', async (t) => {
  const directory = folder(t);
  const run = [...training(directory), '--epochs', '2'];
  const alone = join(directory, 'alone.safetensors');
  const together = join(directory, 'together.safetensors');
  await output(t, [...run, '--save', alone]);
  const result = await finished(
    startMachines(t, ['--machines', '3', '--delay', '5', '--loss', '1'], [...run, ...json, '--save', together]),
  );
  assert.equal(result.code, 0, result.stderr);
  assert.ok(readFileSync(together).equals(readFileSync(alone)));
});

// Where a peer's connection breaks, Open MPI may hold or end rank 0 itself: then what it saved on the way is there.
const saving = ['--save-every', '0.01'];
const endings = {
  'a machine whose program is killed': ['kill 1', /rank 1 with .*signal 9/],
  'a machine that is cut off': ['cut 1', /^glassgpt: rank 1 on node1: it has not answered for \d+ s, at step \d+; .* is saved, go on with --resume$/m],
};
for (const [what, [action, says]] of Object.entries(endings)) {
  test(`${what} ends the run, which is saved and goes on`, async (t) => {
    const directory = folder(t);
    const run = training(directory);
    const file = join(directory, 'stopped.safetensors');
    const machines = startMachines(t, [], [...run, '--pretrain-epochs', '100000', '--rank-timeout', '2', '--save', file, ...saving, ...json]);
    await untilPrinted(machines, '"event":"saved"');
    machines.stdin.write(`${action}\n`);
    await untilSaid(machines, says);
    const epochs = String(Math.floor(stepsDone(file) / stepsAnEpoch) + 1);
    await output(t, [...run, '--resume', file, '--pretrain-epochs', epochs]);
  });
}
