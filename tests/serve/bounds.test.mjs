import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fails } from '../cli/helpers.mjs';
import {
  asks, chat, complete, countingModel, exchange, folder, MANY_TOKENS, metricIs, post, replyOf, serve, slowCountingModel, write, yesModel,
} from './helpers.mjs';

test('what cannot be done is refused with the field and what to do', async (t) => {
  const server = await serve(t, yesModel, { args: ['--max-prompt', '2000', '--max-answer', '100'] });
  const text = [
    [{}, 'prompt', 'missing'],
    [{ prompt: 7 }, 'prompt', 'invalid_type'],
    [{ prompt: ['a', 'b'] }, 'prompt', 'unsupported_value'],
    [{ prompt: 'x'.repeat(2001) }, 'prompt', 'context_length_exceeded'],
    [{ prompt: '', max_tokens: 0 }, 'max_tokens', 'invalid_value'],
    [{ prompt: '', max_tokens: 101 }, 'max_tokens', 'invalid_value'],
    [{ prompt: '', max_tokens: 1e300 }, 'max_tokens', 'invalid_type'],
    [{ prompt: '', max_tokens: '7' }, 'max_tokens', 'invalid_type'],
    [{ prompt: '', temperature: -1 }, 'temperature', 'invalid_value'],
    [{ prompt: '', temperature: 'hot' }, 'temperature', 'invalid_type'],
    [{ prompt: '', top_p: 1.5 }, 'top_p', 'invalid_value'],
    [{ prompt: '', seed: 1.5 }, 'seed', 'invalid_type'],
    [{ prompt: '', stop: '' }, 'stop', 'invalid_value'],
    [{ prompt: '', stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'invalid_value'],
    [{ prompt: '', stop: [1] }, 'stop', 'invalid_type'],
    [{ prompt: '', logprobs: 6 }, 'logprobs', 'invalid_value'],
    [{ prompt: '', logprobs: true }, 'logprobs', 'invalid_type'],
    [{ prompt: '', n: 2 }, 'n', 'unsupported_value'],
    [{ prompt: '', best_of: 3 }, 'best_of', 'unsupported_value'],
    [{ prompt: '', echo: true }, 'echo', 'unsupported_value'],
    [{ prompt: '', suffix: 'end' }, 'suffix', 'unsupported_value'],
    [{ prompt: '', logit_bias: { 5: 1 } }, 'logit_bias', 'unsupported_value'],
    [{ prompt: '', presence_penalty: 1 }, 'presence_penalty', 'unsupported_value'],
    [{ prompt: '', stream: 'yes' }, 'stream', 'invalid_type'],
    [{ prompt: '', stream_options: { include_usage: true } }, 'stream_options', 'invalid_value'],
    [{ prompt: '', model: 5 }, 'model', 'invalid_type'],
  ];
  const messages = [
    [{}, 'messages', 'missing'],
    [{ messages: 'Why?' }, 'messages', 'invalid_type'],
    [{ messages: [] }, 'messages', 'invalid_value'],
    [{ messages: ['Why?'] }, 'messages[0]', 'invalid_type'],
    [{ messages: [{ role: 'nobody', content: '' }] }, 'messages[0].role', 'invalid_value'],
    [{ messages: [{ role: 'assistant', content: 'Yes' }] }, 'messages', 'invalid_value'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content', 'missing'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0].content', 'unsupported_value'],
    [asks('Why?', { top_logprobs: 2 }), 'top_logprobs', 'invalid_value'],
    [asks('Why?', { logprobs: true, top_logprobs: 21 }), 'top_logprobs', 'invalid_value'],
    [asks('Why?', { max_completion_tokens: 101 }), 'max_completion_tokens', 'invalid_value'],
    [asks('Why?', { tools: [{ type: 'function' }] }), 'tools', 'unsupported_value'],
    [asks('Why?', { response_format: { type: 'json_object' } }), 'response_format', 'unsupported_value'],
  ];
  for (const [ask, requests] of [[complete, text], [chat, messages]]) {
    for (const [body, param, code] of requests) {
      const { error } = await ask(server, body, 400);
      assert.deepEqual([error.param, error.code, error.type], [param, code, 'invalid_request_error'], error.message);
      assert.match(error.message, /^[^\n]+: [^\n]+; [^\n]+$/);
    }
  }
  const unknown = await complete(server, { model: 'gpt-9', prompt: '' }, 404);
  assert.deepEqual([unknown.error.param, unknown.error.code], ['model', 'model_not_found']);
});

test('fields that ask for what is done anyway, or that nobody knows, are passed over', async (t) => {
  const server = await serve(t, yesModel);
  const body = {
    prompt: ['Yes'], n: 1, best_of: 1, echo: false, suffix: null, logit_bias: {}, presence_penalty: 0, user: 'me',
    stop: null, max_tokens: null, logprobs: null, top_p: 0, favourite_colour: 'green',
  };
  assert.equal((await complete(server, body)).choices[0].text, ', sure.');
});

test("without --host only this machine's address is listened to", async (t) => {
  const server = await serve(t, yesModel);
  assert.equal(new URL(server.address).hostname, '127.0.0.1');
  // Another address of this machine, which a server that listens at all of them would have.
  const failure = await new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.2', () => reject(new Error('somebody listens there')));
    socket.on('error', resolve);
  });
  assert.equal(failure.syscall, 'connect');
});

