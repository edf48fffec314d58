// That whatever takes long says so: a line at least every ten seconds where no terminal shows a bar. The waiting is done
// by pipes that nobody writes into and by signals, all at the same time.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { events, facts, finished, folder, program, run, smallest, start, write, yesModel } from './helpers.mjs';

if (process.platform === 'linux') {
  const longerThanSilence = 8800;

  /** Makes a pipe in the place of a file, and a shell that writes into it as a script says: for as long as the test. */
  function pipe(t, path, script, ...args) {
    assert.equal(spawnSync('mkfifo', [path]).status, 0);
    const writer = spawn('sh', ['-c', `{ ${script}; } > "$0"`, path, ...args], { stdio: 'ignore' });
    t.after(() => writer.kill('SIGKILL'));
    return path;
  }

  /** A pipe that stands still for a while in the middle of its text. */
  const slowFile = (t, directory, name, text) =>
    pipe(t, join(directory, name), `printf '%s\\n' "$1"; sleep ${longerThanSilence / 1000}; printf '%s\\n' "$1"`, text);

  const train = (data, directory, ...more) => [
    'train', '--pretrain', data, ...smallest, '--epochs', '1', '--save', join(directory, 'model.json'), ...more,
  ];

  test('reading says that it goes on', { concurrency: true }, async (t) => {
    await Promise.all([
      t.test('in lines of text', async (t) => {
        const directory = folder(t);
        const data = slowFile(t, directory, 'slow.txt', facts[0]);
        const result = await run(t, train(data, directory));
        assert.equal(result.code, 0, result.stderr);
        assert.match(result.stderr, /^reading {3}.*slow\.txt: 0:0[89] so far$/m);
      }),
      t.test('in JSON', async (t) => {
        const directory = folder(t);
        const data = slowFile(t, directory, 'slow.txt', facts[0]);
        const result = await run(t, train(data, directory, '--log', 'json'));
        assert.equal(result.code, 0, result.stderr);
        const [{ seconds, ...progress }, start] = events(result.stdout);
        assert.deepEqual(progress, { event: 'progress', activity: 'reading', file: data });
        assert.ok(seconds >= 7 && seconds < 20, `${seconds}`);
        assert.equal(start.event, 'start');
      }),
      t.test('of a model and of the data to measure it on', async (t) => {
        const directory = folder(t);
        const model = slowFile(t, directory, 'yes.json', JSON.stringify(yesModel));
        const chat = run(t, ['chat', '--model', model], { input: 'Why?\n' });
        const data = slowFile(t, directory, 'slow.txt', 'Yes, sure.');
        const measured = run(t, ['eval', '--model', write(directory, 'model.json', yesModel), '--data', data]);
        assert.match((await chat).stderr, /^reading {3}.*yes\.json: 0:0[89] so far$/m);
        assert.match((await measured).stderr, /^reading {3}.*slow\.txt: 0:0[89] so far$/m);
      }),
      t.test('and so does training within an epoch, in both logs', async (t) => {
        const directory = folder(t);
        const data = join(directory, 'many.txt');
        writeFileSync(data, `${facts.join('\n')}\n`.repeat(20_000));
        const stopAWhile = async (place, more, begun) => {
          const child = start(t, train(data, place, '--batch-size', '1', ...more));
          const end = finished(child);
          let log = '';
          const read = new Promise((done) => {
            for (const stream of [child.stdout, child.stderr]) {
              stream.on('data', (text) => {
                log += text;
                if (begun.test(log)) done();
              });
            }
          });
          await read;
          child.kill('SIGSTOP');
          await wait(longerThanSilence);
          child.kill('SIGCONT');
          while (!/"progress"|\(step \d+ of 100,?000\)/.test(log) && child.exitCode === null) await wait(20);
          child.kill('SIGINT');
          await end;
          return log;
        };
        const [text, json] = await Promise.all([
          stopAWhile(directory, [], /^saving /m),
          stopAWhile(folder(t), ['--log', 'json'], /"start"/),
        ]);
        assert.match(text, /^pretrain {2}1\/1 {2}loss .* \(step [\d,]+ of 100,?000\)$/m);
        const progress = events(json.slice(0, json.lastIndexOf('\n') + 1)).find((it) => it.event === 'progress');
        assert.equal(progress.activity, 'training');
        assert.ok(progress.step >= 0);
      }),
    ]);
  });

  test('a terminal sees after a second what is being read', async (t) => {
    const directory = folder(t);
    pipe(t, join(directory, 'slow.txt'), 'sleep 2; echo "The moon is round."');
    const command = `stty cols 70; exec "$GLASSGPT_CLI" train --pretrain slow.txt --epochs 1 ${smallest.join(' ')} --save m.json`;
    const env = { ...process.env, GLASSGPT_CLI: program, SHELL: '/bin/sh', TERM: 'xterm' };
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: directory, env });
    t.after(() => child.kill('SIGKILL'));
    const result = await finished(child);
    assert.equal(result.code, 0, result.stdout);
    assert.match(result.stdout, /\rreading slow\.txt  0:01/);
    assert.match(result.stdout, /\r +\rdata {6}slow\.txt/); // and the line is taken away again
  });
}
