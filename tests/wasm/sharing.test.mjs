// Steps that are shared between modules: the bits are those of one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dataFile, loadModule, SIZES, TRAINING } from './module.mjs';

const [module, another] = await Promise.all([loadModule(), loadModule()]);

/** 64 examples of 17 to 24 words, so that a step of all of them has four shards, and one of 20 has two. */
const TEXT = Array.from({ length: 64 }, (_, example) =>
  Array.from({ length: 17 + (example % 8) }, (_, i) => `w${(example * 7 + i * i) % 90}`).join(' '),
).join('\n');
/** Steps of 44 examples and of 20. */
const OPTIONS = { ...TRAINING, pretrain: { epochs: 3, learningRate: 1e-3 }, tune: { epochs: 0, learningRate: 1e-3 }, batchSize: 44 };

function begun(batchSize = OPTIONS.batchSize, began = () => {}) {
  const session = new module.Session();
  session.setData('pretrain', [dataFile('words.txt', TEXT)]);
  const model = session.create(SIZES, 1);
  const shared = new module.SharedSteps();
  shared.share(session, began);
  session.startTraining({ ...OPTIONS, batchSize });
  return { session, model, shared };
}

/** A helper's part of the step under way. */
function help({ session, shared }, helper, number) {
  for (const sum of helper.work(session.weights(), shared.task(number))) shared.bring(sum);
}

/** Goes on until the step ends, or waits. */
function goOn({ session }) {
  for (;;) {
    const step = session.trainFor(1000);
    if (step !== null || session.trainingWaits()) return step;
  }
}

/** The rest of the run, in which helpers take part. Returns the losses, and the file at the end. */
function train(run, helpers) {
  const losses = [];
  while (run.session.training()) {
    const step = goOn(run);
    if (step !== null) losses.push(step.loss);
    else for (let i = run.shared.helpers(); i-- > 0; ) help(run, helpers[i], i);
  }
  return { losses, file: run.session.save('safetensors', true) };
}

const alone = (batchSize) => train(begun(batchSize), []);

test('one, two, three or four modules come to the same bits', () => {
  for (const batchSize of [44, 64]) {
    const expected = alone(batchSize);
    for (const count of [1, 2, 3]) {
      const run = begun(batchSize);
      const helpers = Array.from({ length: count }, () => new another.StepHelper(run.model));
      run.shared.setHelpers(count);
      assert.deepEqual(train(run, helpers), expected, `${count} helpers, batches of ${batchSize}`);
    }
  }
});

test('a step tells its shards, and who help with it, as it begins', () => {
  const seen = [];
  const run = begun(44, () => seen.push([run.shared.number(), run.shared.shards(), run.shared.helpers()]));
  run.shared.setHelpers(3);
  train(run, Array.from({ length: 3 }, () => new another.StepHelper(run.model)));
  assert.deepEqual(seen.slice(0, 2), [[1, 2, 1], [2, 2, 1]]);
  assert.equal(seen.length, 6);
});

test('a step whose helper is lost begins again, to the same bits, and so may the next ones be shared again', () => {
  const expected = alone(64);
  const run = begun(64);
  run.shared.setHelpers(2);
  assert.equal(goOn(run), null, 'it waits');
  const before = run.session.weights();
  const helper = new another.StepHelper(run.model);
  help(run, helper, 1); // and helper 0 is lost
  assert.equal(goOn(run), null);
  assert.deepEqual(run.session.weights(), before);
  run.shared.setHelpers(0);
  run.shared.beginAgain();
  const first = goOn(run);
  assert.equal(first.loss, expected.losses[0]);
  run.shared.setHelpers(1);
  const { losses, file } = train(run, [helper]);
  assert.deepEqual([first.loss, ...losses], expected.losses);
  assert.deepEqual(file, expected.file);
});

test('a helper of sizes that cannot be is refused in words', () => {
  assert.throws(() => new another.StepHelper({ ...SIZES, vocabSize: 10, numHeads: 7 }), { name: 'Error', message: /num_heads|heads/ });
});

test('a step that waits for others cannot be taken at once', () => {
  const run = begun(64);
  run.shared.setHelpers(1);
  assert.throws(() => run.session.trainStep(), /wait/);
});
