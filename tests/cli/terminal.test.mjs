// The program at a terminal, which `script` plays on Linux: prompts and the progress bar, seen only there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { facts, finished, folder, program, smallest, write, yesModel } from './helpers.mjs';

/** Starts the program at a terminal of so many columns; its exit code is that of `script`. */
function startAtTerminal(t, directory, columns, args) {
  const command = `stty cols ${columns}; exec "$GLASSGPT_CLI" ${args.map((arg) => `'${arg}'`).join(' ')}`;
  const env = { ...process.env, GLASSGPT_CLI: program, SHELL: '/bin/sh', TERM: 'xterm' };
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: directory, env });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** Types each text, or what a function returns, once its cue has appeared after the cue before. Resolves to the end. */
function type(child, ...cuesAndTexts) {
  let seen = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    seen += text;
    while (cuesAndTexts.length > 0 && seen.includes(cuesAndTexts[0])) {
      seen = seen.slice(seen.indexOf(cuesAndTexts[0]) + cuesAndTexts[0].length);
      cuesAndTexts.shift();
      const text = cuesAndTexts.shift();
      child.stdin.write(typeof text === 'function' ? text() : text);
    }
  });
  return finished(child);
}

const endOfInput = '\x04';
const controlC = '\x03';

if (process.platform === 'linux') {
  test('chat asks again until the end of input', async (t) => {
    const directory = folder(t);
    const child = startAtTerminal(t, directory, 80, ['chat', '--model', write(directory, 'yes.json', yesModel)]);
    const result = await type(child, '\n> ', 'Why?\n', 'sure.\r\n', '', '\r\n\r\n> ', '\n', '\n> ', endOfInput);
    assert.equal(result.code, 0);
    assert.equal(result.stdout.match(/\n> /g).length, 3);
    assert.match(result.stdout, /\/quit/);
    assert.match(result.stdout, /\r\nYes, sure\.\r\n  lowest probability (0\.99|1\.00), mean (0\.99|1\.00)\r\n\r\n> /);
  });

  test('a question that cannot be read is said to be one, and the next one asked', async (t) => {
    const directory = folder(t);
    const child = startAtTerminal(t, directory, 80, ['chat', '--model', write(directory, 'yes.json', yesModel)]);
    const bad = Buffer.from([0x57, 0xff, 0x0a]);
    const result = await type(child, '\n> ', bad, '\n> ', 'Why?\n', 'sure.', '/quit\n');
    assert.equal(result.code, 0);
    assert.match(result.stdout, /note: .*UTF-8.*\r\n/);
  });

  test('Ctrl-C leaves the chat with 130', async (t) => {
    const directory = folder(t);
    const child = startAtTerminal(t, directory, 80, ['chat', '--model', write(directory, 'yes.json', yesModel)]);
    const result = await type(child, '\n> ', controlC);
    assert.equal(result.code, 130);
    assert.match(result.stdout, /> \^C\r\n$/);
  });

  test('training shows a bar that fits, and few lines beside it', async (t) => {
    const directory = folder(t);
    const data = write(directory, 'facts.json', facts);
    const train = ['train', '--pretrain', data, ...smallest, '--epochs', '50', '--save', 'model.json'];
    const wholeBar = /^pretrain +\d+\/50 \[=*>? *\] +\d+%  loss \d\.\d{4}  [\d,]+ tokens\/s  0:\d\d left *$/;
    for (const columns of [100, 50, 20]) {
      const result = await finished(startAtTerminal(t, directory, columns, train));
      assert.equal(result.code, 0, result.stdout);
      assert.equal(result.stdout.match(/^pretrain +\d+\/50 +loss \d\.\d{4}  gradient/gm).length, 10);
      const drawn = result.stdout.match(/\rpretrain [^\r\n]*/g).map((line) => line.slice(1));
      const bars = drawn.filter((line) => !line.includes('gradient'));
      assert.ok(bars.length > 0);
      for (const bar of bars) {
        assert.match(bar, columns === 100 ? wholeBar : /^pretrain /);
        assert.ok([...bar].length < columns, bar);
      }
    }
  });

  test('Ctrl-C at a terminal saves', async (t) => {
    const directory = folder(t);
    const data = write(directory, 'facts.json', facts);
    const train = ['train', '--pretrain', data, ...smallest, '--epochs', '100000', '--save', 'model.json'];
    const result = await type(startAtTerminal(t, directory, 80, train), '%', controlC);
    assert.equal(result.code, 130);
    assert.match(result.stdout, /Interrupted after step \d+ of 100,000; --resume goes on from there\.\r\n/);
    assert.match(result.stdout, /Saved model\.json\.\r\n/);
    assert.ok(existsSync(join(directory, 'model.json')));
  });

  test('a model that cannot be saved stays in memory until a person has said where to', async (t) => {
    const directory = folder(t);
    const models = join(directory, 'models');
    const data = write(directory, 'facts.json', facts);
    const train = ['train', '--pretrain', data, ...smallest, '--epochs', '100000', '--save', 'models/model.json'];
    const begin = () => {
      mkdirSync(models);
      return startAtTerminal(t, directory, 80, train);
    };
    const lose = () => {
      rmSync(models, { recursive: true });
      return controlC;
    };
    const make = () => {
      mkdirSync(models);
      return '\n';
    };
    const again = await type(begin(), '%', lose, 'Ctrl-C gives it up.', '\n', 'Ctrl-C gives it up.', make);
    assert.equal(again.code, 130);
    assert.match(again.stdout, /warning: models\/model\.json: it cannot be written: No such file or directory/);
    assert.match(again.stdout, /\nSaved models\/model\.json\.\r\n$/);
    assert.ok(existsSync(join(models, 'model.json')));
    rmSync(models, { recursive: true });

    const cue = 'Ctrl-C gives it up.';
    const other = await type(begin(), '%', lose, cue, 'nowhere/m.json\n', 'there is no folder', 'facts.json\n', 'no GlassGPT model',
      'other.safetensors\n');
    assert.equal(other.code, 130);
    assert.match(other.stdout, /\nSaved other\.safetensors in place of models\/model\.json: move it[^\n]*\n$/);
    assert.ok(existsSync(join(directory, 'other.safetensors')));

    const left = await type(begin(), '%', lose, cue, endOfInput);
    assert.equal(left.code, 130);
    assert.match(left.stdout, /\nSaved model\.json in place of models\/model\.json: move it[^\n]*\n$/);
  });
}