/** The status of a GET under a name of the server, or of an OPTIONS, as browsers ask before a page's request. */
async function statusUnder(server, host, method = 'GET') {
  const reply = await exchange(server, `${method} /v1/models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return Number(reply.split(' ')[1]);
}

test('a page that gives its own name the address of this machine gets nothing', async (t) => {
  const server = await serve(t, yesModel, { args: ['--allow-host', 'glass.example', '--allow-host', 'other.example'] });
  const own = ['localhost', `127.0.0.1:${server.port}`, '[::1]:80', 'glass.example', 'OTHER.example:443'];
  for (const host of own) assert.equal(await statusUnder(server, host), 200, host);
  for (const host of ['evil.example', `evil.example:${server.port}`, 'localhost.evil.example', '']) {
    assert.equal(await statusUnder(server, host), 421, host);
    assert.equal(await statusUnder(server, host, 'OPTIONS'), 421, host);
  }
  const body = '{"prompt": "Yes"}';
  const head = `POST /v1/completions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n`;
  const fields = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const refused = await exchange(server, head + fields + body);
  const { error } = JSON.parse(refused.split('\r\n\r\n')[1]);
  assert.deepEqual([error.code, error.type], ['host_not_allowed', 'invalid_request_error']);
  assert.match(error.message, /--allow-host NAME$/);
  assert.match(await exchange(server, 'GET /health HTTP/1.0\r\n\r\n'), / 200 OK/); // no browser asks so
});

test('by which name a server is asked that others can reach is looked at once a name was said', async (t) => {
  const args = ['--host', '0.0.0.0'];
  const open = await serve(t, yesModel, { args });
  assert.equal(await statusUnder(open, 'gpu-server'), 200);
  const named = await serve(t, yesModel, { args: [...args, '--allow-host', 'glass.example'] });
  assert.deepEqual([await statusUnder(named, 'glass.example'), await statusUnder(named, 'gpu-server')], [200, 421]);
  const any = await serve(t, yesModel, { args: ['--allow-host', '*'] });
  assert.equal(await statusUnder(any, 'evil.example'), 200);
  await fails(t, 2, ['serve', '--model', open.file, '--port', '0', '--allow-host', 'https://glass.example'], /without https:/);
});

test('only who has a key is answered', async (t) => {
  const [one, other, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(20));
  const file = write(folder(t), 'keys', `${one}\n\n${other}\n`);
  const server = await serve(t, yesModel, { args: ['--api-key-file', file], env: { GLASSGPT_API_KEYS: third } });
  const status = async (headers, path = '/v1/models') => (await fetch(server.address + path, { headers })).status;
  for (const key of [one, other, third]) assert.equal(await status({ Authorization: `Bearer ${key}` }), 200);
  assert.equal(await status({ Authorization: `bearer ${one}` }), 200);
  for (const wrong of [`Bearer ${one}x`, `Bearer ${one.slice(1)}`, one, 'Bearer', `Basic ${one}`]) {
    assert.equal(await status({ Authorization: wrong }), 401);
  }
  const { error } = await complete(server, { prompt: '' }, 401);
  assert.deepEqual([error.code, error.type], ['invalid_api_key', 'invalid_request_error']);
  for (const open of ['/health', '/ready', '/metrics']) assert.equal(await status({}, open), 200);
  const log = JSON.stringify(server.events);
  for (const key of [one, other, third]) assert.ok(!log.includes(key));

  const model = server.file;
  const args = ['serve', '--model', model, '--port', '0', '--api-key-file'];
  await fails(t, 2, [...args, write(folder(t), 'keys', 'short\n')], /shorter than 16/);
  await fails(t, 2, [...args, write(folder(t), 'keys', '\n')], /no key in it/);
});

test('prompts are logged only if that is asked for', async (t) => {
  const said = async (args) => {
    const server = await serve(t, yesModel, { args });
    await complete(server, { prompt: 'Yes' });
    return server.event(({ event }) => event === 'request');
  };
  const silent = await said([]);
  assert.ok(!('prompt' in silent) && !('answer' in silent));
  assert.deepEqual([silent.status, silent.prompt_tokens, silent.answer_tokens, silent.end], [200, 1, 3, 'stop']);
  assert.match(silent.request, /^req-[0-9a-f]{24}$/);
  assert.match(silent.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const { prompt, answer } = await said(['--log-prompts']);
  assert.deepEqual([prompt, answer], ['Yes', ', sure.']);
});

test('who comes when all places and the queue are taken is told to come again', async (t) => {
  const server = await serve(t, slowCountingModel, {
    args: ['--concurrent', '1', '--queue', '1', '--max-answer', String(MANY_TOKENS)],
  });
  const leaving = new AbortController();
  const long = { prompt: 'one', max_tokens: MANY_TOKENS };
  const first = post(server, '/v1/completions', long, leaving).catch(() => {});
  await metricIs(server, 'glassgpt_requests_running', 1);
  const second = post(server, '/v1/completions', { prompt: 'one', max_tokens: 1 });
  await metricIs(server, 'glassgpt_requests_waiting', 1);
  const third = await post(server, '/v1/completions', { prompt: 'one' });
  assert.equal(third.headers.get('retry-after'), '1');
  const { error } = await replyOf(third, 429);
  assert.deepEqual([error.code, error.type], ['queue_full', 'rate_limit_error']);
  assert.equal((await fetch(`${server.address}/ready`)).status, 503);
  // Who leaves frees the place for who waits.
  leaving.abort();
  assert.equal((await replyOf(await second)).choices[0].text, ' two');
  await first;
  await metricIs(server, 'glassgpt_clients_left_total', 1);
});

test('an answer, and waiting for one, have their time', async (t) => {
  const server = await serve(t, slowCountingModel, {
    args: ['--concurrent', '1', '--request-timeout', '1', '--max-answer', String(MANY_TOKENS)],
  });
  const long = { prompt: 'one', max_tokens: MANY_TOKENS };
  const stream = await post(server, '/v1/completions', { ...long, stream: true }); // once it has begun
  const whole = await post(server, '/v1/completions', long);
  assert.equal(whole.headers.get('retry-after'), '1');
  assert.deepEqual((await replyOf(whole, 503)).error.code, 'timeout');
  const text = await stream.text();
  assert.match(text, /"code":"timeout"\}\}\n\ndata: \[DONE\]\n\n$/);
});

test('options out of their range are bad usage', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  await fails(t, 2, ['serve', '--model', model, '--concurrent', '0'], /from 1 to 1024/);
  await fails(t, 2, ['serve', '--model', model, '--host', 'nowhere.invalid'], /nowhere\.invalid/);
  await fails(t, 2, ['serve', '--model', model, '--page', folder(t)], /holds no page/);
  const server = await serve(t, yesModel);
  await fails(t, 2, ['serve', '--model', model, '--port', String(server.port)], /nobody can listen there/);
});
