// What the worker answers to commands, and what it does by itself: by its protocol, as the page speaks it.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { SMALL_DATA, startBrowser, waitUntil } from './support.mjs';

let browser;
let glass;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
beforeEach(async () => (glass = await browser.open()));
afterEach(() => glass.close());

const file = (name, text) => ({ name, text });
const FACTS = file('facts.json', SMALL_DATA['facts.json']);
const CHATS = file('chats.csv', SMALL_DATA['chats.csv']);
const SIZES = { maxSeqLen: 32, embeddingDim: 64, hiddenDim: 128, numLayers: 1, numHeads: 2 };
const QUESTION = 'How many legs has a cat?';

/** 4 texts and 4 chats in batches of 2: 2 steps an epoch in both phases. */
function setup({ pretrain = 3, tune = 4, rate = 0.003, ...changes } = {}) {
  return {
    data: { pretrain: [FACTS], tune: [CHATS] },
    validation: { files: { pretrain: [], tune: [] }, share: 0 },
    start: { kind: 'new', sizes: SIZES },
    training: {
      pretrain: { epochs: pretrain, learningRate: rate },
      tune: { epochs: tune, learningRate: rate },
      batchSize: 2,
      clipNorm: 5,
      seed: 1,
      shuffle: true,
      schedule: 'constant',
      warmupSteps: 0,
    },
    stopping: { targetLoss: null, plateauEpochs: null },
    question: '',
    ...changes,
  };
}

const begin = (wanted, snapshot = null) => glass.request({ type: 'begin', setup: wanted, snapshot });

/** Trains until it stops. Returns the state of the run then. */
async function train() {
  const since = await glass.page.evaluate(() => window.heard.length);
  await glass.request({ type: 'run' });
  const stopped = await glass.page.waitForFunction(
    (since) =>
      window.heard
        .slice(since)
        .findLast(({ type, status }) => type === 'status' && status.run.state !== 'running' && !status.run.fresh),
    since,
  );
  return (await stopped.jsonValue()).status.run;
}

/** All steps told of, column by column. */
async function columns() {
  const all = {};
  for (const { steps } of await glass.heard('progress')) {
    for (const [name, values] of Object.entries(steps)) (all[name] ??= []).push(...Object.values(values));
  }
  return all;
}

const answerTo = async (prompt, mode = 'chat', maxTokens = 40) =>
  (await glass.request({
    type: 'ask',
    prompt,
    mode,
    options: { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens },
  })).text;

test('every step is told with all that is measured of it', async () => {
  const wanted = setup({ validation: { files: { pretrain: [], tune: [] }, share: 0.25 } });
  wanted.training.schedule = 'linear';
  const { training } = await begin(wanted);
  assert.deepEqual(training.phases.map(({ examples, validationExamples }) => [examples, validationExamples]), [[3, 1], [3, 1]]);
  await train();
  const { step, epochLoss, validationLoss, gradNorm, learningRate, tokensPerSecond, seconds } = await columns();
  assert.deepEqual(step, Array.from({ length: 14 }, (_, i) => i + 1));
  const ended = step.map((taken) => taken % 2 === 0);
  assert.deepEqual(epochLoss.map(Number.isFinite), ended);
  assert.deepEqual(validationLoss.map(Number.isFinite), ended);
  assert.ok(gradNorm.every((norm) => norm > 0 && norm < 1000));
  // Along a line to 0, over the 6 steps of pre-training and the 8 of tuning.
  const rates = [6, 8].flatMap((steps) => Array.from({ length: steps }, (_, i) => 0.003 * (1 - i / steps)));
  for (const [i, rate] of rates.entries()) {
    assert.ok(Math.abs(learningRate[i] - rate) < 1e-12, `step ${i + 1}: ${learningRate[i]}, not ${rate}`);
  }
  assert.ok(tokensPerSecond.every((speed) => speed > 0));
  assert.ok(seconds.every((spent, i) => spent > (seconds[i - 1] ?? 0)), 'time goes on');
});

