// Trains in the page with as many workers as it finds fastest, and prints JSON: node workers.mjs '{"work": …, "data":
// TEXT FILE, "seconds": N}'. GLASSGPT_PAGE_DIR may name the folder of the built page.

import { readFile } from 'node:fs/promises';

import { startBrowser } from '../../web/support.mjs';

const { work, data, seconds } = JSON.parse(process.argv[2]);
const phase = (epochs) => ({ epochs, learningRate: 5e-4 });
const setup = {
  data: { pretrain: [{ name: 'data.txt', text: await readFile(data, 'utf8') }], tune: [] },
  validation: { files: { pretrain: [], tune: [] }, share: 0 },
  start: {
    kind: 'new',
    sizes: {
      maxSeqLen: work.length,
      embeddingDim: work.dim,
      hiddenDim: work.hidden,
      numLayers: work.layers,
      numHeads: work.heads,
    },
  },
  training: { pretrain: phase(100_000), tune: phase(0), batchSize: work.batch, clipNorm: 5, seed: 1, shuffle: true },
  stopping: { targetLoss: null, plateauEpochs: null },
  question: '',
};

const browser = await startBrowser();
try {
  const glass = await browser.open();
  await glass.request({ type: 'begin', setup, snapshot: null });
  await glass.request({ type: 'run' });
  const chosen = await glass.page.waitForFunction(() => {
    const { workers } = window.heard.findLast(({ type }) => type === 'status').status;
    return ['small', 'trying'].includes(workers.why) ? null : workers;
  });
  const { count } = await chosen.jsonValue();
  const since = (await glass.heard('progress')).length;
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const told = (await glass.heard('progress')).slice(since).map(({ progress, steps }) => [progress.last.tokens, Object.values(steps.seconds)]);
  const times = told.flatMap(([, times]) => times);
  const [[tokens]] = told;
  console.log(JSON.stringify({ tokens_per_second: (tokens * (times.length - 1)) / (times.at(-1) - times[0]), workers: count }));
} finally {
  await browser.close();
}
