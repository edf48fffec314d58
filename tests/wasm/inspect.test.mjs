// The module's methods that look into a model and its data, each against what glassgpt.d.ts says of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { begunSession, dataFile, generate, GREEDY, loadModule, SIZES } from './module.mjs';

const module = await loadModule();
const trained = begunSession(module);
while (trained.training()) trained.trainStep();

test('inspect shows words, every position and the size of what each part puts out', () => {
  const it = trained.inspect('Water is blorp.', 3);
  assert.deepEqual(it.words, ['Water', 'is', 'blorp', '.']);
  assert.deepEqual(it.tokens, ['Water', 'is', '<unk>', '.']);
  assert.equal(it.ids.length, 4);
  assert.equal(it.ids[2], 0);
  assert.deepEqual(it.positions.map((position) => position.length), [3, 3, 3, 3]);
  assert.deepEqual(it.positions[3], it.next);
  assert.ok(it.followed instanceof Float32Array);
  assert.equal(it.followed.length, 3);
  const is = it.positions[0].find((token) => token.token === 'is');
  assert.equal(it.followed[0], is.probability);
  // The sizes are those of the numbers that the same text's training step computes.
  const { forward } = trained.dissect('Water is blorp.', { tensor: 'output_projection', row: 0, col: 0 });
  const rms = (name) => {
    const { values } = forward.find((matrix) => matrix.name === name);
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  };
  const blocks = [0, 1].flatMap((i) => [
    [`blocks.${i}.attention`, rms(`blocks.${i}.projected`)],
    [`blocks.${i}.norm1`, rms(`blocks.${i}.norm1`)],
    [`blocks.${i}.ffn`, rms(`blocks.${i}.ffn`)],
    [`blocks.${i}.norm2`, rms(`blocks.${i}.out`)],
  ]);
  const expected = [['embedded', rms('embedded')], ...blocks, ['logits', rms('logits')]];
  assert.deepEqual(it.activations.map(({ name }) => name), expected.map(([name]) => name));
  for (const [i, [name, size]] of expected.entries()) {
    const shown = it.activations[i].rms;
    assert.ok(Math.abs(shown - size) < 1e-5 * size, `${name}: ${shown}, not ${size}`);
  }
});

test('choices go the way of an answer, token by token, and say what is cut', () => {
  const prompt = module.chatPrompt('What is wet?');
  const chosen = [];
  let it = trained.choices(prompt, chosen, GREEDY, 3);
  assert.deepEqual(it.next.map(({ cut }) => cut), ['nothing', 'greedy', 'greedy']);
  assert.equal(it.kept, 1);
  assert.equal(it.next[0].id, it.sampled);
  assert.equal(it.next[0].token, 'Water');
  assert.ok(Math.abs(it.next[0].probability - trained.inspect(prompt, 1).next[0].probability) < 1e-5);
  while (!it.ended) it = trained.choices(prompt, (chosen.push(it.sampled), chosen), GREEDY, 3);
  assert.equal(it.chosen.map(({ text }) => text).join(''), generate(trained, prompt));
  const cut = trained.choices(prompt, [], { ...GREEDY, temperature: 3, topK: 2, topP: 0.01 }, 3).next;
  assert.deepEqual(cut.map(({ cut }) => cut), ['nothing', 'top_p', 'top_k']);
  assert.deepEqual(cut.map(({ chance }) => chance), [1, 0, 0]);
  assert.throws(() => trained.choices(prompt, [100000], GREEDY, 3), /there is no token 100000/);
});

test('what the vocabulary lacks is told of a text and of the data', () => {
  const words = trained.unknownWords('the Suns are hot and blorp blorp', 3);
  assert.deepEqual(words.map(({ word, occurrences }) => [word, occurrences]), [['Suns', 1], ['are', 1], ['blorp', 2]]);
  assert.equal(trained.unknownWords('the erath', 1)[0].known, 'earth');
  const { words: lacking, validated } = trained.unknownReport();
  assert.deepEqual([lacking, validated], [0, 0]);
});

test('embeddingMap places every token, and neighbours are the nearest', () => {
  const { tokens, x, y, group, groupTokens, explained } = trained.embeddingMap(4);
  assert.equal(tokens[1], '</s>');
  assert.ok(x instanceof Float32Array && y instanceof Float32Array && group instanceof Uint8Array);
  assert.deepEqual([x.length, y.length, group.length], [tokens.length, tokens.length, tokens.length]);
  assert.equal(groupTokens.length, 4);
  for (const [index, names] of groupTokens.entries()) {
    for (const name of names) assert.equal(group[tokens.indexOf(name)], index);
  }
  assert.ok(explained[0] >= explained[1] && explained[1] > 0 && explained[0] + explained[1] <= 1);

  const near = trained.neighbours(2, 3);
  assert.equal(near.length, 3);
  assert.ok(near[0].similarity >= near[1].similarity && near[0].id !== 2);
  assert.equal(near[0].token, tokens[near[0].id]);
  assert.throws(() => trained.neighbours(100000, 3), /there is no token 100000/);
});

