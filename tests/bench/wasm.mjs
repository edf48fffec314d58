// Measures the WASM module in Node and prints the figures as JSON: node wasm.mjs FACTS CHATS QUESTIONS

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { loadModule } from '../wasm/module.mjs';

const TRAINING_SECONDS = 10;
const [facts, chats, questions] = process.argv.slice(2);
const module = await loadModule();
const file = (name) => ({ name: path.basename(name), bytes: readFileSync(name) });

const session = new module.Session();
session.setData('pretrain', [file(facts)]);
session.setData('tune', [file(chats)]);
session.create({ maxSeqLen: 80, embeddingDim: 128, hiddenDim: 256, numLayers: 3, numHeads: 4 }, 1);
session.startTraining({
  pretrain: { epochs: 2, learningRate: 5e-4 },
  tune: { epochs: 100, learningRate: 1e-4 },
  batchSize: 16,
  clipNorm: 5,
  seed: 1,
  shuffle: true,
});
while (session.trainStep().phase === 'pretrain'); // the compiler has finished with the module after this

const seconds = (began) => (performance.now() - began) / 1000;
let began = performance.now();
let trained = 0;
while (seconds(began) < TRAINING_SECONDS) trained += session.trainStep().tokens;
const trainingSpeed = trained / seconds(began);

began = performance.now();
let generated = 0;
for (const { prompt } of JSON.parse(readFileSync(chats, 'utf8')).slice(0, Number(questions))) {
  session.beginGeneration(module.chatPrompt(prompt), { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: 80 });
  while (session.nextToken() !== null) generated += 1;
}

console.log(JSON.stringify({
  training_tokens_per_second: trainingSpeed,
  ms_per_generated_token: (1000 * seconds(began)) / generated,
  memory_mb: module.memoryBytes() / 1e6,
}));
