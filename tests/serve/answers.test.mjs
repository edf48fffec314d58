import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../cli/helpers.mjs';
import {
  asks, chat, chunksOf, complete, countingModel, diceModel, post, replyOf, serve, write, folder, yesModel,
} from './helpers.mjs';

test('a text is gone on with, and a question answered', async (t) => {
  const server = await serve(t, yesModel);
  const text = await complete(server, { model: 'tiny', prompt: 'Yes' });
  assert.deepEqual(text.choices, [{ index: 0, text: ', sure.', logprobs: null, finish_reason: 'stop' }]);
  assert.deepEqual(text.usage, { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 });
  assert.deepEqual([text.object, text.model], ['text_completion', 'tiny']);
  assert.match(text.id, /^cmpl-/);

  const answer = await chat(server, asks('Why?'));
  const message = { role: 'assistant', content: 'Yes, sure.', refusal: null };
  assert.deepEqual(answer.choices, [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]);
  assert.deepEqual([answer.object, answer.usage.prompt_tokens], ['chat.completion', 6]); // User : Why ? Assistant :
  assert.equal(answer.glassgpt.confidence.guess, false);
});

test('of a conversation the last message is asked, in parts or whole', async (t) => {
  const server = await serve(t, yesModel);
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Nobody?' },
    { role: 'assistant', content: 'Nobody.' },
    { role: 'user', content: [{ type: 'text', text: 'Wh' }, { type: 'text', text: 'y?' }] },
  ];
  const { choices, usage, glassgpt } = await chat(server, { messages });
  assert.equal(choices[0].message.content, 'Yes, sure.');
  assert.deepEqual([usage.prompt_tokens, glassgpt.unknown], [6, []]);
});

test('an unknown word is said in the reply, and the answer is a guess', async (t) => {
  const server = await serve(t, yesModel);
  const { glassgpt } = await chat(server, asks('Why nobody?'));
  assert.deepEqual(glassgpt.unknown, ['nobody']);
  assert.equal(glassgpt.confidence.guess, true);
  assert.match(glassgpt.notes[0], /does not know "nobody"/);
});

test('answers end at the most tokens and before stop texts', async (t) => {
  const server = await serve(t, countingModel);
  const choice = async (more) => (await complete(server, { prompt: 'one', ...more })).choices[0];
  assert.deepEqual(await choice({ max_tokens: 4 }), {
    index: 0, text: ' two three one two', logprobs: null, finish_reason: 'length',
  });
  assert.equal((await choice({})).text.trim().split(' ').length, 80);
  assert.deepEqual(await choice({ stop: 'three' }), { index: 0, text: ' two ', logprobs: null, finish_reason: 'stop' });
  assert.equal((await choice({ stop: ['never', 'e o'] })).text, ' two thre');
  assert.equal((await choice({ max_tokens: 2, stop: 'three one' })).text, ' two three'); // held back, and given at the end
  assert.deepEqual(await choice({ max_tokens: 2, stop: 'three' }), {
    index: 0, text: ' two ', logprobs: null, finish_reason: 'stop', // both at the same token
  });
});

test('the same seed gives the same text as alone, and other seeds others', async (t) => {
  const server = await serve(t, diceModel);
  const text = async (seed) =>
    (await complete(server, { prompt: 'one', temperature: 1, max_tokens: 20, seed })).choices[0].text;
  const args = ['generate', '--model', server.file, '--prompt', 'one', '--max-tokens', '20', '--temperature', '1'];
  for (const seed of [1, 2, 9007199254740991]) {
    const alone = await run(t, [...args, '--seed', String(seed)]);
    assert.equal((await text(seed)).trim(), alone.stdout.trim());
  }
  const several = await Promise.all([undefined, undefined, undefined, undefined].map(text));
  assert.ok(new Set(several).size > 1); // four alike would be one chance in 5^20 or so
});

test('log-probabilities are those of the model', async (t) => {
  const server = await serve(t, diceModel);
  const likely = -Math.log(5);
  const near = (value) => assert.ok(Math.abs(value - likely) < 1e-5, `${value}`);
  const text = (await complete(server, { prompt: 'one', temperature: 1, seed: 1, max_tokens: 3, logprobs: 5 })).choices[0];
  const { tokens, token_logprobs, top_logprobs, text_offset } = text.logprobs;
  assert.equal(tokens.join(''), text.text);
  token_logprobs.forEach(near);
  assert.equal(top_logprobs.length, tokens.length);
  Object.values(top_logprobs[0]).forEach(near);
  assert.equal(Object.keys(top_logprobs[0]).length, 5);
  tokens.forEach((token, i) => assert.equal(text_offset[i], tokens.slice(0, i).join('').length));

  const answer = (await chat(server, asks('one', { temperature: 1, seed: 1, max_tokens: 1, logprobs: true, top_logprobs: 2 })))
    .choices[0];
  const [token] = answer.logprobs.content;
  near(token.logprob);
  assert.equal(token.top_logprobs.length, 2);
  assert.deepEqual(token.bytes, [...Buffer.from(token.token)]);
});

