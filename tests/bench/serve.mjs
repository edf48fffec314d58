// How fast the server answers from 1 to 64 clients at once, and what memory it takes. By name, on a quiet machine:
//   GLASSGPT_CLI=build/release/native/glassgpt node tests/bench/serve.mjs [--requests N] [--tokens N] [--soak MINUTES]
// Each client asks for one answer after another, as a stream, over loopback; requests are bounded in number and length.
// Server and clients share the processors, so that the figures are below what the server alone could give.
// With --soak, 8 clients ask for so many minutes, and the memory after each minute is told.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '6' }, tokens: { type: 'string', default: '80' }, soak: { type: 'string' } },
});
const requestsOfEach = Number(values.requests);
const tokensOfAnswer = Number(values.tokens);
const CLIENTS = [1, 2, 4, 8, 16, 32, 64];
// Work A of tests/bench/works.json.
const sizes = { vocab_size: 1024, max_seq_len: 80, embedding_dim: 128, hidden_dim: 256, num_layers: 3, num_heads: 4 };

/** Numbers between -1 and 1 that are the same every time (Park and Miller's generator). */
function* chance() {
  for (let state = 1; ; state = (state * 48271) % 2147483647) yield (2 * state) / 2147483647 - 1;
}

/** A model with weights by chance: every token is about as likely as every other, so that answers reach their length. */
function modelByChance() {
  const { vocab_size: V, max_seq_len: T, embedding_dim: d, hidden_dim: h } = sizes;
  const numbers = chance();
  const tensor = (...shape) => ({
    shape,
    data: Array.from({ length: shape.reduce((a, b) => a * b) }, () => Number((0.03 * numbers.next().value).toFixed(5))),
  });
  const same = (n, value) => ({ shape: [n], data: new Array(n).fill(value) });
  const tensors = { token_embedding: tensor(V, d), position_embedding: tensor(T, d) };
  for (let i = 0; i < sizes.num_layers; ++i) {
    const block = `blocks.${i}`;
    for (const name of ['query', 'key', 'value', 'output']) tensors[`${block}.attention.${name}`] = tensor(d, d);
    tensors[`${block}.ffn.w1`] = tensor(d, h);
    tensors[`${block}.ffn.b1`] = same(h, 0);
    tensors[`${block}.ffn.w2`] = tensor(h, d);
    tensors[`${block}.ffn.b2`] = same(d, 0);
    for (const norm of ['norm1', 'norm2']) {
      tensors[`${block}.${norm}.gamma`] = same(d, 1);
      tensors[`${block}.${norm}.beta`] = same(d, 0);
    }
  }
  tensors.output_projection = tensor(d, V);
  const tokens = ['<unk>', '</s>', ...Array.from({ length: V - 2 }, (_, i) => `w${i}`)];
  return { format: 'glassgpt', version: 1, config: sizes, tokenizer: { kind: 'word', tokens }, tensors };
}

/** Starts the server. */
async function startServer(model) {
  const args = ['serve', '--model', model, '--port', '0', '--log', 'json', '--concurrent', '64'];
  const child = spawn(process.env.GLASSGPT_CLI, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = await new Promise((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]));
    });
  });
  return { child, port: Number(new URL(ready.address).port), address: ready.address };
}

async function memoryOf({ address }) {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)[1]) / 1e6;
}

/** Asks for a stream. @return milliseconds until its first token and to its end, and its tokens */
function ask(port, seed) {
  const body = JSON.stringify({ prompt: `w${seed % 1000}`, max_tokens: tokensOfAnswer, temperature: 1, seed, stream: true });
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let first = 0;
    let tokens = 0;
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST /v1/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`);
    });
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      if (first === 0 && text.includes('data: ')) first = performance.now() - began;
      received += text;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      assert.ok(received.includes('data: [DONE]'), received.slice(0, 300));
      tokens = received.split('"finish_reason":null').length - 1;
      resolve({ first, all: performance.now() - began, tokens });
    });
  });
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const of = (results, what) => {
  const sorted = results.map((result) => result[what]).sort((a, b) => a - b);
  return `${quantile(sorted, 0.5).toFixed(1)} / ${quantile(sorted, 0.99).toFixed(1)}`;
};

let seeds = 0;
async function client(port, goesOn, results) {
  for (let i = 0; goesOn(i); ++i) results.push(await ask(port, ++seeds));
}

async function measure(server, clients) {
  const results = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, () => client(server.port, (i) => i < requestsOfEach, results)));
  const seconds = (performance.now() - began) / 1000;
  return { results, rate: results.reduce((sum, { tokens }) => sum + tokens, 0) / seconds };
}

async function soak(server, minutes) {
  for (let minute = 1; minute <= minutes; ++minute) {
    const end = performance.now() + 60_000;
    const results = [];
    await Promise.all(Array.from({ length: 8 }, () => client(server.port, () => performance.now() < end, results)));
    console.log(`minute ${minute}: ${results.length} answers, ${(await memoryOf(server)).toFixed(2)} MB`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'glassgpt-bench-'));
const model = join(folder, 'model.json');
writeFileSync(model, JSON.stringify(modelByChance()));
const server = await startServer(model);
try {
  console.log(`program ${(statSync(process.env.GLASSGPT_CLI).size / 1e6).toFixed(1)} MB, at rest ${(await memoryOf(server)).toFixed(1)} MB`);
  if (values.soak !== undefined) {
    await soak(server, Number(values.soak));
  } else {
    await measure(server, 2); // warm
    console.log('| clients | tokens a second | against one | first token, median / 99% (ms) | answer, median / 99% (ms) | memory (MB) |');
    console.log('|---|---|---|---|---|---|');
    let one = 0;
    for (const clients of CLIENTS) {
      const { results, rate } = await measure(server, clients);
      one ||= rate;
      const cells = [clients, Math.round(rate), (rate / one).toFixed(1), of(results, 'first'), of(results, 'all'), (await memoryOf(server)).toFixed(0)];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
} finally {
  server.child.kill('SIGTERM');
  rmSync(folder, { recursive: true });
}