test('dissect takes a step apart, with the weights and the update of one', () => {
  const session = begunSession(module);
  const place = { tensor: 'blocks.1.ffn.w2', row: 100, col: 7 };
  const it = session.dissect('Water is wet.', place);
  assert.deepEqual(it.tokens, ['Water', 'is', 'wet', '.']);
  assert.deepEqual(it.targets, ['is', 'wet', '.', '</s>']);
  assert.equal(it.targetIds[3], 1);
  const matrices = (list) => new Map(list.map((matrix) => [matrix.name, matrix]));
  const forward = matrices(it.forward);
  const backward = matrices(it.backward);
  const scores = forward.get('blocks.0.scores');
  assert.deepEqual([scores.rows, scores.cols, scores.values.length], [4 * 4, 4, 64]);
  assert.ok(scores.values instanceof Float32Array);
  assert.deepEqual([...scores.values.subarray(1, 4)], [NaN, NaN, NaN]);
  // dlogits = (p - onehot) / T
  const { values, cols } = forward.get('probabilities');
  const dlogits = backward.get('logits').values;
  for (const [t, target] of it.targetIds.entries()) {
    const expected = (values[t * cols + target] - 1) / 4;
    assert.ok(Math.abs(dlogits[t * cols + target] - expected) < 1e-6);
    assert.ok(Math.abs(it.losses[t] + Math.log(values[t * cols + target])) < 1e-4);
  }
  const w2 = matrices(it.weights).get('blocks.1.ffn.w2');
  assert.deepEqual([w2.rows, w2.cols], [128, 64]);
  assert.equal(w2.values[100 * 64 + 7], it.update.weight);
  assert.equal(it.weights.length, it.tensors.length);
  assert.ok(it.tensors.every((tensor) => tensor.gradient > 0));
  assert.deepEqual([it.update.step, it.update.firstBefore, it.update.learningRate], [1, 0, 5e-3]);
  assert.deepEqual({ ...place, ...it.update }, it.update);
  session.trainStep();
  assert.ok(session.dissect('Water is wet.', place).update.secondBefore > 0);
  assert.throws(() => session.dissect('Water', { ...place, row: 128 }), /no row 128, column 7; .* 128 x 64/);
});

test('memorised finds what stands in the data', () => {
  const report = trained.memorised('Indeed, Water is wet.', 3);
  assert.deepEqual(report.tokens, ['Indeed', ',', 'Water', 'is', 'wet', '.']);
  assert.deepEqual(report.spans, [
    { begin: 2, end: 6, examples: 2, phase: 'pretrain', example: 2, text: 'Water is wet.' },
  ]);
  assert.equal(trained.memorised('What is hot?', 3).spans[0].phase, 'tune');
});

test('vocabulary and examples show the data as the model sees it', () => {
  const { tokens, counts } = trained.vocabulary();
  assert.deepEqual(tokens.slice(0, 2), ['<unk>', '</s>']);
  assert.ok(counts instanceof Float64Array);
  assert.equal(counts.length, tokens.length);
  assert.deepEqual([counts[0], counts[1], counts[tokens.indexOf('Assistant')]], [0, 8, 3]);
  const [example, ...others] = trained.examples('tune', 2, 5);
  assert.equal(others.length, 0);
  assert.equal(example.text, 'User: What is hot? Assistant: Fire. </s>');
  assert.deepEqual(example.tokens.slice(0, 4), ['User', ':', 'What', 'is']);
  assert.ok(example.known.every((known) => known === true));
});

test('tokens are counted without training', () => {
  const session = new module.Session();
  session.setData('pretrain', [dataFile('a.txt', 'a b c\na b d\n')]);
  session.create(SIZES, 1);
  const counts = { examples: 2, questions: 0, tokens: 8, predictedTokens: 6, answerTokens: 6 };
  const nothingLost = { unknownTokens: 0, textsCut: 0, pieces: 0, examplesCut: 0, tokensCut: 0, contextNeeded: 0 };
  assert.deepEqual(session.countPhaseTokens('pretrain').training, { ...counts, ...nothingLost });
  session.holdOut('pretrain', 0.5);
  const { training, validation } = session.countPhaseTokens('pretrain');
  assert.deepEqual([training.examples, validation.examples, validation.tokens], [1, 1, 4]);
  const file = session.countTokens(dataFile('b.txt', 'a wombat'));
  assert.deepEqual([file.tokens, file.unknownTokens], [3, 1]);
  assert.equal(session.training(), false);
});

test('split cuts a text into tokens and tells which are known', () => {
  const { tokens, known } = trained.split('What is a wombat?');
  assert.deepEqual(tokens, ['What', 'is', 'a', 'wombat', '?']);
  assert.deepEqual([known[0], known[3]], [true, false]);
});

