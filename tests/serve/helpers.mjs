// What the tests of `glassgpt serve` share: starting it, asking it, and small models whose answers follow from their
// weights by hand.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { chainModel, folder, start, write, yesModel } from '../cli/helpers.mjs';

/** Longest wait for anything: far beyond what it takes, so that no test hangs on it. */
const PATIENCE_MS = 60_000;

export { folder, write, yesModel };

/** Counts for ever: one two three one two three … */
const counting = (hiddenDim) =>
  chainModel(['<unk>', '</s>', 'one', 'two', 'three'], { one: 'two', two: 'three', three: 'one' }, hiddenDim);
export const countingModel = counting();

/** Takes seconds for as many tokens as an answer may have, on any machine. */
export const slowCountingModel = counting(16_384);

/** All five tokens are always equally likely. */
export const diceModel = chainModel(['<unk>', '</s>', 'one', 'two', 'three']);

/** As many tokens as an answer may have. */
export const MANY_TOKENS = 100_000;

/**
 * Serves a model on a free port until the test ends.
 * @param model a model as JSON, or a file
 */
export async function serve(t, model, { args = [], env, port = 0 } = {}) {
  // In order, so that what it has covered is written; the test's own end comes after.
  let stop = () => {};
  t.after(() => stop());
  const file = typeof model === 'string' ? model : write(folder(t), 'tiny.json', model);
  const child = start(t, ['serve', '--model', file, '--port', String(port), '--log', 'json', ...args], { env });
  const events = [];
  const waiting = [];
  let unfinished = '';
  child.stdout.on('data', (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop();
    events.push(...lines.map((line) => JSON.parse(line)));
    for (const wake of waiting.splice(0)) wake();
  });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stderr })));
  stop = () => child.kill('SIGTERM') && ended;
  const gone = ended.then(() => wakeAll(waiting));

  /** The next event that fits, from the `from`-th on. */
  async function event(fits, from = 0) {
    for (;;) {
      const found = events.slice(from).find(fits);
      if (found !== undefined) return found;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server has ended: ${stderr}`);
      await Promise.race([new Promise((resolve) => waiting.push(resolve)), gone]);
    }
  }

  const { address } = await event(({ event: name }) => name === 'ready');
  return { address, port: Number(new URL(address).port), file, child, events, event, ended };
}

function wakeAll(waiting) {
  for (const wake of waiting.splice(0)) wake();
}

/** A port that nobody listens at. */
export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Sends JSON, or text as it is. */
export function post(server, path, body, { headers, signal } = {}) {
  return fetch(server.address + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    signal,
  });
}

/** The reply as JSON; it has to have the status. */
export async function replyOf(response, status = 200) {
  const reply = await response.json();
  assert.equal(response.status, status, JSON.stringify(reply));
  return reply;
}

export const complete = async (server, body, status) => replyOf(await post(server, '/v1/completions', body), status);
export const chat = async (server, body, status) => replyOf(await post(server, '/v1/chat/completions', body), status);
export const asks = (content, more) => ({ messages: [{ role: 'user', content }], ...more });

/** The events of a stream, which has to end as OpenAI's do; an error in it is one of them. */
export async function chunksOf(response) {
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^text\/event-stream/);
  const parts = (await response.text()).split('\n\n');
  assert.equal(parts.pop(), '');
  assert.equal(parts.pop(), 'data: [DONE]');
  return parts.map((part) => JSON.parse(part.trim().replace(/^data: /, '')));
}

/** Sends bytes as they are, and gives all that comes until the server closes. */
export function exchange(server, ...parts) {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (text) => (received += text));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    for (const part of parts) socket.write(part);
  });
}

/** A GET over a connection of its own: one that fetch() keeps may be closed by the server as it is taken again. */
function textOf(address) {
  return new Promise((resolve, reject) => {
    const request = get(address, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

/** The numbers of /metrics by their names, labels included. */
export async function metricsOf(server) {
  const text = await textOf(`${server.address}/metrics`);
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

/** Waits until a metric has a value, which has to be one that stays. */
export async function metricIs(server, name, value) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const its = (await metricsOf(server)).get(name);
    if (its === value) return;
    assert.ok(Date.now() < end, `${name} never was ${value}, but ${its} at last`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