test('training by a share of the core ends in the same bits, and its speed and time left are those of the share', async () => {
  const files = [];
  for (const share of [1, 1 / 4]) {
    await glass.request({ type: 'effort', share });
    await begin(setup());
    await train();
    files.push(
      await glass.page.evaluate(async () => {
        const { file } = await window.request({ type: 'save', format: 'safetensors', withTraining: true });
        return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].join();
      }),
    );
  }
  assert.equal(files[0], files[1]);
  const [last] = (await glass.heard('progress')).slice(-1);
  // 3 epochs of the facts and 4 of the chats.
  const { phases } = (await glass.heard('begin'))[0].training;
  assert.equal(last.progress.tokens, 3 * phases[0].tokens + 4 * phases[1].tokens);
  assert.equal(last.progress.tokensLeft, 0);
});

test('the question is asked before training and after each act, once', async () => {
  await begin(setup({ pretrain: 40, tune: 120, question: QUESTION }));
  const untrained = await answerTo(QUESTION, 'chat', 24);
  assert.equal((await train()).state, 'done');
  await waitUntil(async () => (await glass.heard('milestone')).some(({ at }) => at === 'tune'), 'the last answer');
  await glass.request({ type: 'pause' }); // the worker has been heard again since
  await glass.next('sampled');
  const heard = await glass.heard('milestone');
  assert.deepEqual(heard.map(({ at, step, question }) => [at, step, question]), [
    ['start', 0, QUESTION],
    ['pretrain', 80, QUESTION],
    ['tune', 320, QUESTION],
  ]);
  assert.equal(heard[2].text.trim(), 'A cat has four legs.');
  assert.equal(heard[0].text, untrained);
  assert.equal(heard[2].text, await answerTo(QUESTION), 'as a chat');
});

test('a run that goes on from a snapshot does not ask again what it asked', async () => {
  const wanted = setup({ pretrain: 2, tune: 2, question: QUESTION });
  await begin(wanted);
  for (let step = 0; step < 5; ++step) await glass.request({ type: 'step' });
  const taken = await glass.page.waitForFunction(() =>
    window.heard.findLast(({ type, snapshot }) => type === 'snapshot' && snapshot.step === 5),
  );
  const before = await glass.heard('milestone');
  assert.deepEqual(before.map(({ at }) => at), ['start', 'pretrain']);
  const seconds = await glass.page.evaluate(async ([message, wanted]) => {
    await window.request({ type: 'begin', setup: wanted, snapshot: message.snapshot });
    return message.snapshot.seconds;
  }, [taken, wanted]);
  await glass.request({ type: 'step' });
  const told = await columns();
  assert.equal(told.step.at(-1), 6);
  assert.ok(told.seconds.at(-1) > seconds, 'its time goes on, too');
  await train();
  await glass.page.waitForFunction(() => window.heard.filter(({ type }) => type === 'milestone').length > 2);
  assert.deepEqual((await glass.heard('milestone')).map(({ at }) => at), ['start', 'pretrain', 'tune']);
});

test('training pauses at the target loss of the last phase, and goes beyond when told to', async () => {
  const wanted = setup({ pretrain: 40, tune: 40, stopping: { targetLoss: 1, plateauEpochs: null } });
  await begin(wanted);
  const run = await train();
  assert.deepEqual([run.state, run.stoppedBy], ['paused', 'target']);
  assert.ok(run.step > 80, 'the loss of pre-training counts for nothing');
  const { step, epochLoss } = await columns();
  const first = step.find((taken, i) => taken > 80 && epochLoss[i] <= 1);
  assert.equal(run.step, first);
  const end = await train();
  assert.deepEqual([end.state, end.stoppedBy, end.step], ['done', null, 160]);
});

