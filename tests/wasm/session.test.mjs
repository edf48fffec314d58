// The module's methods, each against what glassgpt.d.ts says of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { begunSession, CHATS, dataFile, FACTS, generate, GREEDY, loadModule, SIZES, TRAINING } from './module.mjs';

const module = await loadModule();

/** A session that has trained to the end. */
function trainedSession() {
  const session = begunSession(module);
  while (session.training()) session.trainStep();
  return session;
}

const trained = trainedSession();
const question = module.chatPrompt('What is wet?');

test('setData counts examples and chats', () => {
  const session = new module.Session();
  const counts = ({ examples, chats }) => ({ examples, chats });
  assert.deepEqual(counts(session.setData('pretrain', [dataFile('facts.json', FACTS)])), { examples: 5, chats: 0 });
  const both = [dataFile('a.json', CHATS), dataFile('b.txt', 'One line.\nAnother.')];
  assert.deepEqual(counts(session.setData('tune', both)), { examples: 5, chats: 3 });
  assert.deepEqual(session.setData('tune', []), { examples: 0, chats: 0, files: [] });
});

test('setData tells what it took each file for, and what it left out', () => {
  const session = new module.Session();
  const nothing = {
    encoding: 'UTF-8', separator: '', columns: 0, takenFrom: [], leftOut: [], moreLeftOut: false, texts: 0, questions: 0,
    systemTexts: 0, toolTexts: 0, unanswered: 0, unasked: 0, blankLines: 0,
  };
  const chat = JSON.stringify({ messages: [
    { role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Who?' }, { role: 'assistant', content: 'Me.' },
  ] });
  const { files } = session.setData('tune', [
    dataFile('a.csv', 'id;Question;Answer\n1;Who?;Me.\n;;\n'), dataFile('b', chat), dataFile('c.txt', 'One.\n'),
  ]);
  assert.deepEqual(files, [
    { ...nothing, name: 'a.csv', format: 'csv', separator: ';', takenFrom: ['Question', 'Answer'], leftOut: ['id'],
      questions: 1, blankLines: 1 },
    { ...nothing, name: 'b', format: 'json', takenFrom: ['messages'], questions: 1, systemTexts: 1 },
    { ...nothing, name: 'c.txt', format: 'text', texts: 1 },
  ]);
});

test('create reports the model', () => {
  const session = new module.Session();
  assert.equal(session.hasModel(), false);
  session.setData('pretrain', [dataFile('facts.txt', 'a b c d')]);
  const report = session.create(SIZES, 1);
  assert.equal(report.vocabSize, 6);
  assert.equal(report.embeddingDim, 64);
  assert.equal(report.parameters, module.parameterCount(SIZES, 6));
  // 6 tokens and 32 positions of 64, two blocks of 4 64^2 + 2 64 128 + 128 + 64 + 4 64, and the output projection
  assert.equal(report.parameters, (2 * 6 + 32) * 64 + 2 * (4 * 64 ** 2 + 2 * 64 * 128 + 128 + 5 * 64));
  assert.equal(report.wordsDropped, 0);
  assert.equal(session.hasModel(), true);
});

test('startTraining and trainStep count phases, epochs and steps', () => {
  const session = new module.Session();
  session.setData('pretrain', [dataFile('facts.json', FACTS)]);
  session.setData('tune', [dataFile('chats.json', CHATS)]);
  session.create(SIZES, 1);
  const report = session.startTraining({ ...TRAINING, pretrain: { epochs: 1, learningRate: 1e-3 } });
  assert.deepEqual(report.phases[0], {
    phase: 'pretrain', examples: 5, questions: 0, tokens: 29, lossTokens: 29, stepsPerEpoch: 3, epochs: 1,
    expectedSteps: 3, wordsLoss: report.phases[0].wordsLoss, orderLoss: report.phases[0].orderLoss,
    unknownTokens: 0, textsCut: 0, pieces: 0, examplesCut: 0, tokensCut: 0, contextNeeded: 0, validationExamples: 0,
  });
  assert.ok(report.phases[0].orderLoss < report.phases[0].wordsLoss && report.phases[0].wordsLoss < Math.log(29));
  assert.equal(report.totalSteps, 3 + 40 * 2);
  const first = session.trainStep();
  assert.equal(first.phase, 'pretrain');
  assert.deepEqual([first.epoch, first.stepInEpoch, first.step, first.epochEnded], [1, 1, 1, false]);
  assert.equal(first.learningRate, 1e-3);
  session.trainStep();
  assert.equal(session.trainStep().epochEnded, true);
  assert.equal(session.trainStep().phase, 'tune');
});

test('the learning rate follows its schedule', () => {
  const rates = (options) => {
    const session = new module.Session();
    session.setData('pretrain', [dataFile('facts.json', FACTS)]);
    session.create(SIZES, 1);
    session.startTraining({ ...TRAINING, pretrain: { epochs: 2, learningRate: 4e-3 }, ...options });
    const all = [];
    while (session.training()) all.push(session.trainStep().learningRate);
    return all;
  };
  const near = (actual, expected) => {
    assert.equal(actual.length, expected.length);
    actual.forEach((rate, i) => assert.ok(Math.abs(rate - expected[i]) < 1e-12, `step ${i + 1}: ${rate}`));
  };
  near(rates({ schedule: 'linear', warmupSteps: 2 }), [2e-3, 4e-3, 4e-3, 3e-3, 2e-3, 1e-3]);
  // (1 + cos(180 degrees i / 6)) / 2: 30 degrees have the cosine sqrt(3) / 2
  const c = Math.sqrt(3) / 4;
  near(rates({ schedule: 'cosine' }), [1, 0.5 + c, 0.75, 0.5, 0.25, 0.5 - c].map((factor) => 4e-3 * factor));
  assert.deepEqual(rates({ schedule: undefined, warmupSteps: undefined }), new Array(6).fill(4e-3));
  assert.throws(() => rates({ schedule: 'step' }), {
    message: 'schedule: there is no "step"; choose constant, linear or cosine',
  });
  assert.throws(() => rates({ warmupSteps: 1.5 }), { message: 'warmupSteps: it is 1.5; give a whole number in its range' });
});

test('validation is measured at the end of each epoch and changes nothing else', () => {
  const plain = begunSession(module);
  const session = new module.Session();
  session.setData('pretrain', [dataFile('facts.json', FACTS)]);
  session.setData('tune', [dataFile('chats.json', CHATS)]);
  const other = dataFile('other.json', '["The earth is round.", "The moon is bright.", "Water is a cat."]');
  const { examples, chats } = session.setValidation('pretrain', [other]);
  assert.deepEqual([examples, chats], [3, 0]);
  session.create(SIZES, TRAINING.seed);
  assert.equal(session.startTraining(TRAINING).phases[0].validationExamples, 3);
  for (let i = 0; i < 6; i += 1) {
    const step = session.trainStep();
    if (step.epochEnded) {
      assert.ok(Math.abs(step.validationLoss - session.evaluate(other).loss) < 1e-6);
    } else {
      assert.equal(step.validationLoss, NaN);
    }
    const { validationLoss, validationKnown, ...rest } = plain.trainStep();
    assert.equal(validationLoss, NaN);
    assert.deepEqual(validationKnown, { right: 0, checked: 0 });
    assert.equal(step.validationKnown.checked, step.epochEnded ? 3 : 0);
    assert.deepEqual({ ...rest, validationLoss: step.validationLoss, validationKnown: step.validationKnown }, step);
  }
  assert.deepEqual(session.save('json', true), plain.save('json', true));
});

test('holdOut holds a share of the data out to validate on', () => {
  const session = new module.Session();
  session.setData('pretrain', [dataFile('facts.json', FACTS)]);
  session.holdOut('pretrain', 0.4);
  session.holdOut('tune', 0.4);
  session.create(SIZES, 1);
  const [phase] = session.startTraining(TRAINING).phases;
  assert.deepEqual([phase.examples, phase.validationExamples], [3, 2]);
  assert.throws(() => session.holdOut('pretrain', 0.6), {
    message: 'validation share: it is 0.6; choose a number from 0 to 0.5',
  });
});

test('tensorSizes tells how large weights and gradients are', () => {
  const session = begunSession(module);
  const before = session.tensorSizes(); // of 27 words, </s> and <unk>
  assert.deepEqual(
    before.slice(0, 3).map(({ name, rows, cols }) => [name, rows, cols]),
    [['token_embedding', 29, 64], ['position_embedding', 32, 64], ['blocks.0.attention.query', 64, 64]],
  );
  assert.ok(before.every((it) => Number.isNaN(it.gradient)));
  // Fresh gains of LayerNorm are 1 and biases 0.
  assert.equal(before.find((it) => it.name === 'blocks.1.norm2.gamma').weight, 1);
  assert.equal(before.find((it) => it.name === 'blocks.1.norm2.beta').weight, 0);
  const { gradNorm } = session.trainStep();
  const squares = session.tensorSizes().map((it) => it.gradient ** 2 * it.rows * it.cols);
  const norm = Math.sqrt(squares.reduce((a, b) => a + b));
  assert.ok(Math.abs(norm - gradNorm) < 1e-9 * gradNorm, `${norm} and ${gradNorm}`);
});

test('growVocabulary adds new words to a model that keeps what it knows', () => {
  const session = new module.Session();
  const { vocabSize } = session.open('model.json', trained.save('json', false));
  session.setData('pretrain', [dataFile('more.txt', 'Green apples ripen.\nWater is wet.')]);
  session.beginPreparation('growth');
  while (!session.prepareFor(5).ready);
  const report = session.growVocabulary(1);
  assert.equal(report.tokensAdded, 3);
  assert.equal(report.vocabSize, vocabSize + 3);
  assert.equal(report.canGrow, true);
  assert.deepEqual(session.vocabulary().tokens.slice(-3), ['Green', 'apples', 'ripen']);
  assert.equal(generate(session, question), generate(trained, question));
  assert.equal(session.growVocabulary(1).tokensAdded, 0);
});

test('what is prepared in slices is what is made at once', () => {
  const whole = begunSession(module);
  const sliced = new module.Session();
  const line = 'The sun is a star. '.repeat(5000);
  const prepare = (what) => {
    sliced.beginPreparation(what);
    const shares = [];
    for (let ready = false; !ready; ) {
      const progress = sliced.prepareFor(0); // time enough for one item
      shares.push(progress.share);
      ready = progress.ready;
    }
    return shares;
  };
  sliced.setData('pretrain', [dataFile('long.txt', line)]);
  const shares = prepare('vocabulary');
  assert.ok(shares.length > 2 && shares[0] > 0 && shares[0] < 0.5, `${shares}`);
  assert.equal(shares.at(-1), 1);

  sliced.setData('pretrain', [dataFile('facts.json', FACTS)]);
  sliced.setData('tune', [dataFile('chats.json', CHATS)]);
  prepare('vocabulary');
  sliced.create(SIZES, TRAINING.seed);
  prepare('encoding');
  sliced.startTraining(TRAINING);
  for (let i = 0; i < 3; i++) {
    sliced.trainStep();
    whole.trainStep();
  }
  assert.deepEqual(sliced.save('json', true), whole.save('json', true));
});

test('trainFor takes the same steps in slices, in the middle of which everything else works', () => {
  const whole = begunSession(module);
  const steps = [];
  while (steps.length < 5) steps.push(whole.trainStep());

  const sliced = begunSession(module);
  const begun = sliced.save('json', true);
  const results = [];
  let slices = 0;
  while (results.length < 5) {
    const result = sliced.trainFor(0); // time enough for one piece
    slices += 1;
    if (result !== null) results.push(result);
    if (slices === 10) {
      assert.deepEqual(sliced.save('json', true), begun, 'a step that has not ended is as if it had not begun');
      assert.equal(typeof generate(sliced, 'The sun'), 'string');
    }
  }
  assert.ok(slices > 5 * 20, `${slices} slices`);
  assert.deepEqual(results, steps);
  assert.deepEqual(sliced.save('json', true), whole.save('json', true));

  assert.equal(sliced.trainFor(1e9).step, 6, 'it ends with the step, however much time there is');
  sliced.trainFor(0);
  assert.equal(sliced.trainStep().step, 7, 'trainStep completes what is begun');
});

test('a trained model answers, token by token', () => {
  const report = trained.beginGeneration(question, GREEDY);
  assert.deepEqual(report.tokens, ['User', ':', 'What', 'is', 'wet', '?', 'Assistant', ':']);
  const pieces = [];
  for (let token = trained.nextToken(); token !== null; token = trained.nextToken()) pieces.push(token.text);
  assert.deepEqual(pieces, [' Water', ' is', ' wet', '.']);
  assert.equal(trained.stopReason(), 'end_token');
});

test('the recipe suits the data and the sizes, and ends when it is learned', () => {
  const sizes = { examples: 3, questions: 3, tokens: 30 };
  const data = { pretrain: { examples: 0, questions: 0, tokens: 0 }, tune: sizes };
  const options = module.recommended(data, SIZES, null);
  assert.equal(options.batchSize, 16);
  assert.equal(options.untilLearned, true);
  assert.equal(options.answersOnly, true);
  assert.equal(options.schedule, 'linear');
  // 2.5e-3 * 128 / 64 * sqrt(3 / 2 * batch / 16), in two digits; no step has more than the 3 examples.
  assert.equal(options.tune.learningRate, 0.0027);
  assert.equal(module.recommended(data, SIZES, 1).tune.learningRate, 0.0015);
  assert.equal(options.beta2, 0.97); // 2^(-16/364)
  // 250 and 0.2 for each question, times sqrt(16 / batch)
  assert.deepEqual([[1000, 16], [10, 16], [10, 4]].map((of) => module.expectedTuningSteps(...of)), [450, 252, 504]);
  assert.throws(() => module.recommended({ ...data, tune: {} }, SIZES, null), /^Error: examples/);

  const session = new module.Session();
  session.setData('tune', [dataFile('chats.json', CHATS)]);
  session.create(SIZES, 1);
  const { totalSteps } = session.startTraining(options);
  let last;
  while (session.training()) last = session.trainStep();
  assert.equal(last.learned, true);
  assert.equal(last.stage, 'answers');
  assert.deepEqual(last.known, { right: 3, checked: 3 });
  assert.equal(last.phaseStepsLeft, 0);
  assert.ok(last.step < totalSteps);
  assert.equal(last.setback, null);
  assert.equal(session.resumable(), null);
  assert.equal(session.evaluate(dataFile('chats.json', CHATS)).exact, 3);
});

test('confidence is that of the answer', () => {
  const answer = generate(trained, question);
  assert.equal(answer, ' Water is wet.');
  const sure = trained.confidence();
  // As likely as the model takes the answer's four tokens and its end when it is shown the whole.
  const likely = trained.inspect(`${question}${answer} </s>`, 1).followed.slice(-5);
  assert.ok(Math.abs(sure.lowest - Math.min(...likely)) < 1e-5, `${sure.lowest} of ${likely}`);
  assert.ok(Math.abs(sure.mean - likely.reduce((a, b) => a + b) / 5) < 1e-5, `${sure.mean} of ${likely}`);
  assert.equal(sure.guess, false);
  generate(trained, module.chatPrompt('What is blorp?'));
  assert.equal(trained.confidence().guess, true, 'a word of the question is unknown');
});

test('unknown words are named', () => {
  const report = trained.beginGeneration('What is blorp?', GREEDY);
  assert.deepEqual(report.unknown, ['blorp']);
  assert.deepEqual(report.notes, [
    {
      code: 'words_unknown',
      text: 'The model does not know "blorp": it sees <unk> instead.',
      values: { words: [{ code: '', text: '"blorp"', values: {} }] },
    },
  ]);
});

test('beginSave and nextPart give the file of save, and end where training goes on', () => {
  const session = begunSession(module);
  session.trainStep();
  for (const format of ['json', 'safetensors']) {
    session.beginSave(format, true);
    const parts = [];
    for (let part = session.nextPart(); part !== null; part = session.nextPart()) parts.push(part);
    assert.ok(parts.length > 1);
    assert.ok(Buffer.concat(parts).equals(session.save(format, true)));
    assert.equal(session.nextPart(), null);
  }
  session.beginSave('safetensors', true);
  session.trainFor(0);
  assert.throws(() => session.nextPart(), /^Error: saving: nothing is being saved, or the model has changed since/);
});

test('save and open keep the model in both formats', () => {
  for (const format of ['json', 'safetensors']) {
    const bytes = trained.save(format, false);
    assert.ok(bytes instanceof Uint8Array);
    const opened = new module.Session();
    assert.equal(opened.open(`model.${format}`, bytes).vocabSize, trained.open(`model.${format}`, bytes).vocabSize);
    assert.equal(generate(opened, question), ' Water is wet.');
    assert.equal(opened.resumable(), null);
  }
});

test('a stopped run resumes to the same weights', () => {
  const whole = begunSession(module);
  while (whole.training()) whole.trainStep();
  const half = begunSession(module);
  for (let i = 0; i < 50; i += 1) half.trainStep();
  const saved = half.save('safetensors', true);
  const resumed = new module.Session();
  resumed.setData('pretrain', [dataFile('facts.json', FACTS)]);
  resumed.setData('tune', [dataFile('chats.json', CHATS)]);
  resumed.open('half.safetensors', saved);
  assert.deepEqual(resumed.resumable(), TRAINING);
  assert.equal(resumed.resumeTraining(resumed.resumable()).stepsDone, 50);
  while (resumed.training()) resumed.trainStep();
  assert.deepEqual(resumed.save('json', false), whole.save('json', false));
});

test('evaluate and inspect', () => {
  const result = trained.evaluate(dataFile('chats.json', CHATS));
  assert.equal(result.chats, 3);
  assert.equal(result.exact, 3);
  assert.ok(Math.abs(result.perplexity - Math.exp(result.loss)) < 1e-9);
  const inspection = trained.inspect(question, 2);
  assert.equal(inspection.next.length, 2);
  assert.equal(inspection.next[0].token, 'Water');
  assert.ok(inspection.attention instanceof Float32Array);
  assert.equal(inspection.attention.length, inspection.numLayers * inspection.numHeads * 8 * 8);
});

test('arrays that come out are copies', () => {
  const inspection = trained.inspect(question, 1);
  const kept = [...inspection.attention];
  trained.inspect('Fire is hot', 1);
  assert.deepEqual([...inspection.attention], kept);
  assert.notEqual(inspection.attention.buffer, trained.inspect(question, 1).attention.buffer);
});

test('errors are JavaScript errors that say where, what and what to do', () => {
  const throws = (work, message) => assert.throws(work, (error) => error instanceof Error && error.message === message);
  const session = new module.Session();
  throws(() => session.trainStep(), 'training: no training run is under way; start or resume one first');
  throws(() => session.inspect('a', 1), 'session: there is no model yet; create or open one first');
  throws(() => session.setData('third', []), 'phase: there is no "third"; choose pretrain or tune');
  session.setData('pretrain', [dataFile('facts.json', FACTS)]);
  throws(() => session.create({ ...SIZES, embeddingDim: 63 }, 1),
    'model sizes: embedding_dim is 63; choose a whole number from 64 to 1024');
  throws(() => session.create({ ...SIZES, numHeads: 2.5 }, 1),
    'numHeads: it is 2.5; give a whole number in its range');
  throws(() => session.create(SIZES, -1), 'seed: it is -1.0; give a whole number from 0 to 9007199254740991');
  assert.throws(() => session.setData('pretrain', [dataFile('broken.json', '["a", 3]')]), /broken\.json/);
  assert.throws(() => session.open('model.json', new TextEncoder().encode('{}')), /model\.json/);
  session.create(SIZES, 1);
  throws(() => session.startTraining({ ...TRAINING, batchSize: 0 }),
    'training: batch_size is 0; choose a whole number from 1 to 4096');
});

test('memory is counted', async () => {
  const own = await loadModule();
  const session = new own.Session();
  session.setData('pretrain', [dataFile('facts.txt', 'a b c d')]);
  session.create(SIZES, 1);
  assert.equal(own.memoryBytes(), 16 * 2 ** 20, 'a small model fits into what the module begins with');
  const { parameters } = session.create({ ...SIZES, embeddingDim: 1024, hiddenDim: 4096 }, 1);
  const taken = own.memoryBytes();
  assert.ok(taken > 4 * parameters && taken < 8 * parameters, `${taken} bytes for ${parameters} weights of 4`);
});
