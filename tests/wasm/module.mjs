// The WASM module in Node, as the page's worker has it.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads the module, or another one that takes its glue, from the folder that GLASSGPT_WASM_DIR names. */
export async function loadModule(file = 'glassgpt.wasm') {
  const folder = process.env.GLASSGPT_WASM_DIR;
  if (!folder) throw new Error('GLASSGPT_WASM_DIR is not set: it names the folder of glassgpt.js and glassgpt.wasm');
  const { default: createGlassGpt } = await import(pathToFileURL(path.resolve(folder, 'glassgpt.js')).href);
  return createGlassGpt({ wasmBinary: await readFile(path.resolve(folder, file)) });
}

/** A dataset as the module takes it. */
export const dataFile = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });

export const SIZES = { maxSeqLen: 32, embeddingDim: 64, hiddenDim: 128, numLayers: 2, numHeads: 4 };

export const TRAINING = {
  pretrain: { epochs: 30, learningRate: 5e-3 },
  tune: { epochs: 40, learningRate: 5e-3 },
  batchSize: 2,
  clipNorm: 5,
  seed: 7,
  shuffle: true,
  schedule: 'constant',
  warmupSteps: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  answersOnly: false,
  untilLearned: false,
};

export const GREEDY = { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: 80 };

export const FACTS = JSON.stringify([
  'The sun is a star.',
  'The moon goes round the earth.',
  'Water is wet.',
  'Fire is hot and bright.',
  'A cat has four legs.',
]);

export const CHATS = JSON.stringify([
  { prompt: 'What is the sun?', answer: 'A star.' },
  { prompt: 'What is wet?', answer: 'Water is wet.' },
  { prompt: 'What is hot?', answer: 'Fire.' },
]);

/** A session with both datasets, a fresh model and a run begun. */
export function begunSession(module, training = TRAINING, sizes = SIZES) {
  const session = new module.Session();
  session.setData('pretrain', [dataFile('facts.json', FACTS)]);
  session.setData('tune', [dataFile('chats.json', CHATS)]);
  session.create(sizes, training.seed);
  session.startTraining(training);
  return session;
}

/** The whole continuation of a prompt. */
export function generate(session, prompt, options = GREEDY) {
  session.beginGeneration(prompt, options);
  let text = '';
  for (let token = session.nextToken(); token !== null; token = session.nextToken()) text += token.text;
  return text;
}
