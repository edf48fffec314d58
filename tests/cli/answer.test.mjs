import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { chainModel, fails, finished, folder, output, program, run, write, yesModel } from './helpers.mjs';

/** Counts for ever: one two three one two three … */
const countingModel = chainModel(['<unk>', '</s>', 'one', 'two', 'three'], { one: 'two', two: 'three', three: 'one' });

test('generate prints the continuation alone', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const result = await run(t, ['generate', '--model', model, '--prompt', 'Yes']);
  assert.deepEqual(result, { code: 0, signal: null, stdout: ', sure.\n', stderr: '' });
  assert.equal(await output(t, ['generate', '--model', model, '--prompt', 'sure']), '.\n');
  assert.equal(await output(t, ['generate', '--model', model, '--prompt', '.']), '\n');
});

test('generate --chat asks the prompt as a question', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  assert.equal(await output(t, ['generate', '--model', model, '--prompt', 'Why?', '--chat']), 'Yes, sure.\n');
});

test('generate ends at --max-tokens, 80 by default, and goes on past the context', async (t) => {
  const model = write(folder(t), 'counting.json', countingModel);
  const generate = async (...more) => output(t, ['generate', '--model', model, '--prompt', 'one', ...more]);
  assert.equal(await generate('--max-tokens', '4'), 'two three one two\n');
  const words = (await generate()).trim().split(' ');
  assert.equal(words.length, 80);
  words.forEach((word, i) => assert.equal(word, ['two', 'three', 'one'][i % 3]));
});

test('an empty, an unknown and a long prompt each come with a note', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const noted = async (prompt) => {
    const result = await run(t, ['generate', '--model', model, '--prompt', prompt, '--max-tokens', '1']);
    assert.equal(result.code, 0);
    assert.match(result.stderr, /^note: [^\n]+\n$/);
    return result.stderr;
  };
  assert.match(await noted(''), /empty/);
  assert.match(await noted('Nobody knows'), /knows none of these words/);
  assert.match(await noted('Yes Nobody Yes'), /"Nobody"/);
  assert.match(await noted('Yes '.repeat(40)), /last 16 tokens/);
});

test('a prompt may look like an option or a list', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  for (const prompt of ['--help', '-1', '[Yes]', '[Yes,Yes]', '{}']) {
    const result = await run(t, ['generate', '--model', model, '--prompt', prompt, '--max-tokens', '1']);
    assert.equal(result.code, 0, result.stderr);
  }
  assert.equal(await output(t, ['generate', '--model', model, '--prompt', '[sure,Yes']), ', sure.\n');
});

test('the same seed chooses the same tokens', async (t) => {
  // All five tokens are equally likely, so that each of 30 choices is a throw of a die.
  const dice = chainModel(['<unk>', '</s>', 'one', 'two', 'three']);
  const model = write(folder(t), 'dice.json', dice);
  const generate = (...more) => output(t, ['generate', '--model', model, '--prompt', 'one', ...more]);
  const throws = async (seed) => {
    const texts = [];
    for (let i = 0; i < 6; ++i) texts.push(await generate('--temperature', '1', '--seed', String(seed + i)));
    return texts.join('');
  };
  assert.equal(await throws(1), await throws(1));
  assert.notEqual(await throws(1), await throws(100));
});

test('top-k 1 and a tiny top-p are greedy at any temperature', async (t) => {
  const model = write(folder(t), 'counting.json', countingModel);
  for (const only of [['--top-k', '1'], ['--top-p', '0.001']]) {
    const args = ['generate', '--model', model, '--prompt', 'one', '--max-tokens', '3', '--temperature', '100', ...only];
    assert.equal(await output(t, args), 'two three one\n');
  }
});

test('chat answers line by line until the end of input', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const chat = (input) => run(t, ['chat', '--model', model], { input });
  const twice = await chat('Why?\n\n   \nWhy?');
  assert.deepEqual(twice, { code: 0, signal: null, stdout: 'Yes, sure.\nYes, sure.\n', stderr: '' });
  assert.equal((await chat('Why?\n/quit\nWhy?\n')).stdout, 'Yes, sure.\n');
  assert.equal((await chat('')).stdout, '');
  const unknown = await chat('Who?\n');
  assert.equal(unknown.stdout, 'Yes, sure.\n');
  assert.match(unknown.stderr, /^note: .*"Who"/);
});

test('a question that is not UTF-8 is bad input: one error, in its own line, and the others are answered', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const input = Buffer.from('Why?\n\n  W\xff?\nWhy?\n', 'latin1');
  const result = await run(t, ['chat', '--model', model], { input });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /^glassgpt: standard input, line 3: the text is not valid UTF-8 at byte 4; [^\n]*\n$/);
  assert.equal(result.stdout, 'Yes, sure.\n\nYes, sure.\n');

  const json = await run(t, ['chat', '--model', model, '--json'], { input });
  assert.equal(json.code, 2);
  assert.equal(json.stderr, '');
  const lines = json.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((line) => line.text), ['Yes, sure.', undefined, 'Yes, sure.']);
  assert.equal(lines[1].prompt, 'W\ufffd?');
  assert.match(lines[1].error, /^standard input, line 3: the text is not valid UTF-8 at byte 4/);
});

if (process.platform !== 'win32') {
  test('a prompt that is not UTF-8 is placed as it was given', async (t) => {
    const model = write(folder(t), 'yes.json', yesModel);
    for (const command of ['generate', 'inspect']) {
      // A shell can give a program bytes that are no text.
      const script = `exec "$0" ${command} --model "$1" --chat --prompt "$(printf 'W\\377?')"`;
      const child = spawn('sh', ['-c', script, program, model]);
      child.stdin.end();
      const result = await finished(child);
      assert.equal(result.code, 2);
      assert.match(result.stderr, /^glassgpt: --prompt: the text is not valid UTF-8 at byte 2; [^\n]*\n$/);
    }
  });
}

