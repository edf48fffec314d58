// WASM against the native program: the same run, and each other's files. GLASSGPT_CLI names the program.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { begunSession, CHATS, dataFile, FACTS, generate, loadModule, SIZES, TRAINING } from './module.mjs';
import { trainedResult } from './result.mjs';

const cli = process.env.GLASSGPT_CLI;
if (!cli) throw new Error('GLASSGPT_CLI is not set: it names the native program');
const module = await loadModule();
const folder = mkdtempSync(path.join(tmpdir(), 'glassgpt-wasm-'));
after(() => rmSync(folder, { recursive: true }));
const inFolder = (name) => path.join(folder, name);
writeFileSync(inFolder('facts.json'), FACTS);
writeFileSync(inFolder('chats.json'), CHATS);

/** Runs the program and returns its standard output. */
const run = (...args) => execFileSync(cli, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Trains natively as TRAINING and SIZES say, with other numbers of epochs, and returns the losses of its epochs. */
function trainNatively(pretrainEpochs, tuneEpochs, file) {
  const lines = run('train', '--pretrain', inFolder('facts.json'), '--tune', inFolder('chats.json'), '--save', file,
    '--recipe', 'classic',
    '--pretrain-epochs', String(pretrainEpochs), '--tune-epochs', String(tuneEpochs),
    '--pretrain-lr', String(TRAINING.pretrain.learningRate), '--tune-lr', String(TRAINING.tune.learningRate),
    '--batch-size', String(TRAINING.batchSize), '--clip-norm', String(TRAINING.clipNorm),
    '--seed', String(TRAINING.seed), '--dim', String(SIZES.embeddingDim), '--hidden', String(SIZES.hiddenDim),
    '--layers', String(SIZES.numLayers), '--heads', String(SIZES.numHeads), '--context', String(SIZES.maxSeqLen),
    '--log', 'json').trim().split('\n').map((line) => JSON.parse(line));
  return lines.filter((line) => line.event === 'epoch').map((line) => line.loss);
}

test('native and WASM agree in the loss to a relative 1e-3 over 51 steps', () => {
  const epochs = 17; // of 3 steps each
  const native = trainNatively(epochs, 0, inFolder('native.json'));
  const session = begunSession(module, { ...TRAINING, pretrain: { ...TRAINING.pretrain, epochs } });
  const losses = [];
  while (losses.length < epochs) {
    const step = session.trainStep();
    if (step.epochEnded) losses.push(step.epochLoss);
  }
  assert.equal(native.length, epochs);
  losses.forEach((loss, epoch) => {
    assert.ok(Math.abs(loss - native[epoch]) <= 1e-3 * native[epoch],
      `epoch ${epoch + 1}: ${loss} in WASM, ${native[epoch]} natively`);
  });
  assert.ok(losses.at(-1) < 0.5 * losses[0], 'and the loss fell');
});

test('a file of the program opens in WASM and answers the same, and the reverse', () => {
  for (const format of ['json', 'safetensors']) {
    const file = inFolder(`trained.${format}`);
    trainNatively(30, 40, file);
    const session = new module.Session();
    session.open(path.basename(file), readFileSync(file));
    const prompt = module.chatPrompt('What is wet?');
    const answer = generate(session, prompt);
    assert.equal(answer, ' Water is wet.');
    assert.equal(run('generate', '--model', file, '--prompt', prompt).trim(), answer.trim());

    const back = inFolder(`from-wasm.${format}`);
    writeFileSync(back, session.save(format, false));
    assert.equal(run('generate', '--model', back, '--prompt', prompt).trim(), answer.trim());
  }
});

test('a result of the module replays in the program to the same bits', () => {
  const result = trainedResult(module, {
    data: { pretrain: [dataFile('facts.json', FACTS)], tune: [dataFile('chats.json', CHATS)] },
    sizes: SIZES,
    training: { ...TRAINING, schedule: 'linear', warmupSteps: 3 },
    steps: 120, // 90 of facts
    questions: [{ question: 'What is wet?', as: 'chat' }],
  });
  assert.equal(result.answers[0].answer, ' Water is wet.');
  writeFileSync(inFolder('result.json'), JSON.stringify(result));
  const told = run('check-result', inFolder('result.json'), '--data', inFolder('facts.json'), inFolder('chats.json'));
  assert.match(told, /^same bits after 120 steps, a loss of [\d.e-]+, 1 answer\n$/);
});
