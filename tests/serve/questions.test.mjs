// Questions as people type them, of a model that has learned some. Not under sanitizers, under which it would learn for long.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { german, output } from '../cli/helpers.mjs';
import { asks, chat, folder, serve, write } from './helpers.mjs';

test('questions without their mark are tried out beside all others, and read as alone', async (t) => {
  const model = join(folder(t), 'german.safetensors');
  const data = write(folder(t), 'german.json', german);
  await output(t, ['train', '--tune', data, '--save', model, '--dim', '64', '--layers', '2', '--seed', '1', '--log', 'json']);
  const server = await serve(t, model, { args: ['--threads', '2'] });
  const questions = german.map(({ prompt }) => prompt).flatMap((prompt) => [prompt, prompt.replace('?', '')]);
  const alone = await output(t, ['chat', '--model', model], { input: `${questions.join('\n')}\n` });
  const together = await Promise.all([...questions, ...questions].map((question) => chat(server, asks(question))));
  const texts = together.map((reply) => reply.choices[0].message.content);
  for (const [i, question] of questions.entries()) {
    assert.equal(texts[i], texts[i + questions.length], question);
    assert.ok(alone.includes(`${texts[i]}\n`), `${question}: ${texts[i]}`);
  }
  const notes = together.filter((reply) => reply.glassgpt.notes.some((note) => note.includes('read with "?"')));
  assert.ok(notes.length > 0);
  const { usage } = await chat(server, asks(questions[1], { max_tokens: 2 }));
  assert.equal(usage.completion_tokens, 2); // none of those tried out
});
