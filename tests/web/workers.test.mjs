// Several workers train a run: the bits are those of one, however many there are, whatever becomes of them, and wherever
// they can be started.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { prepareSmallRun, startBrowser, waitUntil } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** 64 examples of 17 to 24 words: a step of all of them has four shards. */
const TEXT = Array.from({ length: 64 }, (_, example) =>
  Array.from({ length: 17 + (example % 8) }, (_, i) => `w${(example * 7 + i * i) % 90}`).join(' '),
).join('\n');
/** The first, twelve in which one, two and four workers are tried, and some more. */
const STEPS = 15;
const SETUP = {
  data: { pretrain: [{ name: 'words.txt', text: TEXT }], tune: [] },
  validation: { files: { pretrain: [], tune: [] }, share: 0 },
  start: { kind: 'new', sizes: { maxSeqLen: 32, embeddingDim: 64, hiddenDim: 128, numLayers: 2, numHeads: 4 } },
  training: {
    pretrain: { epochs: STEPS, learningRate: 1e-3 },
    tune: { epochs: 0, learningRate: 1e-3 },
    batchSize: 64,
    clipNorm: 5,
    seed: 1,
    shuffle: true,
    schedule: 'constant',
    warmupSteps: 0,
  },
  stopping: { targetLoss: null, plateauEpochs: null },
  question: '',
};

/** In the training worker, before its script: it has four cores, and counts the helpers that are ready. */
function beforeEngine() {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });
  self.helpersReady = 0;
  self.addEventListener('message', ({ data }) => data.message?.type === 'ready' && ++self.helpersReady);
  const { postMessage } = self;
  self.postMessage = (order, options) => {
    if (self.memoryIsOut && order.message?.type === 'work') throw new RangeError('Array buffer allocation failed');
    postMessage.call(self, order, options);
  };
}

/** In the page: no helper can be started. */
function refuseHelpers() {
  const RealWorker = Worker;
  window.Worker = class extends RealWorker {
    constructor(address, options) {
      if (options.name === 'glassgpt-helper') throw new DOMException('No more workers.');
      super(address, options);
    }
  };
}

/** The page with a run begun, whose helpers begin with a script. */
async function begun(helperScript, inPage = () => {}) {
  const start = `if (self.name === 'glassgpt-helper') { ${helperScript} } else { (${beforeEngine})(); }`;
  const prepare = async (page) => {
    await page.addInitScript(inPage);
    await page.route('**/worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${start}\n${await response.text()}` });
    });
  };
  const glass = await browser.open({ prepare });
  await glass.request({ type: 'begin', setup: SETUP, snapshot: null });
  return glass;
}

/** Why so many train, one after the other, as it was told of the run. */
async function reasons(glass) {
  const told = (await glass.heard('status')).flatMap(({ status }) => (status.workers ? [status.workers.why] : []));
  return told.filter((why, i) => why !== told[i - 1]);
}

/** Takes the first step, after which helpers start, and waits for the three of them. */
async function startHelpers(glass) {
  await glass.request({ type: 'run', until: 1 });
  const [worker] = glass.page.workers();
  await waitUntil(() => worker.evaluate(() => self.helpersReady === 3), 'a helper');
}

/** The hash of the model file with the run, once it is over. */
async function trained(glass) {
  await glass.request({ type: 'run' });
  await glass.page.waitForFunction(() => window.heard.some(({ status }) => status?.run?.state === 'done'));
  return glass.page.evaluate(async () => {
    const { file } = await window.request({ type: 'save', format: 'safetensors', withTraining: true });
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].join();
  });
}

const inspected = async (glass) => {
  const { step, inspection } = await glass.request({ type: 'inspect', prompt: 'w1 w2', mode: 'text', top: 5 });
  return { step, inspection };
};

let expected;
/** What a worker alone sees after a step. */
let seenAlone;
test('where no other worker can be started, one trains and says so', async () => {
  const glass = await begun('', refuseHelpers);
  seenAlone = new Map();
  for (let step = 0; step < 6; ++step) {
    seenAlone.set(step, (await inspected(glass)).inspection);
    await glass.request({ type: 'step' });
  }
  expected = await trained(glass);
  assert.deepEqual(await reasons(glass), ['small', 'trying', 'alone']);
  glass.assertNoFaults();
  await glass.close();
});

test('one, two and four workers are tried, the fastest go on, and the weights are those of one', async () => {
  const glass = await begun('');
  await startHelpers(glass);
  assert.equal(await trained(glass), expected);
  const [small, trying, chosen, ...more] = await reasons(glass);
  assert.deepEqual([small, trying, more], ['small', 'trying', []]);
  const { count, tried, speedup } = (await glass.heard('status')).at(-1).status.workers;
  assert.equal(tried, 4);
  if (chosen === 'slower') assert.deepEqual([count, speedup], [1, 1]);
  else assert.ok(chosen === 'faster' && [2, 4].includes(count) && speedup > 1.05, `${chosen}, ${count}: ${speedup}`);
  glass.assertNoFaults();
  await glass.close();
});

/** In a helper: calls `then()` in place of its second piece of work. */
const atSecondWork = (then) => `
  let pieces = 0;
  self.addEventListener('message', (event) => {
    if (event.data.type !== 'work' || ++pieces !== 2) return;
    event.stopImmediatePropagation();
    ${then}
  });`;

for (const [how, then] of [
  ['crashes', 'throw new Error("lost");'],
  ['is ended without a word', 'self.close();'],
]) {
  test(`a helper that ${how} in the middle of a step is done without, and nothing is lost`, async () => {
    const glass = await begun(atSecondWork(then));
    await startHelpers(glass);
    assert.equal(await trained(glass), expected);
    assert.deepEqual(await reasons(glass), ['small', 'trying', 'lost']);
    assert.equal((await glass.heard('status')).at(-1).status.workers.count, 1);
    glass.assertNoFaults();
    await glass.close();
  });
}

test('where there is no memory for what helpers are sent, one trains on', async () => {
  const glass = await begun('');
  await startHelpers(glass);
  const [worker] = glass.page.workers();
  await worker.evaluate(() => (self.memoryIsOut = true));
  assert.equal(await trained(glass), expected);
  assert.deepEqual(await reasons(glass), ['small', 'trying', 'lost']);
  glass.assertNoFaults();
  await glass.close();
});

test('while a helper hangs, one can look and pause at once, and then training goes on without it', async () => {
  const glass = await begun(atSecondWork(''));
  await startHelpers(glass);
  await glass.request({ type: 'run' });
  let seen = await inspected(glass);
  for (let before = null; before?.step !== seen.step || seen.step < 2; ) {
    before = seen;
    await new Promise((resolve) => setTimeout(resolve, 500));
    seen = await inspected(glass);
  }
  await glass.request({ type: 'pause' });
  assert.deepEqual(await reasons(glass), ['small', 'trying'], 'it was still waited for');
  assert.deepEqual(seen.inspection, seenAlone.get(seen.step), 'as after a whole number of steps');
  assert.equal(await trained(glass), expected);
  assert.deepEqual(await reasons(glass), ['small', 'trying', 'lost']);
  glass.assertNoFaults();
  await glass.close();
});

test('steps on little data are not shared, and the page says so', async () => {
  const glass = await browser.open();
  await prepareSmallRun(glass);
  await glass.click('Train');
  await glass.page.getByText('One core of the processor trains: these steps are too small to share.').waitFor();
  await glass.waitForState('Trained');
  assert.deepEqual(await reasons(glass), ['small']);
  glass.assertNoFaults();
  await glass.close();
});
