// What can go wrong around the program while it works, each of it cheaply: the scripts beside this file do more of it by
// name. It is to be said, and nothing is to be lost.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { events, facts, finished, folder, output, program, smallest, train, write } from '../cli/helpers.mjs';
import { killAndResume } from './kills.mjs';

test('a run that is killed five times ends with the same bits, and nothing saved is lost', async (t) => {
  const told = await killAndResume({ program, directory: folder(t), kills: 5, seed: 5, epochs: 100 });
  assert.equal(told.kills, 5);
  assert.ok(told.runs > 0);
});

if (process.platform === 'linux') {
  const limited = (limit, args, options) => spawnSync('prlimit', [limit, program, ...args], { encoding: 'utf8', ...options });

  test('a write that fails, each in turn, leaves the old file and nothing beside it', async (t) => {
    const directory = folder(t);
    const model = await train(t, directory, 'model.safetensors', '--epochs', '1');
    const small = join(directory, 'small.safetensors');
    await output(t, ['convert', '--model', model, '--to', small, '--drop-training']);
    const target = join(directory, 'target.safetensors');
    copyFileSync(model, target);
    const before = readFileSync(target);
    const names = readdirSync(directory).sort();
    const page = 4096;
    const pages = Math.ceil(statSync(small).size / page);
    assert.ok(pages > 30);
    for (let i = 0; i < pages; ++i) {
      const result = limited(`--fsize=${page * i}`, ['convert', '--model', small, '--to', target]);
      assert.equal(result.status, 1);
      assert.match(result.stderr, /^glassgpt: [^\n]*target\.safetensors: it cannot be written: File too large[^\n]*\n$/);
      assert.ok(readFileSync(target).equals(before));
      assert.deepEqual(readdirSync(directory).sort(), names);
    }
    assert.equal(limited(`--fsize=${page * pages}`, ['convert', '--model', small, '--to', target]).status, 0);
    assert.ok(readFileSync(target).equals(readFileSync(small)));
  });

  test('memory that is not enough is one clear error, wherever it ends', async (t) => {
    const directory = folder(t);
    const data = write(directory, 'facts.txt', `${facts.join('\n')}\n`.repeat(60));
    const large = ['--epochs', '1', '--dim', '256', '--hidden', '1024'];
    const model = join(directory, 'model.safetensors');
    await output(t, ['train', '--pretrain', write(directory, 'facts.json', facts), ...large, '--layers', '1', '--save', model]);
    const commands = [
      ['train', '--pretrain', data, ...large, '--save', 'new.json'],
      ['eval', '--model', model, '--data', join(directory, 'facts.json')],
      ['convert', '--model', model, '--to', 'other.json'],
    ];
    for (const args of commands) {
      let refused = 0;
      for (const megabytes of [30, 45, 60, 75]) {
        const cwd = folder(t);
        const result = limited(`--as=${megabytes << 20}`, args, { cwd });
        if (result.status === 0) break; // there was enough of it
        if (result.status === 127) continue; // not even for the libraries
        refused += 1;
        assert.equal(result.status, 1, result.stderr);
        const lines = result.stderr.trimEnd().split('\n');
        assert.match(lines.at(-1), /^glassgpt: .*memory/);
        assert.equal(lines.filter((line) => line.startsWith('glassgpt: ')).length, 1);
        // If it ended in the middle of training, nothing of that is lost.
        assert.deepEqual(readdirSync(cwd), /^Saved new\.json\.$/m.test(result.stderr) ? ['new.json'] : []);
      }
      assert.ok(refused > 0, args[0]);
    }
  });

  test('a folder that cannot be written any more loses no model', async (t) => {
    const directory = folder(t);
    const home = join(directory, 'home');
    const models = join(directory, 'models');
    for (const path of [home, models]) mkdirSync(path);
    const copy = join(directory, 'glassgpt');
    copyFileSync(program, copy);
    const data = write(directory, 'facts.json', facts);
    // Root may write everywhere: so it is somebody else who trains.
    const somebody = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
    for (const path of [directory, copy]) chmodSync(path, 0o755);
    if (somebody.uid) for (const path of [home, models]) chownSync(path, somebody.uid, somebody.gid);
    const target = join(models, 'model.json');
    const args = ['train', '--pretrain', data, ...smallest, '--epochs', '400', '--batch-size', '1', '--save', target];
    const child = spawn(copy, [...args, '--log', 'json', '--log-every', '1'], { cwd: home, ...somebody });
    await new Promise((done) => {
      child.stdout.once('data', () => done(child.stdout.pause()));
    });
    chmodSync(models, 0o555);
    const result = await finished(child);
    chmodSync(models, 0o755);
    assert.equal(result.code, 0, result.stderr);
    const log = result.stdout.trimEnd().split('\n').slice(-3).map((line) => JSON.parse(line));
    assert.deepEqual(log.map((it) => it.event), ['save_failed', 'save_failed', 'saved']);
    assert.match(log[0].message, /model\.json: it cannot be written: Permission denied/);
    assert.deepEqual([log[2].file, log[2].instead_of], ['model.json', target]);
    assert.ok(existsSync(join(home, 'model.json')));

    chmodSync(models, 0o555);
    const refused = spawnSync(copy, args, { cwd: home, encoding: 'utf8', ...somebody });
    chmodSync(models, 0o755);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^glassgpt: .*model\.json: it cannot be written: Permission denied; choose a folder[^\n]*\n$/);
  });

  test('a clock that is set back changes nothing', async (t) => {
    const [library] = ['x86_64', 'aarch64'].map((it) => `/usr/lib/${it}-linux-gnu/faketime/libfaketime.so.1`).filter(existsSync);
    assert.ok(library, 'the Debian package faketime is needed');
    const directory = folder(t);
    const clock = write(directory, 'clock', '2026-11-26 12:00:00\n');
    const env = { ...process.env, LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' };
    const target = join(directory, 'model.json');
    const args = ['train', '--pretrain', write(directory, 'facts.json', facts), ...smallest, '--epochs', '400', '--batch-size', '1'];
    const log = ['--log', 'json', '--log-every', '1'];
    const child = spawn(program, [...args, '--save', target, '--save-every', '0.001', ...log], { env });
    child.stdout.setEncoding('utf8');
    let head = '';
    await new Promise((done) => {
      child.stdout.on('data', function read(text) {
        head += text;
        if (!head.includes('"saved"')) return;
        child.stdout.off('data', read);
        child.stdout.pause();
        done();
      });
    });
    writeFileSync(clock, '2001-01-01 00:00:00\n');
    const result = await finished(child);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(result.stderr, '');
    const all = events(head + result.stdout);
    const before = events(head.slice(0, head.lastIndexOf('\n') + 1)).filter((it) => it.event === 'saved').length;
    const saved = all.filter((it) => it.event === 'saved');
    assert.ok(saved.length > before + 1, 'it is still saved on the way');
    for (const it of all) if ('seconds_left' in it) assert.ok(it.seconds_left >= 0 && it.seconds_left < 600, `${it.seconds_left}`);
    const whole = join(directory, 'whole.json');
    await output(t, [...args, '--save', whole]);
    assert.ok(readFileSync(target).equals(readFileSync(whole)));
  });
}