test('trainingCost counts weights, bytes and operations', () => {
  const cost = module.trainingCost(SIZES, 100, 2, 8);
  assert.equal(cost.parameters, module.parameterCount(SIZES, 100));
  const [d, h, rows] = [64, 128, 16];
  const activations = rows * (d + 100 + 2 * (8 * d + h + 4) + 5 * d + h) + 2 * 2 * 4 * 8 ** 2 + 8 ** 2;
  assert.equal(cost.bytes, 4 * (5 * cost.parameters + activations));
  const forward = 2 * (2 * (4 * d * d + 2 * d * h) + d * 100) + (2 * 4 * d * 9) / 2;
  assert.equal(cost.operationsPerToken, 3 * forward);
  const largest = { maxSeqLen: 512, embeddingDim: 1024, hiddenDim: 4096, numLayers: 12, numHeads: 1024 };
  const shard = 4096 / 16;
  assert.ok(module.trainingCost(largest, 10000, 4096, 512).bytes > 4 * 12 * 1024 * shard * 512 ** 2);
});

test('operations lists those of a model, with what they cost', () => {
  const operations = module.operations(SIZES, 100, 8);
  const block = [
    'query_key_value', 'attention', 'attention_output', 'norm1',
    'feed_forward_up', 'activation', 'feed_forward_down', 'norm2',
  ];
  assert.deepEqual(
    operations.map(({ name, layer }) => [name, layer]),
    [
      ['embedding', null],
      ...[0, 1].flatMap((layer) => block.map((name) => [name, layer])),
      ['output_projection', null],
      ['loss', null],
    ],
  );
  assert.deepEqual(operations[14], {
    name: 'activation',
    kind: 'relu',
    layer: 1,
    formula: String.raw`y = \max(x, 0)`,
    inputs: [{ name: 'blocks.1.up', rows: 'N', cols: 128 }],
    outputs: [{ name: 'blocks.1.hidden', rows: 'N', cols: 128 }],
    inner: [],
    weights: [],
    forward: { flops: 0, bytes: 4 * 2 * 8 * 128 },
    backward: { flops: 0, bytes: 4 * 3 * 8 * 128 },
  });
  const { weights, forward, backward } = operations[5];
  assert.deepEqual(weights, [
    { name: 'blocks.0.ffn.w1', rows: 64, cols: 128 },
    { name: 'blocks.0.ffn.b1', rows: 1, cols: 128 },
  ]);
  assert.deepEqual(operations[2].inner, [
    { name: 'blocks.0.scores', rows: 'P', cols: 4 },
    { name: 'blocks.0.attention', rows: 'P', cols: 4 },
  ]);
  assert.deepEqual([forward.flops, backward.flops], [2 * 8 * 64 * 128, 4 * 8 * 64 * 128]);
  assert.equal(module.operations({ ...SIZES, activation: 'gelu' }, 100, 8)[6].kind, 'gelu');
  assert.throws(() => module.operations(SIZES, 100, 33), /the length is 33; choose a whole number from 1 to 32/);

  const session = begunSession(module);
  const vocabulary = session.vocabulary().tokens.length;
  const { operations: own } = session.dissect('Water is wet.', { tensor: 'output_projection', row: 0, col: 0 });
  assert.deepEqual(own, module.operations(SIZES, vocabulary, 4));
});

test('observe gives of a step what is asked for', () => {
  const session = begunSession(module);
  const whole = session.dissect('Water is wet.', { tensor: 'output_projection', row: 0, col: 0 });
  const ask = (of, name, rest = {}) => ({ of, name, row: 0, col: 0, rows: 2, cols: 3, span: 0, spread: false, ...rest });
  const requests = [
    ask('value', 'blocks.0.up', { row: 1, col: 5 }),
    ask('gradient', 'blocks.0.up', { spread: true }),
    ask('weight', 'blocks.0.ffn.w1'),
    ask('weightGradient', 'blocks.0.ffn.w1'),
  ];
  const { tokens, loss, next, parts } = session.observe('Water is wet.', 1, 2, requests);
  assert.deepEqual([tokens, loss, next.length], [whole.tokens, whole.loss, 2]);
  const [value, gradient, weight, weightGradient] = parts;
  const up = whole.forward.find(({ name }) => name === 'blocks.0.up');
  assert.deepEqual(value.values, Float32Array.of(...[1, 2].flatMap((r) => [...up.values.subarray(r * 128 + 5, r * 128 + 8)])));
  assert.deepEqual(value.shape, [4, 128]);
  const dUp = whole.backward.find(({ name }) => name === 'blocks.0.up');
  assert.deepEqual([gradient.rowStep, gradient.colStep], [2, 43]);
  assert.deepEqual(gradient.values, Float32Array.of(...[0, 2].flatMap((r) => [0, 43, 86].map((c) => dUp.values[r * 128 + c]))));
  const w1 = whole.weights.find(({ name }) => name === 'blocks.0.ffn.w1');
  assert.deepEqual(weight.values, Float32Array.of(...[0, 1].flatMap((r) => [...w1.values.subarray(r * 128, r * 128 + 3)])));
  assert.ok(Math.abs(weightGradient.rms - whole.tensors.find(({ name }) => name === 'blocks.0.ffn.w1').gradient) < 1e-9);
  assert.throws(() => session.observe('Water', 0, 1, [ask('colour', 'x')]), /of: it is "colour"; choose value, gradient/);
  assert.throws(() => session.observe('Water', 0, 1, [ask('weight', 'x')]), /there is no tensor "x"/);
});