test('training pauses when so many epochs on end have brought no lower loss, and again after as many', async () => {
  // A model that learns three texts by heart expects less and less of the fourth.
  const wanted = setup({ pretrain: 100, tune: 0, stopping: { targetLoss: null, plateauEpochs: 3 } });
  wanted.validation.share = 0.25;
  await begin(wanted);
  const losses = async () => (await columns()).validationLoss.filter(Number.isFinite);
  const lowest = (values) => values.indexOf(Math.min(...values));
  const run = await train();
  assert.deepEqual([run.state, run.stoppedBy], ['paused', 'plateau']);
  const until = await losses();
  assert.equal(until.length - 1 - lowest(until), 3);
  const again = await train();
  assert.equal(again.stoppedBy, 'plateau');
  const later = await losses();
  assert.equal(later.length - 1 - Math.max(lowest(later), until.length - 1), 3);
});

test('a sample tells what the model expects after its prompt', async () => {
  await glass.request({ type: 'sample', prompts: { pretrain: 'Snow is', tune: '' } });
  await begin(setup({ pretrain: 40, tune: 0 }));
  const { step: end } = await train();
  const ofTheEnd = ({ type, step }) => type === 'sampled' && step === end;
  await waitUntil(async () => (await glass.heard('sampled')).some(ofTheEnd), 'a sample of the trained model');
  const { next, text } = (await glass.heard('sampled')).find(ofTheEnd);
  const { inspection, mode } = await glass.request({ type: 'inspect', prompt: 'Snow is', mode: 'text', top: 10 });
  assert.equal(mode, 'text');
  assert.equal(next.length, 10);
  assert.deepEqual(next, inspection.next);
  assert.ok(text.startsWith(` ${next[0].token}`), 'greedily, it takes the first');
  // A prompt longer than the context cannot be looked at; it is continued all the same.
  await glass.request({ type: 'sample', prompts: { pretrain: 'Snow '.repeat(40), tune: '' } });
  const long = await glass.page.waitForFunction(() => window.heard.findLast(({ type, prompt }) => type === 'sampled' && prompt.length > 99));
  assert.deepEqual((await long.jsonValue()).next, []);
});

test('the device is measured, at rest and while training', async () => {
  const atRest = await glass.request({ type: 'benchmark' });
  assert.ok(atRest.operationsPerSecond > 1e7, `${atRest.operationsPerSecond} operations a second`);
  await begin(setup({ pretrain: 100_000, tune: 0 }));
  await glass.request({ type: 'run' });
  await glass.next('progress');
  const { operationsPerSecond } = await glass.request({ type: 'benchmark' });
  // What a token costs, as often as it is trained on: facts.json has 4 texts, of which a step takes 2.
  const { vocabSize } = (await glass.heard('begin'))[0].model;
  const [phase] = (await glass.heard('begin'))[0].training.phases;
  const length = phase.tokens / phase.examples;
  const { cost } = await glass.request({ type: 'measure', sizes: SIZES, vocabSize, batchSize: 2, length });
  const { tokensPerSecond } = (await glass.heard('progress')).at(-1).progress;
  const ratio = operationsPerSecond / (cost.operationsPerToken * tokensPerSecond);
  assert.ok(ratio > 0.5 && ratio < 2, `${operationsPerSecond} operations, ${tokensPerSecond} tokens a second`);
  assert.equal((await glass.heard('status')).at(-1).status.run.state, 'running');
});

