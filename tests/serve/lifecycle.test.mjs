// A server's end, and models that change under it.
import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { chainModel } from '../cli/helpers.mjs';
import { complete, MANY_TOKENS, metricIs, metricsOf, post, replyOf, serve, slowCountingModel, yesModel } from './helpers.mjs';

const downModel = chainModel(['<unk>', '</s>', 'one', 'two', 'three'], { one: 'three', three: 'two', two: 'one' });

/** Time enough for long answers, on any machine and under any sanitizer. */
const PATIENT = ['--max-answer', String(MANY_TOKENS), '--request-timeout', '600', '--stop-timeout', '600'];

const is = (name) => ({ event }) => event === name;

test('SIGHUP changes the model over without dropping a request', async (t) => {
  const server = await serve(t, slowCountingModel, { args: PATIENT });
  const tokens = 4_000;
  const old = complete(server, { prompt: 'one', max_tokens: tokens });
  await metricIs(server, 'glassgpt_requests_running', 1);
  writeFileSync(`${server.file}.new`, JSON.stringify(downModel));
  renameSync(`${server.file}.new`, server.file);
  server.child.kill('SIGHUP');
  await server.event(is('reloaded'));
  const fresh = await complete(server, { prompt: 'one', max_tokens: 3 });
  assert.equal(fresh.choices[0].text, ' three two one');
  const ended = await old;
  assert.equal(ended.choices[0].text.split(' ').length, tokens + 1);
  assert.ok(ended.choices[0].text.startsWith(' two three one two'));
  assert.notEqual(fresh.system_fingerprint, ended.system_fingerprint);
  assert.equal((await metricsOf(server)).get('glassgpt_reloads_total{result="loaded"}'), 1);
});

test('a broken file on SIGHUP leaves the model as it is, and is said', async (t) => {
  const server = await serve(t, yesModel);
  for (const broken of ['{"format": "glassgpt"', '', JSON.stringify({ ...yesModel, version: 99 })]) {
    const before = server.events.length;
    writeFileSync(server.file, broken);
    server.child.kill('SIGHUP');
    const { reason } = await server.event(is('reload_failed'), before);
    assert.match(reason, /tiny\.json/);
    assert.equal((await complete(server, { prompt: 'Yes' })).choices[0].text, ', sure.');
  }
  assert.equal((await metricsOf(server)).get('glassgpt_reloads_total{result="failed"}'), 3);
});

test('SIGTERM ends what runs, sends away who waits, and exits with 0', async (t) => {
  const server = await serve(t, slowCountingModel, { args: ['--concurrent', '1', ...PATIENT] });
  const tokens = 4_000;
  const running = complete(server, { prompt: 'one', max_tokens: tokens });
  await metricIs(server, 'glassgpt_requests_running', 1);
  const waiting = post(server, '/v1/completions', { prompt: 'one' });
  await metricIs(server, 'glassgpt_requests_waiting', 1);
  server.child.kill('SIGTERM');
  assert.equal((await replyOf(await waiting, 503)).error.code, 'stopping');
  await assert.rejects(fetch(`${server.address}/health`));
  assert.equal((await running).usage.completion_tokens, tokens);
  assert.deepEqual(await server.ended, { code: 0, signal: null, stderr: '' });
  assert.equal(server.events.at(-1).event, 'stopped');
});

test('what runs too long is cut off when the server stops', async (t) => {
  const server = await serve(t, slowCountingModel, { args: ['--stop-timeout', '0.2', '--max-answer', String(MANY_TOKENS)] });
  const running = complete(server, { prompt: 'one', max_tokens: MANY_TOKENS });
  const cut = assert.rejects(running);
  await metricIs(server, 'glassgpt_requests_running', 1);
  server.child.kill('SIGTERM');
  await cut;
  assert.equal((await server.ended).code, 0);
});

test('a second signal ends it at once', async (t) => {
  const server = await serve(t, slowCountingModel, { args: ['--max-answer', String(MANY_TOKENS)] });
  const cut = assert.rejects(complete(server, { prompt: 'one', max_tokens: MANY_TOKENS }));
  await metricIs(server, 'glassgpt_requests_running', 1);
  server.child.kill('SIGINT');
  await server.event(is('stopping'));
  server.child.kill('SIGINT');
  await cut;
  assert.equal((await server.ended).code, 130);
});

test('kill -9 leaves nothing that keeps the next one from the same port', async (t) => {
  const server = await serve(t, yesModel);
  await complete(server, { prompt: 'Yes' });
  server.child.kill('SIGKILL');
  await server.ended;
  const next = await serve(t, yesModel, { port: server.port });
  assert.equal(next.port, server.port);
});
