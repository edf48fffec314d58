// How fast the server answers from 1 to 64 clients at once, and what memory it takes. By name, on a quiet machine:
//   ./tests/bench/serve.sh [--sizes A,512/8,…] [--clients 1,8,32] [--threads 1,2] [--instances N] [--torch]
//                          [--rounds N] [--seconds S] [--tokens N] [--soak MINUTES]
// Each client asks for one answer after another, as a stream, over loopback, for so many seconds; then what is still under
// way is given up. Servers and clients share the processors, so that the figures are below what a server alone could give.
// Of --threads, of --instances (so many servers of one thread each, which clients take in turns) and of --torch (one for
// each of --threads), each is a server beside the others, and they take turns in every round. With --soak, 8 clients ask for so many minutes; the memory
// after each is told, and has to stay within 1%.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../serve/helpers.mjs';
import { SIZES, writeModel } from './serving/model.mjs';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: 'A' },
    clients: { type: 'string', default: '1,2,4,8,16,32,64' },
    threads: { type: 'string', default: String(availableParallelism()) },
    instances: { type: 'string' },
    torch: { type: 'string' }, // a Python that has PyTorch and FastAPI; serve.sh finds one
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    tokens: { type: 'string', default: '80' },
    soak: { type: 'string' },
  },
});
const numbers = (text) => text.split(',').map(Number);
const tokensOfAnswer = Number(values.tokens);
const folder = mkdtempSync(join(tmpdir(), 'glassgpt-bench-'));
const children = [];

function startChild(command, args, env) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  children.push(child);
  return child;
}

/** Starts our server. @return its port and process */
async function startOurs(model, threads) {
  const args = ['serve', '--model', model, '--port', '0', '--log', 'json', '--concurrent', '64', '--threads', String(threads)];
  const child = startChild(process.env.GLASSGPT_CLI, args);
  const ready = await new Promise((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]));
    });
  });
  return { port: Number(new URL(ready.address).port), pid: child.pid };
}

/** Starts that of FastAPI and PyTorch. */
async function startTorch(model, threads) {
  const port = await freePort();
  const child = startChild(values.torch, ['tests/bench/serving/torch_server.py', model, String(port), String(threads)],
    { OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) });
  for (;;) {
    assert.equal(child.exitCode, null, 'the server of FastAPI and PyTorch did not start');
    const answers = await fetch(`http://127.0.0.1:${port}/health`).then(() => true, () => false);
    if (answers) return { port, pid: child.pid };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** All servers of a model: what they are called, and their instances. */
async function startServers(model) {
  const servers = [];
  const add = async (name, ...starts) => servers.push({ name, instances: await Promise.all(starts) });
  for (const threads of numbers(values.threads)) {
    await add(`${threads} thread(s)`, startOurs(model, threads));
    if (values.torch) await add(`FastAPI and PyTorch, ${threads} thread(s)`, startTorch(model, threads));
  }
  if (values.instances) {
    const count = Number(values.instances);
    await add(`${count} instances of 1 thread`, ...Array.from({ length: count }, () => startOurs(model, 1)));
  }
  return servers;
}

/** Waits until a server's processes have seen that their clients have left. */
async function quiet({ instances }) {
  const ticks = () =>
    instances.reduce((sum, { pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return sum + Number(fields[11]) + Number(fields[12]);
    }, 0);
  for (let before = -10, now = ticks(); now - before > 1; before = now, now = ticks()) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Megabytes that a server's processes have in memory. */
function memoryOf({ instances }) {
  const kilobytes = instances.map(({ pid }) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));
  return kilobytes.reduce((a, b) => a + b) / 1000;
}

const TOKEN = '"finish_reason":null';

/** Asks for a stream. @param on  called with how many tokens have come, and at the end; @return what gives it up */
function ask(port, seed, onTokens, onEnd) {
  const body = JSON.stringify({ prompt: `w${seed % 60}`, max_tokens: tokensOfAnswer, temperature: 1, seed, stream: true });
  let tail = '';
  let all = '';
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(`POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`);
  });
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    const text = tail + part;
    tail = text.slice(1 - TOKEN.length);
    all = (all + part).slice(-300);
    onTokens(text.split(TOKEN).length - 1);
  });
  socket.on('error', (error) => onEnd(error));
  socket.on('close', () => onEnd(all.includes('data: [DONE]') ? undefined : new Error(`it broke off: ${all}`)));
  return () => socket.destroy();
}

let seeds = 0;