test('the model can be looked at from all sides, in the middle of training too', async () => {
  const { model } = await begin(setup({ pretrain: 100_000, tune: 0 }));
  await glass.request({ type: 'run' });
  await glass.next('progress');

  const { cost } = await glass.request({
    type: 'measure',
    sizes: SIZES,
    vocabSize: model.vocabSize,
    batchSize: 2,
    length: 10,
  });
  const [v, c, d, h] = [model.vocabSize, 32, 64, 128];
  assert.equal(cost.parameters, 2 * v * d + c * d + 4 * d * d + 2 * d * h + h + d + 4 * d);
  assert.ok(cost.operationsPerToken > 4 * cost.parameters && cost.bytes > 16 * cost.parameters);

  const looked = await glass.page.evaluate(async () => {
    const { map, step } = await window.request({ type: 'map', groups: 3 });
    const { neighbours } = await window.request({ type: 'neighbours', token: 2, count: 4 });
    const { tensors } = await window.request({ type: 'tensors' });
    const weight = { tensor: 'blocks.0.attention.query', row: 1, col: 2 };
    const { dissection } = await window.request({ type: 'dissect', text: 'Snow is white and cold.', weight });
    const probabilities = dissection.forward.find(({ name }) => name === 'probabilities');
    const losses = dissection.targetIds.map((id, i) => -Math.log(probabilities.values[i * probabilities.cols + id]));
    return {
      step,
      lengths: [map.tokens.length, map.x.length, map.y.length, map.group.length, map.groupTokens.length],
      neighbours: neighbours.length,
      tensors: tensors.map(({ name }) => name),
      loss: dissection.loss,
      mean: losses.reduce((sum, loss) => sum + loss) / losses.length,
      weight: dissection.update.tensor,
    };
  });
  assert.ok(looked.step > 0);
  assert.deepEqual(looked.lengths, [v, v, v, v, 3]);
  assert.equal(looked.neighbours, 4);
  assert.equal(looked.tensors.length, 2 + 12 + 1);
  assert.ok(Math.abs(looked.loss - looked.mean) < 1e-4, `${looked.loss} is the mean ${looked.mean}`);
  assert.equal(looked.weight, 'blocks.0.attention.query');

  const { report } = await glass.request({ type: 'memorised', text: 'I say Snow is white today.', least: 3 });
  assert.deepEqual(report.spans.map(({ begin, end, text }) => [begin, end, text]), [
    [2, 5, 'Snow is white'],
  ]);
  assert.equal((await glass.heard('status')).at(-1).status.run.state, 'running');
});

test('a model is saved in turns, and what is asked meanwhile is answered', async () => {
  const sizes = { maxSeqLen: 64, embeddingDim: 256, hiddenDim: 1024, numLayers: 2, numHeads: 4 };
  await begin(setup({ start: { kind: 'new', sizes } }));
  const { order, whole } = await glass.page.evaluate(async () => {
    const order = [];
    const note = (reply) => (order.push(reply.type), reply);
    const saved = window.request({ type: 'save', format: 'json', withTraining: false }).then(note);
    await window.request({ type: 'stopAnswer' }).then(note);
    const { file } = await saved;
    return { order, whole: JSON.parse(await file.text()).tensors.output_projection.data.length };
  });
  assert.deepEqual(order, ['stopAnswer', 'save']);
  assert.equal(whole % 256, 0);
  // A step that is asked for meanwhile comes after it: the file is that of the weights when it was asked for.
  const files = await glass.page.evaluate(async () => {
    const save = async () => {
      const { file } = await window.request({ type: 'save', format: 'safetensors', withTraining: true });
      return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].join();
    };
    const alone = await save();
    const meanwhile = save();
    await window.request({ type: 'step' });
    return [alone, await meanwhile, await save()];
  });
  assert.equal(files[1], files[0]);
  assert.notEqual(files[2], files[0]);
});

test('data can be looked at before there is a model', async () => {
  const counted = file('counted.txt', 'red red red\nblue red blue\nred green');
  const { tokens, counts, examples } = await glass.request({
    type: 'preview',
    data: { pretrain: [counted], tune: [] },
    validation: { files: { pretrain: [], tune: [] }, share: 0.3 }, // what is held out is data, too
    start: 'new',
    reading: { tokenizer: 'unicode-word', maxSeqLen: 8 },
    examples: 2,
  });
  assert.deepEqual(tokens, ['red', 'blue', 'green']);
  assert.deepEqual(Object.values(counts), [5, 2, 1]);
  assert.deepEqual(examples.pretrain.map((example) => example.tokens), [
    ['red', 'red', 'red', '</s>'],
    ['blue', 'red', 'blue', '</s>'],
  ]);
});