test('a stream is the whole in parts', async (t) => {
  const server = await serve(t, countingModel);
  const request = { prompt: 'one', max_tokens: 5, stream: true, stream_options: { include_usage: true } };
  const chunks = await chunksOf(await post(server, '/v1/completions', request));
  const { usage, choices } = chunks.pop();
  assert.deepEqual([usage.completion_tokens, choices], [5, []]);
  assert.ok(chunks.every((chunk) => chunk.usage === null && chunk.object === 'text_completion'));
  assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(''), ' two three one two three');
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'length');

  const spoken = await chunksOf(await post(server, '/v1/chat/completions', asks('one', { max_tokens: 2, stream: true })));
  assert.deepEqual(spoken[0].choices[0].delta, { role: 'assistant', content: '' });
  assert.equal(new Set(spoken.map((chunk) => chunk.id)).size, 1);
  assert.ok(spoken.every((chunk) => chunk.object === 'chat.completion.chunk'));
  assert.equal(spoken.at(-1).choices[0].finish_reason, 'length');
  assert.deepEqual(spoken.at(-1).choices[0].delta, {});
});

test('32 at the same time each get the text that they get alone', async (t) => {
  const server = await serve(t, diceModel);
  const request = (i) => ({
    prompt: 'one two three '.repeat(i % 9), temperature: i % 3, seed: i, max_tokens: 10 + 7 * (i % 5), logprobs: 2,
  });
  const numbers = [...Array(32).keys()];
  const together = await Promise.all(numbers.map((i) => complete(server, request(i))));
  for (const i of numbers) {
    const alone = await complete(server, request(i));
    assert.deepEqual(together[i].choices, alone.choices);
    assert.deepEqual(together[i].usage, alone.usage);
  }
});

test('models, health, readiness and what HTTP asks for besides', async (t) => {
  const server = await serve(t, yesModel);
  const get = (path, options) => fetch(server.address + path, options);
  const { data } = await replyOf(await get('/v1/models'));
  assert.deepEqual(data.map(({ id, object }) => [id, object]), [['tiny', 'model']]);
  assert.deepEqual(await replyOf(await get('/v1/models/tiny')), data[0]);
  assert.equal((await replyOf(await get('/v1/models/%C3%A4'), 404)).error.code, 'model_not_found');
  assert.equal((await replyOf(await get('/health'))).status, 'ok');
  assert.equal((await replyOf(await get('/ready'))).status, 'ready');

  const head = await get('/v1/models', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.ok(Number(head.headers.get('content-length')) > 0);
  assert.equal(await head.text(), '');
  const options = await get('/v1/completions', { method: 'OPTIONS' });
  assert.deepEqual([options.status, options.headers.get('allow')], [204, 'POST, OPTIONS']);
  const wrong = await get('/v1/completions');
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST, OPTIONS']);
  assert.equal((await get('/nothing')).status, 404);
  assert.equal((await get('/', { headers: { 'X-Request-Id': 'mine-1' } })).headers.get('x-request-id'), 'mine-1');
  assert.equal(wrong.headers.get('access-control-allow-origin'), null);
});

test('pages of the origin that is allowed may ask', async (t) => {
  const server = await serve(t, yesModel, { args: ['--allow-origin', 'https://example.org'] });
  const origin = async (name) =>
    (await post(server, '/v1/completions', { prompt: 'Yes' }, { headers: { Origin: name } })).headers.get(
      'access-control-allow-origin',
    );
  assert.equal(await origin('https://example.org'), 'https://example.org');
  assert.equal(await origin('https://elsewhere.example'), null);
});

test('a broken model is one line', async (t) => {
  const model = write(folder(t), 'broken.json', '{"format": "glassgpt"');
  const result = await run(t, ['serve', '--model', model, '--port', '0']);
  assert.equal(result.code, 2);
  assert.match(result.stderr, /^glassgpt: [^\n]*broken\.json[^\n]*\n$/);
});
