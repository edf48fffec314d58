// The worker's messages: whatever commands say, in whatever order, each of them is answered once, and the module behind
// them goes on working. What is of another type than the protocol has may also be thrown as such, whereupon the page
// replaces the worker, but never reaches the module's memory.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { CHATS, FACTS, loadModule } from '../wasm/module.mjs';
import { fuzz, loadModules } from './page.mjs';

const [{ Engine }, { DEFAULT_ASKING, DEFAULTS }] = await loadModules('worker/engine.ts', 'settings.ts');
const glassgpt = await loadModule();

// Values of a kind, most of them such that the command works, some of them wrong --------------------------------------

const WRONG = [NaN, Infinity, -Infinity, -1, -0.5, 0, 0.5, 1.5, 2 ** 31, 2 ** 32, -(2 ** 31), 2 ** 53, 1e308, 5e-324];
const WRONG_TYPES = [undefined, null, '', 'x', true, {}, [], [1], () => {}, '9'];
const number = (...right) =>
  fc.oneof(
    { weight: 300, arbitrary: fc.constantFrom(...right) },
    { weight: 9, arbitrary: fc.constantFrom(...WRONG) },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES) },
  );
const choice = (...right) =>
  fc.oneof(
    { weight: 200, arbitrary: fc.constantFrom(...right) },
    { weight: 4, arbitrary: fc.constantFrom('', 'x', 'toString', '\ud800', '\0') },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES) },
  );
const text = fc.oneof(
  { weight: 90, arbitrary: fc.constantFrom('What is the sun?', 'The sun is', 'User: x Assistant:', '', ' ', '</s> <unk>') },
  { weight: 30, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 10, arbitrary: fc.constantFrom('\ud800', '\0', 'x '.repeat(2000)) },
  { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES) },
);
/** A Blob as far as a worker reads it. */
class Content {
  constructor(bytes) {
    this.bytes = bytes;
  }
}
globalThis.FileReaderSync = class {
  readAsArrayBuffer(content) {
    if (!(content instanceof Content)) throw new TypeError('this is no Blob');
    return content.bytes.slice().buffer;
  }
};
let fileId = 0;
const fileOf = (name, bytes) => ({ id: String(++fileId), name, content: new Content(bytes) });
const textFile = (name, its) => fileOf(name, new TextEncoder().encode(its));
const file = fc.oneof(
  { weight: 120, arbitrary: fc.constantFrom(textFile('facts.json', FACTS), textFile('chats.json', CHATS)) },
  {
    weight: 20,
    arbitrary: fc
      .tuple(fc.constantFrom('a.json', 'a.csv', 'a.txt', '', 'a.jsonl'), fc.string())
      .map(([name, its]) => textFile(name, its)),
  },
  { weight: 10, arbitrary: fc.tuple(fc.string(), fc.uint8Array({ maxLength: 20 })).map(([name, its]) => fileOf(name, its)) },
  { weight: 1, arbitrary: fc.constantFrom({}, { name: 'a' }, { id: 'a', name: 1, content: 'text' }, ...WRONG_TYPES) },
);
const files = fc.oneof(
  { weight: 100, arbitrary: fc.array(file, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES) },
);
const byPhase = (arbitrary) => fc.record({ pretrain: arbitrary, tune: arbitrary });
/** Now and then something is missing. */
const record = (members) =>
  fc.oneof(
    { weight: 200, arbitrary: fc.record(members) },
    { weight: 1, arbitrary: fc.record(members, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG_TYPES) },
  );

const KINDS = ['unicode-word', 'word', 'character', 'byte-pair'];
const reading = record({ tokenizer: choice(...KINDS), maxSeqLen: number(8, 80) });
const validation = record({ files: byPhase(files), share: number(0, 0.3) });
const sizes = record({
  tokenizer: choice(...KINDS),
  maxSeqLen: number(8, 16),
  embeddingDim: number(64),
  hiddenDim: number(128),
  numLayers: number(1, 2),
  numHeads: number(1, 4),
});
const phase = record({ epochs: number(1, 2), learningRate: number(1e-3, 1e-2) });
const training = record({
  ...Object.fromEntries(Object.entries(DEFAULTS.training).map(([name, value]) => [name, fc.constant(value)])),
  pretrain: phase,
  tune: phase,
  batchSize: number(1, 4),
  clipNorm: number(5, 0),
  seed: number(1, 2),
  schedule: choice('constant', 'linear', 'cosine'),
  beta2: number(0.9, 0.999),
});
const options = record({
  ...Object.fromEntries(Object.entries(DEFAULT_ASKING.options).map(([name, value]) => [name, number(value)])),
  maxTokens: number(1, 5),
});
const setup = record({
  data: byPhase(files),
  validation,
  start: fc.oneof(record({ kind: fc.constant('new'), sizes }), fc.constantFrom({ kind: 'opened' }, { kind: 'grown' }, { kind: 'resume' })),
  training,
  stopping: record({ targetLoss: number(null, 1), plateauEpochs: number(null, 2) }),
  question: text,
});
const savedModel = (() => {
  const session = new glassgpt.Session();
  session.setData('pretrain', [{ name: 'facts.json', bytes: new TextEncoder().encode(FACTS) }]);
  session.create({ maxSeqLen: 8, embeddingDim: 64, hiddenDim: 128, numLayers: 1, numHeads: 1 }, 1);
  const bytes = session.save('safetensors', false);
  session.delete();
  return fileOf('model.safetensors', bytes);
})();
const mode = choice('auto', 'chat', 'text');

