import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fails, folder, output, write } from './helpers.mjs';

const commands = ['train', 'chat', 'generate', 'eval', 'inspect', 'convert', 'check-result'];

test('the help lists every command, and shows an example', async (t) => {
  const help = await output(t, ['--help']);
  for (const command of commands) assert.match(help, new RegExp(`^  ${command} `, 'm'));
  assert.match(help, /Examples:\n  glassgpt\n/);
});

for (const command of commands) {
  test(`${command} --help shows an example of it, in 80 columns`, async (t) => {
    const help = await output(t, [command, '--help']);
    assert.match(help, new RegExp(`^Usage: glassgpt ${command} `, 'm'));
    assert.match(help, new RegExp(`Examples?:\n  (echo .* )?glassgpt ${command} (--|result\\.json)`));
    for (const line of help.split('\n')) assert.ok(line.length <= 80, line);
  });
}

test('the help of train gives ranges and defaults', async (t) => {
  const help = (await output(t, ['train', '--help'])).replace(/\s+/g, ' ');
  for (const text of [
    'Longest context in tokens (1 to 512; default 80)',
    "Width of a token's vector (64 to 1024; default 128)",
    'Width of the feed-forward nets (128 to 4096; default 256)',
    'Blocks (1 to 12; default 3)',
    'Learning rate of pre-training (0.00001 to 0.01; default by recipe)',
    'Learning rate of tuning (0.00001 to 0.01; default by recipe)',
    'glassgpt.safetensors',
    '--schedule constant|linear|cosine The learning rate stays, or falls to 0 in each phase along a line or half a ' +
      'cosine (default by recipe)',
    '--recipe auto|classic How to train unless options say otherwise: as suits data and sizes, or as ever (default auto)',
    '--beta2 X How much of the mean of squared gradients Adam keeps a step (0.5 to 0.9999; default by recipe)',
    "--loss answers|all Of tuning: counts the answers' tokens alone, or the prompts' too (default by recipe)",
    '--stop learned|epochs Tuning: once the questions are answered right, or after all epochs (default by recipe)',
    '--validation-share X Share of the data to hold out of training and measure instead (0 to 0.5; default 0)',
  ]) {
    assert.ok(help.includes(text), text);
  }
});

test('--version prints one line', async (t) => {
  assert.match(await output(t, ['--version']), /^glassgpt \d+\.\d+\.\d+\n$/);
});

test('bad usage is one line with where to read on, and exit code 2', async (t) => {
  await fails(t, 2, ['dance'], /dance/, /see glassgpt --help/);
  await fails(t, 2, ['--dance'], /--dance/, /see glassgpt --help/);
  await fails(t, 2, ['train', '--dance'], /--dance/, /see glassgpt train --help/);
  await fails(t, 2, ['chat'], /--model is required/, /see glassgpt chat --help/);
  await fails(t, 2, ['generate', '--model', 'a.json'], /--prompt is required/, /see glassgpt generate --help/);
  await fails(t, 2, ['eval', '--model', 'a.json'], /--data is required/);
  await fails(t, 2, ['inspect', '--prompt', 'a'], /--model is required/);
  await fails(t, 2, ['convert', '--model', 'a.json'], /--to is required/);
  await fails(t, 2, ['convert', '--model'], /--model/, /see glassgpt convert --help/);
  await fails(t, 2, ['--epochs', '1', 'chat', '--model', 'a.json'], /--epochs/, /after the command/);
});

test('train without data says what to give', async (t) => {
  await fails(t, 2, ['train'], /--pretrain or --tune/);
});

const outOfRange = [
  ['--dim', '63', '64 to 1024'],
  ['--dim', '1025', '64 to 1024'],
  ['--dim', 'wide', '64 to 1024'],
  ['--dim', '64.5', '64 to 1024'],
  ['--hidden', '127', '128 to 4096'],
  ['--layers', '0', '1 to 12'],
  ['--layers', '13', '1 to 12'],
  ['--heads', '0', '1 to 1024'],
  ['--context', '513', '1 to 512'],
  ['--epochs', '-1', '0 to 100000'],
  ['--pretrain-epochs', '100001', '0 to 100000'],
  ['--tune-epochs', '1e9', '0 to 100000'],
  ['--pretrain-lr', '0.02', '0.00001 to 0.01'],
  ['--tune-lr', 'nan', '0.00001 to 0.01'],
  ['--tune-lr', '0', '0.00001 to 0.01'],
  ['--batch-size', '0', '1 to 4096'],
  ['--clip-norm', '-1', '0 to 1000000'],
  ['--seed', '9007199254740992', '0 to 9007199254740991'],
  ['--log', 'xml', 'text or json'],
  ['--schedule', 'step', 'constant, linear or cosine'],
  ['--warmup-steps', '-1', '0 to 1000000'],
  ['--warmup-steps', '1.5', '0 to 1000000'],
  ['--beta2', '0.4', '0.5 to 0.9999'],
  ['--beta2', '1', '0.5 to 0.9999'],
  ['--recipe', 'best', 'auto or classic'],
  ['--loss', 'prompts', 'answers or all'],
  ['--stop', 'never', 'learned or epochs'],
  ['--validation-share', '0.6', '0 to 0.5'],
  ['--validation-share', 'nan', '0 to 0.5'],
];

for (const [option, value, range] of outOfRange) {
  test(`train ${option} ${value} names the option and what is possible`, async (t) => {
    await fails(t, 2, ['train', '--pretrain', 'facts.json', option, value], new RegExp(`${option}: .*${range}`));
  });
}

for (const [option, value, range] of [
  ['--max-tokens', '0', '1 to 100000'],
  ['--temperature', '-0.1', '0 to 100'],
  ['--temperature', 'inf', '0 to 100'],
  ['--top-k', '-1', '0 to 10000'],
  ['--top-p', '0', '0.001 to 1'],
  ['--top-p', '1.1', '0.001 to 1'],
]) {
  test(`generate ${option} ${value} names the option and what is possible`, async (t) => {
    const args = ['generate', '--model', 'a.json', '--prompt', 'a', option, value];
    await fails(t, 2, args, new RegExp(`${option}: .*${range}`));
  });
}

test('heads that do not divide the width are named with it', async (t) => {
  const facts = write(folder(t), 'facts.json', ['A fact.']);
  const target = join(folder(t), 'model.json');
  const args = ['train', '--pretrain', facts, '--save', target, '--dim', '64', '--heads', '3'];
  await fails(t, 2, args, /--heads: 3 does not divide --dim 64/);
});

test('--validation and --validation-share exclude each other', async (t) => {
  const args = ['train', '--tune', 'a.json', '--validation', 'b.json', '--validation-share', '0.1'];
  await fails(t, 2, args, /--validation excludes --validation-share/);
});

test('--init and --resume exclude each other', async (t) => {
  await fails(t, 2, ['train', '--tune', 'a.json', '--init', 'b.json', '--resume', 'c.json'], /--init excludes --resume/);
});