test('no token can command the terminal', async (t) => {
  // ESC, as a C0 control, and CSI, as a C1 control.
  const tokens = ['<unk>', '</s>', 'say', '\u001bc', 'a\u009b31m'];
  const evil = chainModel(tokens, { say: '\u001bc', '\u001bc': 'a\u009b31m', 'a\u009b31m': '</s>' });
  const model = write(folder(t), 'evil.json', evil);
  assert.equal(await output(t, ['generate', '--model', model, '--prompt', 'say']), '\ufffdc a\ufffd31m\n');
  for (const more of [[], ['--json']]) {
    const text = await output(t, ['inspect', '--model', model, '--prompt', 'say \u001bc', ...more]);
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
  const note = await run(t, ['generate', '--model', model, '--prompt', 'say \u001bd']);
  assert.match(note.stderr, /"\\x1Bd"/);
  assert.doesNotMatch(note.stderr, /\u001b/);
  await fails(t, 2, ['generate', '--model', 'no\u001bfile', '--prompt', 'a'], /no\ufffdfile/);
});

/** Answers as yesModel does, but holds "fine" for as likely as "sure". */
const waveringModel = chainModel(
  ['<unk>', '</s>', 'User', ':', 'Assistant', 'Why', '?', 'Yes', ',', 'sure', '.', 'fine'],
  { ':': 'Yes', Yes: ',', ',': 'sure', sure: '.', '.': '</s>' },
);
{
  const { tokens } = waveringModel.tokenizer;
  const row = tokens.indexOf(',') * tokens.length;
  const weights = waveringModel.tensors.output_projection.data;
  // Of equally likely tokens the first is taken.
  weights[row + tokens.indexOf('fine')] = weights[row + tokens.indexOf('sure')];
}

test('a guess is told with its probabilities and why', async (t) => {
  const directory = folder(t);
  const sure = write(directory, 'yes.json', yesModel);
  const wavering = write(directory, 'wavering.json', waveringModel);
  const ask = (model, ...more) => run(t, ['generate', '--model', model, '--chat', '--prompt', ...more]);
  assert.equal((await ask(sure, 'Why?')).stderr, '');
  const guess = await ask(wavering, 'Why?');
  // Yes , sure . </s>: of five tokens one has a half, the others 1, up to the last digit.
  const words = 'This is a guess: the model was not sure of a word';
  assert.match(guess.stderr, new RegExp(`^note: ${words} \\(lowest probability 0\\.(49|50), mean 0\\.(89|90)\\)\\.\n$`));
  assert.equal(guess.stdout, 'Yes, sure.\n');
  const unknown = await ask(sure, 'Who?');
  assert.match(unknown.stderr, /^note: .*"Who".*\nnote: This is a guess: a word of the question is unknown \(lowest probability (0\.99|1\.00), /);
  const chat = await run(t, ['chat', '--model', wavering], { input: 'Why?\nWhy?\n' });
  assert.equal(chat.stdout, 'Yes, sure.\nYes, sure.\n');
  assert.equal(chat.stderr, guess.stderr + guess.stderr);
  // A continuation that answers nothing is no guess.
  assert.equal((await run(t, ['generate', '--model', wavering, '--prompt', 'Yes'])).stderr, '');
});

test('generate --json is one object with how sure the model was', async (t) => {
  const directory = folder(t);
  const generate = async (model, ...more) => {
    const file = write(directory, 'model.json', model);
    const result = await run(t, ['generate', '--model', file, '--json', '--prompt', ...more]);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(result.stderr, '');
    assert.match(result.stdout, /^[^\n]+\n$/);
    return JSON.parse(result.stdout);
  };
  const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-3, `${actual} is not ${expected}`);
  const answer = await generate(waveringModel, 'Why?', '--chat');
  assert.deepEqual(Object.keys(answer), ['text', 'confidence', 'end', 'unknown', 'notes']);
  assert.equal(answer.text, 'Yes, sure.');
  near(answer.confidence.lowest, 0.5);
  near(answer.confidence.mean, 0.9);
  assert.equal(answer.confidence.guess, true);
  assert.equal(answer.end, 'end_token');
  assert.deepEqual([answer.unknown, answer.notes], [[], []]);
  const counted = await generate(countingModel, 'one', '--max-tokens', '3');
  assert.deepEqual([counted.text, counted.end, counted.confidence.guess], ['two three one', 'max_tokens', false]);
  const unknown = await generate(yesModel, 'Who or what?', '--chat');
  assert.deepEqual(unknown.unknown, ['Who', 'or', 'what']);
  assert.equal(unknown.notes.length, 1);
  assert.match(unknown.notes[0], /"Who", "or" and "what"/);
  assert.equal(unknown.confidence.guess, true);
  assert.ok(unknown.confidence.lowest > 0.9);
});

test('chat --json is an object a line', async (t) => {
  const model = write(folder(t), 'yes.json', yesModel);
  const result = await run(t, ['chat', '--model', model, '--json'], { input: 'Why?\n\n Wé? \n/quit\nWhy?\n' });
  assert.equal(result.code, 0);
  assert.equal(result.stderr, '');
  assert.doesNotMatch(result.stdout, /[^\n -~]/);
  const lines = result.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((it) => [it.prompt, it.text, it.confidence.guess, it.unknown]), [
    ['Why?', 'Yes, sure.', false, []],
    ['Wé?', 'Yes, sure.', true, ['Wé']],
  ]);
  assert.deepEqual(Object.keys(lines[0]), ['prompt', 'text', 'confidence', 'end', 'unknown', 'notes']);
});
