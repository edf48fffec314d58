// What a training run prints, compared with logs that were recorded: of the presets dev and release, whose bits are the
// same, and of sanitize, whose compiler fuses other products with sums. To record one again after a change that is
// meant to change it:
//   GLASSGPT_CLI=build/release/native/glassgpt RECORD=fused node --test tests/cli/golden.test.mjs
//   GLASSGPT_CLI=build/sanitize/native/glassgpt RECORD=sanitized node --test tests/cli/golden.test.mjs
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, facts, folder, output, smallest, write } from './helpers.mjs';

const recorded = (kind) => new URL(`../fixtures/golden/training_log.${kind}.jsonl`, import.meta.url);

/** The log without what differs from run to run, times, speeds and names of files, and what other tests look at. */
function masked(log) {
  return log
    .replace(/"(tokens_per_second|seconds_left)":[^,}]+/g, '"$1":0')
    .replace(/"data":\[.*?\],"parameters"/, '"parameters"')
    .replace(/"saving":\{[^}]*\},/, '')
    .replace(/"file":"[^"]*"/g, '"file":"model.json"');
}

/** Whether two JSON values are the same but for the last digits of their numbers. */
function alike(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-3 * Math.max(Math.abs(a), Math.abs(b));
  if (a === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  const keys = Object.keys(a);
  return keys.join() === Object.keys(b).join() && keys.every((key) => alike(a[key], b[key]));
}

test('the JSON log of two phases with validation is the one recorded', async (t) => {
  const directory = folder(t);
  const heldFacts = write(directory, 'held-facts.json', ['The sun is round.', 'A week has 12 months.']);
  const heldChats = write(directory, 'held-chats.json', [{ prompt: 'What is the sun?', answer: 'Cold ice.' }]);
  const args = ['train', '--pretrain', write(directory, 'facts.json', facts), '--pretrain-epochs', '4'];
  args.push('--tune', write(directory, 'chats.json', chats), '--tune-epochs', '60', '--validation', heldFacts, heldChats);
  args.push(...smallest, '--batch-size', '2', '--seed', '3');
  args.push('--save', join(directory, 'model.json'), '--log', 'json', '--log-every', '5');
  const log = masked(await output(t, args));
  if (process.env.RECORD) writeFileSync(recorded(process.env.RECORD), log);
  const [fused, sanitized] = ['fused', 'sanitized'].map((kind) => readFileSync(recorded(kind), 'utf8'));
  const linesOf = (text) => text.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(linesOf(log).length, linesOf(fused).length);
  linesOf(log).forEach((line, i) => assert.ok(alike(line, linesOf(fused)[i]), `line ${i + 1}: ${JSON.stringify(line)}`));
  // Processors of other kinds round the last bits otherwise.
  if (process.arch === 'x64' && log !== sanitized) assert.equal(log, fused);
});