/** So many clients ask for so many seconds. @return tokens a second, and milliseconds of each answer */
async function measure(server, clients, seconds) {
  const { instances } = server;
  const result = { tokens: 0, first: [], whole: [] };
  const giveUp = new Map();
  const failures = [];
  let over = false;
  const began = performance.now();
  const client = (number) => {
    const askedAt = performance.now();
    let isFirst = true;
    let hasEnded = false;
    const onTokens = (count) => {
      if (over || count === 0) return;
      if (isFirst) result.first.push(performance.now() - askedAt);
      isFirst = false;
      result.tokens += count;
    };
    const onEnd = (failure) => {
      if (over || hasEnded) return;
      hasEnded = true;
      if (failure) return failures.push(failure);
      result.whole.push(performance.now() - askedAt);
      client(number);
    };
    giveUp.set(number, ask(instances[number % instances.length].port, ++seeds, onTokens, onEnd));
  };
  for (let number = 0; number < clients; ++number) client(number);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  result.rate = (1000 * result.tokens) / (performance.now() - began);
  over = true;
  for (const leave of giveUp.values()) leave();
  if (failures.length > 0) throw failures[0];
  await quiet(server);
  return result;
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const median = (some) => quantile([...some].sort((a, b) => a - b), 0.5);
function times(milliseconds) {
  if (milliseconds.length === 0) return '–';
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return `${quantile(sorted, 0.5).toFixed(1)} / ${quantile(sorted, 0.99).toFixed(1)}`;
}
const rateText = (rate) => (rate < 100 ? rate.toFixed(1) : String(Math.round(rate)));

/** The likeliest tokens have to be the same, whoever finds them. */
async function compareAnswers(servers) {
  const answers = servers.map(async ({ instances: [{ port }] }) => {
    const texts = [];
    for (const prompt of ['w1', 'w2 w3 w4', 'w5 w6']) {
      const body = JSON.stringify({ prompt, max_tokens: 30 });
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`http://127.0.0.1:${port}/v1/completions`, { method: 'POST', headers, body });
      texts.push((await response.json()).choices[0].text);
    }
    return texts;
  });
  const [first, ...others] = await Promise.all(answers);
  for (const other of others) assert.deepEqual(other, first);
}

async function tabulate(name, parameters, servers) {
  const atRest = new Map(servers.map((server) => [server, memoryOf(server)]));
  const results = new Map(servers.map((server) => [server, new Map()]));
  for (const server of servers) await measure(server, 2, 1); // warm
  for (let round = 0; round < Number(values.rounds); ++round) {
    for (const clients of numbers(values.clients)) {
      for (const server of servers) {
        const result = await measure(server, clients, Number(values.seconds));
        const all = results.get(server).get(clients) ?? { rates: [], first: [], whole: [], memory: 0 };
        all.rates.push(result.rate);
        all.first.push(...result.first);
        all.whole.push(...result.whole);
        all.memory = Math.max(all.memory, memoryOf(server));
        results.get(server).set(clients, all);
      }
    }
  }
  for (const server of servers) {
    const one = median([...results.get(server).values()][0].rates);
    for (const [clients, { rates: all, first, whole, memory }] of results.get(server)) {
      const range = `${rateText(Math.min(...all))}–${rateText(Math.max(...all))}`;
      const cells = [name, (parameters / 1e6).toFixed(1), server.name, clients, rateText(median(all)), range,
        (median(all) / one).toFixed(1), times(first), times(whole),
        `${atRest.get(server).toFixed(0)} / ${memory.toFixed(0)}`];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}

async function soak(server, minutes) {
  const memories = [];
  for (let minute = 1; minute <= minutes; ++minute) {
    const { whole } = await measure(server, 8, 60);
    memories.push(memoryOf(server));
    console.log(`minute ${minute}: ${whole.length} answers, ${memories.at(-1).toFixed(2)} MB`);
  }
  const spread = Math.max(...memories) / Math.min(...memories) - 1;
  console.log(`memory: within ${(100 * spread).toFixed(2)}%`);
  assert.ok(spread < 0.01, 'memory has not stayed within 1%');
}

try {
  console.log(`${cpus()[0].model}, ${availableParallelism()} processors; program ${(statSync(process.env.GLASSGPT_CLI).size / 1e6).toFixed(1)} MB`);
  if (values.soak === undefined) {
    console.log('| size | million weights | server | clients | tokens a second, median | of all rounds | against one client | first token, median / 99% (ms) | answer, median / 99% (ms) | memory at rest / at most (MB) |');
    console.log('|---|---|---|---|---|---|---|---|---|---|');
  }
  for (const name of values.sizes.split(',')) {
    const model = join(folder, 'model.safetensors');
    const parameters = writeModel(model, SIZES[name]);
    const servers = await startServers(model);
    await compareAnswers(servers);
    if (values.soak === undefined) {
      await tabulate(name, parameters, servers);
    } else {
      await soak(servers[0], Number(values.soak));
    }
    for (const child of children.splice(0)) child.kill('SIGTERM');
  }
} finally {
  for (const child of children) child.kill('SIGTERM');
  rmSync(folder, { recursive: true });
}
