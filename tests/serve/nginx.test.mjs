// nginx in front of two instances, as native/deployment/nginx.conf has it, with a certificate of the test's own.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { request as ask } from 'node:https';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { complete, folder, freePort, MANY_TOKENS, metricIs, metricsOf, serve, slowCountingModel, write } from './helpers.mjs';

const call = promisify(execFile);
const unpacked = resolve('build/nginx/usr/sbin/nginx');
const nginx = existsSync(unpacked) ? unpacked : 'nginx';

/** Two instances of the counting model, and nginx in front of them. */
async function behindNginx(t, args) {
  const more = ['--max-answer', String(MANY_TOKENS), '--stop-timeout', '600', ...args];
  const instances = await Promise.all([0, 1].map(() => serve(t, slowCountingModel, { args: more })));
  const directory = folder(t);
  const [certificate, key] = ['fullchain.pem', 'privkey.pem'].map((name) => join(directory, name));
  const names = 'subjectAltName=DNS:localhost,DNS:glassgpt.example.org';
  await call('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1',
    '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', certificate]);
  const port = await freePort();
  const changes = [
    ['443 ssl', `127.0.0.1:${port} ssl`], [/^ *listen \[::\].*\n/gm, ''], ['/etc/ssl/glassgpt', directory],
    ['127.0.0.1:8080', `127.0.0.1:${instances[0].port}`], ['127.0.0.1:8081', `127.0.0.1:${instances[1].port}`],
  ];
  let site = readFileSync('native/deployment/nginx.conf', 'utf8');
  for (const [documented, here] of changes) {
    const changed = site.replaceAll(documented, here);
    assert.notEqual(changed, site, String(documented));
    site = changed;
  }
  const rooms = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi'].map((name) => `${name}_temp_path ${directory}/${name};`);
  const user = process.getuid() === 0 ? 'user root;' : '';
  const file = write(directory, 'nginx.conf', `${user} daemon off; worker_processes 1; pid ${directory}/pid; error_log stderr;
    events {} http { access_log off; ${rooms.join(' ')}\n${site} }`);
  const { stderr } = await call(nginx, ['-t', '-q', '-c', file]).catch((error) => error);
  assert.equal(stderr, '');
  const child = spawn(nginx, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  t.after(() => child.kill('SIGTERM'));
  const front = { address: `https://localhost:${port}`, port, ca: readFileSync(certificate), certificate, instances };
  while ((await replyBehind(front, '/health').catch(() => null)) === null) {
    assert.equal(child.exitCode, null, said);
    await new Promise((done) => setTimeout(done, 20));
  }
  return front;
}

/**
 * A request through nginx, over a connection of its own.
 * @param onPart called with each part of the reply's body
 * @param signal that gives it up
 */
function replyBehind(front, path, body, { onPart = () => {}, signal } = {}) {
  return new Promise((done, failed) => {
    const headers = { 'Content-Type': 'application/json' };
    const options = { ca: front.ca, agent: false, method: body ? 'POST' : 'GET', headers, signal };
    const request = ask(front.address + path, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
        onPart(part);
      });
      response.on('error', failed);
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', failed);
    request.end(body && JSON.stringify(body));
  });
}

const completeBehind = (front, body, more) => replyBehind(front, '/v1/completions', body, more);
const long = { prompt: 'one', max_tokens: MANY_TOKENS, stream: true };
const short = { prompt: 'one', max_tokens: 2 };

test('curl and the openai package get their streams through TLS, as they are made', async (t) => {
  const front = await behindNginx(t, []);
  const url = `https://glassgpt.example.org:${front.port}`;
  const to = ['--cacert', front.certificate, '--resolve', `glassgpt.example.org:${front.port}:127.0.0.1`];
  const body = ['-H', 'Content-Type: application/json', '-d', JSON.stringify({ ...short, stream: true })];
  const { stdout } = await call('curl', ['-sSN', ...to, ...body, `${url}/v1/completions`]);
  assert.match(stdout, /^data: \{[^]*" two"[^]*" three"[^]*data: \[DONE\]\n\n$/);
  assert.equal((await replyBehind(front, '/metrics')).status, 404); // not passed on

  const script = `import OpenAI from 'openai';
    const client = new OpenAI({ baseURL: '${front.address}/v1', apiKey: 'none', maxRetries: 0 });
    const request = { model: 'tiny', prompt: 'one', max_tokens: 3, stream: true };
    for await (const { choices: [{ text }] } of await client.completions.create(request)) process.stdout.write(text);`;
  const node = await call(process.execPath, ['--input-type=module', '-e', script],
    { cwd: 'tests/serve', env: { ...process.env, NODE_EXTRA_CA_CERTS: front.certificate } });
  assert.equal(node.stdout, ' two three one');

  // The first tokens are here while the answer is still made.
  let came;
  const first = new Promise((done) => (came = done));
  const whole = completeBehind(front, { ...long, max_tokens: 4_000 }, { onPart: came });
  await first;
  const running = await Promise.all(front.instances.map(metricsOf));
  assert.equal(running.reduce((sum, metrics) => sum + metrics.get('glassgpt_requests_running'), 0), 1);
  assert.match((await whole).text, /data: \[DONE\]\n\n$/);
});

test('an instance that stops ends its streams, and nobody else is refused', async (t) => {
  const front = await behindNginx(t, []);
  const [stopping, staying] = front.instances;
  const streams = [0, 1].map(() => completeBehind(front, { ...long, max_tokens: 4_000 }));
  for (const instance of front.instances) await metricIs(instance, 'glassgpt_requests_running', 1);
  stopping.child.kill('SIGTERM');
  const asked = async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => completeBehind(front, short)));
    for (const { status, text } of replies) assert.deepEqual([status, JSON.parse(text).choices[0].text], [200, ' two three']);
  };
  await asked();
  for (const { status, text } of await Promise.all(streams)) {
    assert.equal(status, 200);
    assert.equal(text.split('"finish_reason":null').length - 1, 4_000);
    assert.match(text, /data: \[DONE\]\n\n$/);
  }
  assert.equal((await stopping.ended).code, 0);
  await asked();
  assert.equal((await complete(staying, short)).choices[0].text, ' two three');
});

test('when all are full that is said, and is over as soon as one has room', async (t) => {
  const front = await behindNginx(t, ['--concurrent', '1', '--queue', '0']);
  const leaving = front.instances.map(() => {
    const stop = new AbortController();
    return { stop, ended: completeBehind(front, long, { signal: stop.signal }).catch(() => {}) };
  });
  for (const instance of front.instances) await metricIs(instance, 'glassgpt_requests_running', 1);
  for (let i = 0; i < 3; ++i) {
    const { status, headers, text } = await completeBehind(front, short);
    assert.deepEqual([status, headers['retry-after'], JSON.parse(text).error.code], [429, '1', 'queue_full']);
  }
  for (const { stop, ended } of leaving) {
    stop.abort();
    await ended;
  }
  for (const instance of front.instances) await metricIs(instance, 'glassgpt_requests_running', 0);
  // One that is full without nginx having sent it anything: the other is asked.
  const direct = new AbortController();
  const busy = fetch(`${front.instances[0].address}/v1/completions`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(long), signal: direct.signal,
  }).then((response) => response.text()).catch(() => {});
  await metricIs(front.instances[0], 'glassgpt_requests_running', 1);
  for (let i = 0; i < 4; ++i) assert.equal((await completeBehind(front, short)).status, 200);
  direct.abort();
  await busy;
});
