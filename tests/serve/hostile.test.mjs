// Clients that are slow, broken, or gone. Whatever they do, the next one is answered.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { program } from '../cli/helpers.mjs';
import {
  complete, countingModel, exchange, folder, freePort, MANY_TOKENS, metricIs, metricsOf, post, replyOf, serve, slowCountingModel, write, yesModel,
} from './helpers.mjs';

const head = (...fields) => `POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${fields.join('')}\r\n`;
const length = (bytes) => `Content-Length: ${bytes}\r\n`;

/** What a reply as it came has of use here. */
function parsed(reply) {
  const [top, body] = reply.split('\r\n\r\n');
  return { status: Number(top.split(' ')[1]), top, code: body ? JSON.parse(body).error.code : null };
}

const stillAnswers = async (server) => assert.equal((await complete(server, { prompt: 'Yes' })).choices[0].text, ', sure.');

test('what is no request gets the status that says why, and the connection ends', async (t) => {
  const server = await serve(t, yesModel, { args: ['--max-header', '2000', '--max-body', '5000'] });
  const requests = [
    ['GARBAGE\r\n\r\n', 400, 'bad_request'],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400, 'bad_request'], // TLS
    ['GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n', 505, 'http_version'],
    [`GET /health HTTP/1.1\r\nX: ${'y'.repeat(3000)}\r\n\r\n`, 431, 'header_too_large'],
    [`GET /${'y'.repeat(3000)} HTTP/1.1\r\n\r\n`, 431, 'header_too_large'],
    ['GET /health HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    ['GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400, 'bad_request'],
    [head(length(-1)), 400, 'bad_request'],
    [head('Content-Length: 1e3\r\n'), 400, 'bad_request'],
    [head(length('9'.repeat(30))), 400, 'bad_request'],
    [head(length(5001)) + 'x'.repeat(5001), 413, 'body_too_large'],
    [head(length(2 ** 40)), 413, 'body_too_large'],
    [head('Transfer-Encoding: chunked\r\n') + '1389\r\n' + 'x'.repeat(0x1389) + '\r\n0\r\n\r\n', 413, 'body_too_large'],
    [head('Transfer-Encoding: chunked\r\n') + 'zz\r\n', 400, 'bad_request'],
    [`POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n${length(2)}\r\n{}`, 415, 'unsupported_media_type'],
  ];
  for (const [bytes, status, code] of requests) {
    const reply = parsed(await exchange(server, Buffer.from(bytes, 'latin1')));
    assert.deepEqual([reply.status, reply.code], [status, code], bytes.slice(0, 60));
    assert.match(reply.top, /\r\nConnection: close/);
  }
  await stillAnswers(server);
});