const MEMBERS = {
  examine: { files, validation: byPhase(files), shares: fc.array(number(0, 0.2), { maxLength: 2 }), reading },
  measure: { sizes, vocabSize: number(100), batchSize: number(1, 16), length: number(1, 80) },
  recommend: { data: byPhase(record({ examples: number(10), questions: number(5), tokens: number(99) })), sizes, batchSize: number(null, 4) },
  begin: { setup, snapshot: fc.constant(null) },
  run: {},
  step: {},
  reset: {},
  sample: { prompts: byPhase(text) },
  ask: { prompt: text, mode, options },
  stopAnswer: {},
  open: { file: fc.oneof(fc.constant(savedModel), file) },
  save: { format: choice('json', 'safetensors'), withTraining: fc.boolean() },
  inspect: { prompt: text, mode, top: number(1, 10) },
  map: { groups: number(2, 8) },
  neighbours: { token: number(0, 3), count: number(1, 5) },
  tensors: {},
  dissect: { text, weight: record({ tensor: choice('token_embedding', 'blocks.0.ffn.w1'), row: number(0, 1), col: number(0) }) },
  memorised: { text, least: number(2, 3) },
  preview: { data: byPhase(files), validation, reading, examples: number(3) },
  wantSnapshot: {},
  cancel: { command: fc.integer({ min: 0, max: 9 }) },
};
const command = fc.oneof(
  fc.constant({ type: 'pause' }), // the simplest of them
  ...Object.entries(MEMBERS).map(([type, members]) => fc.record({ type: fc.constant(type), ...members })),
);

// What has to hold ----------------------------------------------------------------------------------------------------

const turn = () => new Promise((resolve) => setImmediate(resolve));

const NodesMessageChannel = globalThis.MessageChannel;

/** What was thrown in a turn of the engine. */
let thrown = null;
process.on('uncaughtException', (error) => (thrown = error));

const isOfType = ({ name }) => name === 'TypeError' || name === 'BindingError';

/** Whether the engine took the commands without throwing. */
async function obeys(engine, commands) {
  for (const command of commands) {
    try {
      engine.handle(command);
    } catch (error) {
      thrown = error;
    }
    if (command.id % 2 === 0) await turn();
    if (thrown !== null) return false;
  }
  return true;
}

/** Works with a new engine, of which nothing stays behind. */
async function withEngine(post, work) {
  const sessions = [];
  const channels = [];
  function Session() {
    sessions.push(new glassgpt.Session());
    return sessions.at(-1);
  }
  globalThis.MessageChannel = class extends NodesMessageChannel {
    constructor() {
      super();
      channels.push(this);
    }
  };
  try {
    await work(new Engine({ ...glassgpt, Session }, post));
  } finally {
    for (const { port1 } of channels) port1.close();
    for (const session of sessions) if (!session.isDeleted()) session.delete();
  }
}

async function check(requests) {
  const answers = new Map();
  const post = (message) => {
    if (message.id === undefined || ['answering', 'token', 'working'].includes(message.type)) return;
    answers.set(message.id, [...(answers.get(message.id) ?? []), message]);
  };
  const commands = [...requests, { type: 'pause' }, { type: 'stopAnswer' }].map((its, id) => ({ ...its, id }));
  thrown = null;
  await withEngine(post, async (engine) => {
    let obeyed = await obeys(engine, commands);
    for (let turns = 0; obeyed && answers.size < commands.length && turns < 10_000; ++turns) {
      await turn();
      obeyed = thrown === null;
    }
  });
  if (thrown !== null) {
    if (!isOfType(thrown)) throw thrown;
    return;
  }
  for (const { type, id } of commands) {
    const [answer, ...more] = answers.get(id) ?? [];
    assert(answer !== undefined, `${type} is answered`);
    assert.equal(more.length, 0, `${type} is answered once`);
    assert([type, 'error', 'cancelled'].includes(answer.type), `${type} has the answer of its type`);
  }
}

const COMMANDS = 10;
const commands = fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS });
await fuzz('messages', fc.asyncProperty(commands, check), COMMANDS);
