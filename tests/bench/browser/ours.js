// Our WASM modules in a worker, as the page has them, and the multiply-add loop that shows the core's limit.

import createGlassGpt from './glassgpt.js';
import { paceOf, serveJobs } from './jobs.js';

const fetchBytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

async function train({ module: file, work, data, seconds }) {
  const module = await createGlassGpt({ locateFile: () => file });
  const session = new module.Session();
  session.setData('pretrain', [{ name: data, bytes: await fetchBytes(data) }]);
  session.create(
    {
      maxSeqLen: work.length,
      embeddingDim: work.dim,
      hiddenDim: work.hidden,
      numLayers: work.layers,
      numHeads: work.heads,
    },
    1,
  );
  session.startTraining({
    pretrain: { epochs: 100_000, learningRate: 5e-4 },
    tune: { epochs: 0, learningRate: 1e-4 },
    batchSize: work.batch,
    clipNorm: 5,
    seed: 1,
    shuffle: true,
  });
  const speed = await paceOf(() => session.trainStep().tokens, seconds);
  return { tokens_per_second: speed, memory_bytes: module.memoryBytes() };
}

async function decode({ model, prompts, tokens, seconds }) {
  const module = await createGlassGpt();
  const session = new module.Session();
  session.open(model, await fetchBytes(model));
  let asked = 0;
  const answer = () => {
    const prompt = module.chatPrompt(prompts[asked++ % prompts.length]);
    session.beginGeneration(prompt, { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: tokens });
    let generated = 0;
    while (session.nextToken() !== null) generated += 1;
    return generated;
  };
  return { tokens_per_second: await paceOf(answer, seconds) };
}

async function limit({ seconds }) {
  const { instance } = await WebAssembly.instantiate(await fetchBytes('multiply_adds.wasm'), {});
  const { multiply_adds: multiplyAdds, operations_per_round: operationsPerRound } = instance.exports;
  const rounds = 10_000_000; // above 10 ms: the browser has a coarse clock
  let most = 0; // a limit is the best of them: whatever else the machine does only takes from it
  const burst = () => {
    const began = performance.now();
    multiplyAdds(rounds);
    most = Math.max(most, (rounds * operationsPerRound()) / (performance.now() - began));
    return 1;
  };
  await paceOf(burst, seconds);
  return { gflops: most / 1e6 };
}

serveJobs({ train, decode, limit });