test('what is no JSON is a bad request', async (t) => {
  const server = await serve(t, yesModel);
  const deep = (levels) => `{"prompt": "Yes", "x": ${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const bodies = [
    '', '{', '[]', '"text"', '{"prompt": "Yes"} more', '{"prompt": "\\ud800"}', '{"prompt": NaN}', '{"prompt": 1e999}',
    Buffer.from('{"prompt": "\xff\xfe"}', 'latin1'), Buffer.from('{"prompt": "\xc3"}', 'latin1'), '\0'.repeat(50),
    deep(100), '['.repeat(500_000),
  ];
  for (const body of bodies) {
    const { error } = await replyOf(await post(server, '/v1/completions', body), 400);
    assert.equal(error.code, 'invalid_json', String(body).slice(0, 40));
  }
  assert.equal((await replyOf(await post(server, '/v1/completions', deep(20)))).choices[0].text, ', sure.');
});

test('a request in pieces, with others behind it, is read like any other', async (t) => {
  const server = await serve(t, yesModel);
  const body = '{"prompt": "Yes", "max_tokens": 1}';
  const request = head(length(body.length)) + body;
  const last = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  const replies = await exchange(server, request + request, ...(request + last).match(/[^]{1,7}/g));
  assert.equal(replies.match(/HTTP\/1\.1 200/g).length, 4);
  assert.equal(replies.match(/"text":","/g).length, 3);
});

test('an old client gets a stream that ends with its connection', async (t) => {
  const server = await serve(t, yesModel);
  const body = '{"prompt": "Yes", "stream": true}';
  const reply = await exchange(server, head(length(body.length)).replace('HTTP/1.1', 'HTTP/1.0') + body);
  assert.match(reply, /^HTTP\/1\.1 200 /);
  assert.doesNotMatch(reply, /chunked/i);
  assert.match(reply, /\r\n\r\ndata: \{[^]*data: \[DONE\]\n\n$/);
});

test('who asks whether to send a body is told at once', async (t) => {
  const server = await serve(t, yesModel);
  const ask = (bytes, ...parts) => exchange(server, head(length(bytes), 'Expect: 100-continue\r\nConnection: close\r\n'), ...parts);
  const body = '{"prompt": "Yes"}';
  assert.match(await ask(body.length, body), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  assert.match(await ask(2 ** 30), /^HTTP\/1\.1 413 /);
});

test('slow and half requests end in time, and hold up nobody', async (t) => {
  const server = await serve(t, yesModel, { args: ['--read-timeout', '0.4', '--idle-timeout', '0.4'] });
  const began = performance.now();
  // A byte now and then wins nothing.
  const slow = connect(server.port, '127.0.0.1');
  const drip = setInterval(() => slow.write('x'), 50);
  slow.on('error', () => {});
  const closed = new Promise((resolve) => slow.on('close', resolve));
  slow.resume();
  slow.write('GET / HTTP/1.1\r\nX: ');
  const halves = await Promise.all([
    exchange(server, 'GET /hea'),
    exchange(server, head(length(100)) + '{"prompt": "Ye'),
    exchange(server, head('Transfer-Encoding: chunked\r\n') + '5\r\n{"pr'),
    exchange(server), // says nothing
  ]);
  halves.slice(0, 3).forEach((reply) => assert.deepEqual([parsed(reply).status, parsed(reply).code], [408, 'request_timeout']));
  assert.equal(halves[3], '');
  await closed;
  clearInterval(drip);
  assert.ok(performance.now() - began > 350);
  await stillAnswers(server);
});

test('more connections than there may be are turned away', async (t) => {
  const server = await serve(t, yesModel, { args: ['--connections', '3'] });
  const sockets = [1, 2, 3].map(() => connect(server.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('connect', resolve))));
  const reply = parsed(await exchange(server, 'GET /health HTTP/1.1\r\n\r\n'));
  assert.deepEqual([reply.status, reply.code], [503, 'too_many_connections']);
  for (const socket of sockets) socket.destroy();
  for (;;) {
    const status = await fetch(`${server.address}/health`).then((response) => response.status);
    if (status === 200) break;
  }
});

test('clients that leave, killed or in order, free their places at once', async (t) => {
  const server = await serve(t, slowCountingModel, {
    args: ['--concurrent', '4', '--max-answer', String(MANY_TOKENS), '--queue', '8'],
  });
  const long = (stream) => JSON.stringify({ prompt: 'one', max_tokens: MANY_TOKENS, stream });
  const ask = (stream) => head(length(long(stream).length)) + long(stream);
  const leave = [
    (socket) => socket.destroy(), // in order
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end(), // says no more, and would still read
  ];
  for (const [i, way] of leave.entries()) {
    const sockets = [false, true, false, true, false].map((stream) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      socket.write(ask(stream));
      return socket;
    });
    await metricIs(server, 'glassgpt_requests_running', 4);
    sockets.forEach(way);
    await metricIs(server, 'glassgpt_requests_running', 0);
    await metricIs(server, 'glassgpt_requests_waiting', 0);
    await metricIs(server, 'glassgpt_clients_left_total', 5 * (i + 1));
    sockets.forEach((socket) => socket.destroy());
  }
  assert.equal((await complete(server, { prompt: 'one', max_tokens: 1 })).choices[0].text, ' two');
});

test('who does not read holds up nobody', async (t) => {
  const server = await serve(t, countingModel, { args: ['--idle-timeout', '0.5', '--max-answer', String(MANY_TOKENS)] });
  const body = JSON.stringify({ prompt: 'one', max_tokens: MANY_TOKENS, stream: true });
  const socket = connect({ port: server.port, host: '127.0.0.1', highWaterMark: 1 });
  socket.on('error', () => {});
  socket.pause();
  socket.write(head(length(body.length)) + body);
  await metricIs(server, 'glassgpt_requests_running', 1);
  assert.equal((await complete(server, { prompt: 'one', max_tokens: 2 })).choices[0].text, ' two three');
  await metricIs(server, 'glassgpt_requests_running', 0);
  await metricIs(server, 'glassgpt_connections', 1); // that of this question
  socket.destroy();
});

test('a log on a disk that is full is survived', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const full = openSync('/dev/full', 'w');
  for (const log of ['json', 'text']) {
    const port = await freePort();
    const child = spawn(program, ['serve', '--model', model, '--port', String(port), '--log', log], { stdio: ['ignore', full, full] });
    const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    t.after(() => child.kill('SIGKILL'));
    const server = { address: `http://127.0.0.1:${port}`, port };
    while (!(await fetch(`${server.address}/health`).then(() => true, () => false))) assert.equal(child.exitCode, null);
    for (let i = 0; i < 3; ++i) await stillAnswers(server);
    assert.ok((await metricsOf(server)).get('glassgpt_log_lines_lost_total') >= 3);
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  }
});

test('a log that nobody reads any more is survived', async (t) => {
  const server = await serve(t, yesModel);
  server.child.stdout.destroy();
  for (let i = 0; i < 3; ++i) await stillAnswers(server);
  assert.ok((await metricsOf(server)).get('glassgpt_log_lines_lost_total') >= 2);
});