test('what is wrong is said in words of the catalogues, or of the module', async () => {
  await assert.rejects(glass.request({ type: 'run' }), /engine\.noTraining/);
  await assert.rejects(glass.request({ type: 'save', format: 'json', withTraining: false }), /model/);
  await assert.rejects(begin(setup({ start: { kind: 'opened' } })), /engine\.nothingOpen/);
});

test('a model from a file gets the new words of the data', async () => {
  await begin(setup());
  await glass.page.evaluate(async () => {
    const { file } = await window.request({ type: 'save', format: 'json', withTraining: false });
    await window.request({ type: 'open', file: { name: 'old.json', text: await file.text() } });
  });
  const data = { pretrain: [FACTS, file('more.txt', 'Wombats dig burrows.')], tune: [CHATS] };
  const old = await begin(setup({ data, start: { kind: 'opened' } }));
  assert.equal(old.model.tokensAdded, 0);
  assert.equal(old.training.phases[0].unknownTokens, 3);
  const grown = await begin(setup({ data, start: { kind: 'grown' } }));
  assert.equal(grown.model.tokensAdded, 3);
  assert.equal(grown.model.vocabSize, old.model.vocabSize + 3);
  assert.equal(grown.training.phases[0].unknownTokens, 0);
  // Before it is trained on, each kind of beginning is told with the words that it will lack.
  const validation = { files: { pretrain: [], tune: [file('other.json', '[{"prompt": "Do wombatts dig?", "answer": "Bees dig."}]')] }, share: 0 };
  const lacking = async (kind) => {
    const reading = { maxSeqLen: 32, tokenizer: 'unicode-word' };
    const { unknown } = await glass.request({ type: 'preview', data, validation, start: kind, reading, examples: 1 });
    return [unknown.frequent.map(({ word }) => word), unknown.examples];
  };
  const question = (...unknown) => [{ text: 'Do wombatts dig?', unknown: unknown.map(([word, occurrences, known]) => ({ word, occurrences, known })) }];
  const near = question(['Do', 1, 'do'], ['wombatts', 1, 'Wombats']);
  assert.deepEqual(await lacking('new'), [[], near]);
  assert.deepEqual(await lacking('opened'), [['Wombats', 'burrows', 'dig'], question(['Do', 1, 'do'], ['wombatts', 1, ''], ['dig', 2, ''])]);
  assert.deepEqual(await lacking('grown'), [[], near]);
});

test('a model that has diverged can be asked, looked at, saved and reset', async () => {
  await begin(setup());
  await train();
  const { file } = await glass.page.evaluate(async () => {
    const { file } = await window.request({ type: 'save', format: 'json', withTraining: false });
    const model = JSON.parse(await file.text());
    model.tensors.output_projection.data = model.tensors.output_projection.data.map((weight) => Math.sign(weight) * 3e38);
    const text = JSON.stringify(model);
    await window.request({ type: 'open', file: { name: 'huge.json', text } });
    return { file: text.length };
  });
  assert.ok(file > 0);
  await begin(setup({ start: { kind: 'opened' } }));
  const since = await glass.page.evaluate(() => window.heard.length);
  const run = await train();
  assert.equal(run.state, 'failed');
  assert.match((await glass.next('failed', since)).error.english, /no longer finite/);
  assert.equal(typeof (await answerTo(QUESTION)), 'string');
  await glass.request({ type: 'inspect', prompt: 'Snow is', mode: 'text', top: 3 });
  await glass.request({ type: 'save', format: 'safetensors', withTraining: true });
  await glass.request({ type: 'reset' });
  assert.equal((await glass.heard('status')).at(-1).status.run.fresh, true);
});
