// What a student hands in, made by the WASM module in Node as the page makes it (web/src/handing-in/result.ts).

import { createHash } from 'node:crypto';

import { GREEDY } from './module.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The names of the core for those of its module: `max_seq_len` for `maxSeqLen`. */
const inSnakeCase = (options) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof value === 'object' ? inSnakeCase(value) : value,
    ]),
  );

/** The weights' bytes of a safetensors file: what follows its header. */
const weightsOf = (file) => file.subarray(8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)));

/**
 * Trains for so many steps and returns the result.
 * @param data of each phase, files with `name` and `bytes`
 * @param heldOut share of each phase
 * @param questions with `as`, chat or text
 */
export function trainedResult(module, { data, heldOut = { pretrain: 0, tune: 0 }, sizes, training, steps, questions }) {
  const session = new module.Session();
  for (const phase of ['pretrain', 'tune']) {
    session.setData(phase, data[phase]);
    session.holdOut(phase, heldOut[phase]);
  }
  session.create(sizes, training.seed);
  session.startTraining(training);
  const curve = [];
  for (let step = 1; step <= steps; ++step) {
    const { loss } = session.trainStep();
    curve.push({ step, loss: Number(loss.toPrecision(6)) });
  }
  const answers = questions.map(({ question, as }) => {
    session.beginGeneration(as === 'chat' ? module.chatPrompt(question) : question, GREEDY);
    let answer = '';
    for (let token = session.nextToken(); token !== null; token = session.nextToken()) answer += token.text;
    return { question, as, max_tokens: GREEDY.maxTokens, answer };
  });
  const phase = (name) => ({
    data: data[name].map((file) => ({
      sha256: sha256(file.bytes),
      ending: /\.\w+$/.exec(file.name)?.[0].toLowerCase() ?? '',
      bytes: file.bytes.length,
    })),
    held_out: heldOut[name],
  });
  return {
    format: 'glassgpt-result',
    version: 2,
    pretrain: phase('pretrain'),
    tune: phase('tune'),
    sizes: inSnakeCase(sizes),
    training: inSnakeCase(training),
    steps,
    curve: curve.filter(({ step }) => step % Math.ceil(steps / 32) === 0 || step === steps),
    answers,
    weights: sha256(weightsOf(session.save('safetensors', false))),
  };
}
