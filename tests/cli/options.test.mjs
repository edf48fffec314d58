// Options stand once in the core; here is whether all that show them show the same: the help, the page and docs/cli.md.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, facts, fails, folder, output, smallest, write } from './helpers.mjs';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Each flag of a command's help, with the words that stand beside it. */
async function helpOf(t, command) {
  const text = await output(t, [...command, '--help']);
  const entries = text.split(/^  (?=-)/m).slice(1);
  return new Map(
    entries.map((entry) => [/--[a-z0-9-]+/.exec(entry)[0], entry.split(/\n\n/)[0].replace(/\s+/g, ' ')]),
  );
}

test("the page's ranges and defaults are the program's", async (t) => {
  const page = JSON.parse(read('web/src/options.json'));
  const [train, generate] = [await helpOf(t, ['train']), await helpOf(t, ['generate'])];
  const tables = [
    [train, '--', page.sizes],
    [train, '--', page.tokenizer],
    [train, '--pretrain-', page.pretrain],
    [train, '--tune-', page.tune],
    [train, '--', page.training],
    [generate, '--', page.generation],
  ];
  let ranges = 0;
  for (const [help, prefix, table] of tables) {
    for (const { flag, least, most, whole, choices, default: standard } of Object.values(table)) {
      const shown = help.get(prefix + flag);
      assert.ok(shown !== undefined, `${prefix}${flag} is not in the help`);
      if (choices !== undefined) assert.ok(shown.includes(` ${choices.join('|')} `), shown);
      if (least === undefined || flag === 'seed') continue;
      const [, kind, from, to, otherwise] = /^\S+ (N|X) .*\((\S+) to (\S+); default (.*)\)/.exec(shown);
      assert.deepEqual([kind === 'N', Number(from), Number(to)], [whole, least, most], shown);
      if (!/recipe|--epochs/.test(otherwise)) assert.equal(Number(otherwise), standard, shown);
      ranges += 1;
    }
  }
  assert.equal(ranges, 20);
});

test('docs/cli.md names every flag that there is, and no other', async (t) => {
  const documented = new Set(read('docs/cli.md').match(/--[a-z][a-z0-9-]*/g));
  const commands = [[], ...['train', 'chat', 'generate', 'eval', 'inspect', 'convert', 'serve'].map((name) => [name])];
  const flags = new Set();
  for (const command of commands) for (const flag of (await helpOf(t, command)).keys()) flags.add(flag);
  assert.deepEqual([...documented].sort(), [...flags].sort());
});

test("Adam's constants can be chosen, are kept in the file, and hold for a resumed run", async (t) => {
  const directory = folder(t);
  const save = join(directory, 'model.json');
  const data = ['--pretrain', write(directory, 'facts.json', facts), '--tune', write(directory, 'chats.json', chats)];
  const train = (...more) => output(t, ['train', ...data, '--log', 'json', ...more]);
  const options = () => JSON.parse(readFileSync(save, 'utf8')).training.options;
  const run = [...smallest, '--epochs', '2', '--save', save];

  const plain = JSON.parse((await train(...run)).split('\n')[0]);
  assert.ok(!('beta1' in plain) && !('beta1' in options()), 'what nobody chose is left out');
  assert.ok(!('epsilon' in plain) && !('epsilon' in options()));
  const usual = readFileSync(save, 'utf8');

  const chosen = ['--beta1', '0.8', '--beta2', '0.95', '--epsilon', '0.001'];
  const start = JSON.parse((await train(...run, ...chosen)).split('\n')[0]);
  assert.deepEqual([start.beta1, start.beta2, start.epsilon], [0.8, 0.95, 0.001]);
  assert.deepEqual([options().beta1, options().beta2, options().epsilon], [0.8, 0.95, 0.001]);
  assert.notEqual(readFileSync(save, 'utf8'), usual);

  await fails(t, 2, ['train', ...data, '--resume', save, '--beta1', '0.9'], /--beta1 is 0\.9, but this file has 0\.8/);
  await train('--resume', save, '--tune-epochs', '3', '--beta1', '0.8');
  assert.equal(options().beta1, 0.8);
});

test('a model with another activation keeps it in its file, and goes on with it', async (t) => {
  const directory = folder(t);
  const save = join(directory, 'model.json');
  const data = ['--pretrain', write(directory, 'facts.json', facts)];
  const read = () => JSON.parse(readFileSync(save, 'utf8'));
  const train = (...more) => output(t, ['train', ...data, '--epochs', '2', '--save', save, '--log', 'json', ...more]);

  await train(...smallest);
  const relu = read();
  assert.ok(!('activation' in relu.config), 'the default is left out');
  const [start] = (await train(...smallest, '--activation', 'gelu')).split('\n');
  assert.equal(JSON.parse(start).config.activation, 'gelu');
  const gelu = read();
  assert.equal(gelu.config.activation, 'gelu');
  assert.notDeepEqual(gelu.tensors['blocks.0.ffn.w1'], relu.tensors['blocks.0.ffn.w1']);

  const init = ['train', ...data, '--init', save, '--epochs', '1', '--save', join(directory, 'next.json')];
  await fails(t, 2, [...init, '--activation', 'relu'], /--activation is relu, but this file has gelu/);
  await output(t, init);
  assert.equal(JSON.parse(readFileSync(join(directory, 'next.json'), 'utf8')).config.activation, 'gelu');
});
