// What people have: OpenAI's packages, curl, and Prometheus.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { serve, yesModel } from './helpers.mjs';

const call = promisify(execFile);
const key = 'k'.repeat(24);
const withKey = { env: { GLASSGPT_API_KEYS: key } };

test("OpenAI's package for Python, and Prometheus' parser", async (t) => {
  const server = await serve(t, yesModel, withKey);
  const python = resolve('build/serve-tools/bin/python');
  const { stdout, stderr } = await call(python, ['tests/serve/clients.py', server.address, key]);
  assert.deepEqual([stdout, stderr], ['', '']);
});

test("OpenAI's package for JavaScript", async (t) => {
  const server = await serve(t, yesModel, withKey);
  const client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: key, maxRetries: 0 });
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  assert.deepEqual(models, ['tiny']);

  const messages = [{ role: 'user', content: 'Why?' }];
  const answer = await client.chat.completions.create({ model: 'tiny', messages, logprobs: true, seed: 1 });
  assert.equal(answer.choices[0].message.content, 'Yes, sure.');
  assert.equal(answer.choices[0].logprobs.content.length, 4);
  let text = '';
  for await (const chunk of await client.chat.completions.create({ model: 'tiny', messages, stream: true })) {
    text += chunk.choices[0].delta.content ?? '';
  }
  assert.equal(text, 'Yes, sure.');
  const runner = client.chat.completions.stream({ model: 'tiny', messages });
  assert.equal((await runner.finalChatCompletion()).choices[0].message.content, 'Yes, sure.');

  const completion = await client.completions.create({ model: 'tiny', prompt: 'Yes' });
  assert.deepEqual([completion.choices[0].text, completion.usage.total_tokens], [', sure.', 4]);
  await assert.rejects(client.completions.create({ model: 'other', prompt: '' }), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.deepEqual([error.code, error.param], ['model_not_found', 'model']);
    return true;
  });
  const stranger = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'nobody', maxRetries: 0 });
  await assert.rejects(stranger.models.retrieve('tiny'), OpenAI.AuthenticationError);
});

test('curl', async (t) => {
  const server = await serve(t, yesModel, withKey);
  const json = ['-H', 'Content-Type: application/json', '-H', `Authorization: Bearer ${key}`];
  const ask = async (path, body) => (await call('curl', ['-sSN', ...json, server.address + path, '-d', JSON.stringify(body)])).stdout;
  assert.equal(JSON.parse(await ask('/v1/completions', { prompt: 'Yes' })).choices[0].text, ', sure.');
  assert.match(await ask('/v1/completions', { prompt: 'Yes', stream: true }), /^data: \{[^]*\n\ndata: \[DONE\]\n\n$/);
  const { stdout } = await call('curl', ['-sS', '-I', `${server.address}/health`]);
  assert.match(stdout, /^HTTP\/1\.1 200 OK\r\n/);
});
