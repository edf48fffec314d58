// A work's training step in TensorFlow.js on its wasm backend, in a worker: the same model as ours, written with its
// operations. esbuild bundles it.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import { paceOf, serveJobs } from '../browser/jobs.js';

const LEARNING_RATE = 5e-4;
const CLIP_NORM = 5;
const EPSILON = 1e-5;

const weight = (...shape) => tf.variable(tf.randomNormal(shape, 0, 0.02));

function makeModel({ dim, hidden, layers, length, vocabulary }) {
  const norm = () => ({ gamma: tf.variable(tf.ones([dim])), beta: tf.variable(tf.zeros([dim])) });
  const block = () => ({
    query: weight(dim, dim),
    key: weight(dim, dim),
    value: weight(dim, dim),
    output: weight(dim, dim),
    norm1: norm(),
    w1: weight(dim, hidden),
    b1: tf.variable(tf.zeros([hidden])),
    w2: weight(hidden, dim),
    b2: tf.variable(tf.zeros([dim])),
    norm2: norm(),
  });
  return {
    tokens: weight(vocabulary, dim),
    positions: weight(length, dim),
    blocks: Array.from({ length: layers }, block),
    output: weight(dim, vocabulary),
    mask: tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0)), -1e9),
  };
}

function layerNorm(x, { gamma, beta }) {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON))), gamma), beta);
}

function attention(x, block, mask, { dim, heads, length, batch }) {
  const perHead = (w) => tf.transpose(tf.reshape(tf.matMul(x, w), [batch, length, heads, dim / heads]), [0, 2, 1, 3]);
  const scores = tf.div(tf.matMul(perHead(block.query), perHead(block.key), false, true), Math.sqrt(dim / heads));
  const mixed = tf.matMul(tf.softmax(tf.add(scores, mask)), perHead(block.value));
  return tf.matMul(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * length, dim]), block.output);
}

/** Inputs are one-hot rows: the backend has no gradient for picking rows of the embedding. */
function logitsOf(inputs, model, work) {
  const { dim, length, batch } = work;
  const embedded = tf.reshape(tf.matMul(inputs, model.tokens), [batch, length, dim]);
  let x = tf.reshape(tf.add(embedded, model.positions), [batch * length, dim]);
  for (const block of model.blocks) {
    x = layerNorm(tf.add(x, attention(x, block, model.mask, work)), block.norm1);
    const inner = tf.relu(tf.add(tf.matMul(x, block.w1), block.b1));
    x = layerNorm(tf.add(x, tf.add(tf.matMul(inner, block.w2), block.b2)), block.norm2);
  }
  return tf.matMul(x, model.output);
}

/** Gradients by name, scaled so that their norm over all of them is at most CLIP_NORM. */
function clipped(gradients) {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const factor = tf.minimum(1, tf.div(CLIP_NORM, tf.sqrt(tf.addN(squares))));
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
}

async function train({ work, seconds }) {
  setWasmPaths(new URL('./', self.location.href).href);
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend could not be started');
  const model = makeModel(work);
  const adam = tf.train.adam(LEARNING_RATE);
  const rows = work.batch * work.length;
  const randomRows = () => {
    const ids = tf.randomUniform([rows], 0, work.vocabulary, 'int32');
    return tf.cast(tf.oneHot(ids, work.vocabulary), 'float32');
  };
  const inputs = randomRows();
  const targets = randomRows();

  const step = async () => {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => tf.losses.softmaxCrossEntropy(targets, logitsOf(inputs, model, work)));
      adam.applyGradients(clipped(grads));
      return value;
    });
    const [value] = await loss.data();
    loss.dispose();
    if (!Number.isFinite(value)) throw new Error('the loss is no longer finite');
    return rows;
  };
  return { tokens_per_second: await paceOf(step, seconds) };
}

serveJobs({ train });
