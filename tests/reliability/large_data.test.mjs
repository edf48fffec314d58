// Memory of large data, scaled down to 20 MB of it: natively it may not grow faster than this, whatever else changes. The
// sizes themselves are in docs/performance.md.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, program, smallest, start } from '../cli/helpers.mjs';

const megabyte = 1_000_000;

/** Text of so many bytes, of 3,000 words with as many of each as chance has it, from a seed. */
function words(bytes, line) {
  let state = 1;
  const random = (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const word = () => (10_000 + random(1 + random(3000))).toString(36);
  const parts = [];
  for (let size = 0, number = 0; size < bytes; ++number) {
    parts.push(line(word, number));
    size += parts.at(-1).length;
  }
  return parts.join('');
}

const sentence = (word) => `${word()} ${word()} ${word()} ${word()}, ${word()} ${word()} ${word()} ${word()}.\n`;
const chat = (word, number) =>
  `${number === 0 ? '[' : ','}{"prompt": "${word()} ${word()} ${word()}?", "answer": "${word()} ${word()}."}\n`;

/** Trains until the first step is done. @return the most memory that it had by then, in bytes */
async function memoryOfFirstStep(t, data) {
  const args = ['train', ...data, ...smallest, '--recipe', 'classic', '--threads', '1', '--log', 'json', '--log-every', '1'];
  const child = start(t, [...args, '--save', 'model.json'], { cwd: folder(t) });
  let log = '';
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  for await (const text of child.stdout) {
    log += text;
    if (log.includes('"event":"step"')) break;
  }
  assert.match(log, /"event":"step"/, errors);
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
  child.kill('SIGKILL');
  return Number(kilobytes) * 1024;
}

if (process.platform === 'linux') {
  const size = 20 * megabyte;

  test('memory is little more than the data', async (t) => {
    const directory = folder(t);
    const facts = join(directory, 'facts.txt');
    writeFileSync(facts, words(size, sentence));
    const chats = join(directory, 'chats.json');
    writeFileSync(chats, `${words(size, chat)}]\n`);
    const few = join(directory, 'few.txt');
    writeFileSync(few, words(megabyte / 10, sentence));
    const least = await memoryOfFirstStep(t, ['--pretrain', few]);
    const of = async (use, file) => (await memoryOfFirstStep(t, [use, file]) - least) / size;
    const ofTexts = await of('--pretrain', facts);
    const ofChats = await of('--tune', chats);
    t.diagnostic(`bytes of memory for each of a file: ${ofTexts.toFixed(2)} of texts, ${ofChats.toFixed(2)} of chats`);
    assert.ok(ofTexts < 3.5, `${ofTexts} bytes for each of texts`);
    assert.ok(ofChats < 2.5, `${ofChats} bytes for each of chats`);
  });

  test('data that does not fit is one error that says what it needs', (t) => {
    const directory = folder(t);
    const data = join(directory, 'facts.txt');
    writeFileSync(data, words(4 * size, sentence));
    const args = ['train', '--pretrain', data, '--threads', '1', '--save', join(directory, 'model.json')];
    const result = spawnSync('prlimit', [`--data=${100 * megabyte}`, program, ...args], { encoding: 'utf8' });
    assert.equal(result.status, 1, result.stderr);
    assert.match(
      result.stderr,
      /^glassgpt: \S*facts\.txt: it needs about \d+ MB of memory, and this program can have \d+ MB; take a part of it, or [^\n]+\n$/,
    );
  });
}
