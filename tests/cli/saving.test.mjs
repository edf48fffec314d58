// Saving, so that no work is lost: what is refused before training, what is saved on the way, where else a model goes.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  chats, events, facts, fails, finished, folder, output, program, run, smallest, start, train, withoutCoverage, write,
  yesModel,
} from './helpers.mjs';

const dataOf = (directory) => ['--pretrain', write(directory, 'facts.json', facts), '--tune', write(directory, 'chats.json', chats)];
const hidden = (directory) => readdirSync(directory).filter((name) => name.includes('.tmp'));
const isModel = (path) => JSON.parse(readFileSync(path, 'utf8')).format === 'glassgpt';

/** Often enough that a short run is saved on the way, after every step. */
const often = ['--save-every', '0.000001'];

test('no data file of the run is replaced, by whatever name', async (t) => {
  const directory = folder(t);
  const data = write(directory, 'facts.json', facts);
  const before = readFileSync(data, 'utf8');
  linkSync(data, join(directory, 'hard.json'));
  const save = (name, ...more) => ['train', '--pretrain', data, ...more, '--save', join(directory, name)];
  await fails(t, 2, save('facts.json'), /facts\.json: it is the data that is read; choose another file/);
  await fails(t, 2, save('./facts.json'), /it is the data/);
  await fails(t, 2, save('hard.json'), /hard\.json: it is the data that is read as .*facts\.json/);
  const chat = write(directory, 'chats.json', chats);
  await fails(t, 2, save('chats.json', '--tune', chat), /chats\.json: it is the data/);
  await fails(t, 2, save('chats.json', '--validation', chat), /chats\.json: it is the data/);
  if (process.platform !== 'win32') {
    symlinkSync(data, join(directory, 'soft.json'));
    await fails(t, 2, save('soft.json'), /soft\.json: it is the data/);
  }
  assert.equal(readFileSync(data, 'utf8'), before);
  assert.deepEqual(hidden(directory), []);
});

test('a file that is no model is never replaced; an empty one, and any model, may be', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'trained.safetensors', '--epochs', '1');
  const others = {
    'notes.json': 'not even JSON', 'package.json': '{"name": "x", "version": "1"}', 'list.json': '["a"]',
    'other.safetensors': Buffer.from('\x02\0\0\0\0\0\0\0{}', 'latin1'), 'blank.json': '\n',
  };
  const runs = (target) => [
    ['train', ...dataOf(directory), '--save', target],
    ['convert', '--model', model, '--to', target],
    ['--save', target],
  ];
  for (const [name, content] of Object.entries(others)) {
    const target = write(directory, name, content);
    for (const args of runs(target)) await fails(t, 2, args, /what is there is no GlassGPT model/, /choose another name/);
    assert.deepEqual(readFileSync(target), Buffer.from(content));
  }
  // Fields in another order than GlassGPT writes them, far from the beginning.
  const { tensors, ...head } = yesModel;
  for (const content of ['', yesModel, { tensors, ...head }]) {
    const target = write(directory, 'target.json', content);
    await output(t, ['convert', '--model', model, '--to', target]);
    assert.ok(statSync(target).size > 100_000);
  }
  await output(t, ['train', ...dataOf(directory), '--epochs', '1', '--init', model, '--save', model]);
});

test('capitals in a name make no difference: a model may end in .JSON', async (t) => {
  const directory = folder(t);
  const model = await train(t, directory, 'MODEL.JSON', '--epochs', '1');
  assert.ok(isModel(model));
  await output(t, ['convert', '--model', model, '--to', join(directory, 'Model.SafeTensors')]);
  assert.equal(readFileSync(join(directory, 'Model.SafeTensors')).subarray(8, 9).toString(), '{');
});

test('a run is saved on the way, with all that resuming needs', async (t) => {
  const directory = folder(t);
  const target = join(directory, 'model.safetensors');
  const args = ['train', ...dataOf(directory), ...smallest, '--epochs', '3', '--batch-size', '2'];
  const log = events(await output(t, [...args, '--save', target, ...often, '--log', 'json']));
  const saved = log.filter((it) => it.event === 'saved');
  assert.equal(log[0].total_steps, 15);
  const steps = Array.from({ length: 15 }, (_, i) => i + 1);
  assert.deepEqual(saved.map((it) => [it.file, it.step, it.automatic]), steps.map((step) => [target, step, step < 15]));

  const whole = readFileSync(await train(t, directory, 'whole.safetensors', '--epochs', '3', '--batch-size', '2', '--save-every', '0'));
  assert.ok(readFileSync(target).equals(whole));
  assert.deepEqual(readdirSync(directory).sort(), ['chats.json', 'facts.json', 'model.safetensors', 'whole.safetensors']);
});

test('what a run saves on the way replaces no other model before the run is done', async (t) => {
  const directory = folder(t);
  const target = write(directory, 'model.json', yesModel);
  const args = ['train', ...dataOf(directory), ...smallest, '--epochs', '2', '--save', target];
  const log = events(await output(t, [...args, ...often, '--log', 'json']));
  const aside = join(directory, 'model-2.json');
  assert.deepEqual(log[0].saving, { file: target, unfinished: aside, every_minutes: 0.000001 });
  const files = log.filter((it) => it.event === 'saved').map((it) => it.file);
  assert.deepEqual(files, [aside, aside, aside, target]);
  assert.deepEqual(log.at(-1), { event: 'removed', file: aside });
  assert.ok(!existsSync(aside));
  assert.equal(JSON.parse(readFileSync(target, 'utf8')).config.embedding_dim, 64);

  const text = await run(t, [...args, ...often]);
  assert.match(text.stderr, /^saving {4}to .*model\.json at the end, in place of the model that is there\n {10}every .* minutes, and when stopped, to .*model-2\.json$/m);
  assert.match(text.stderr, /^saved {5}.*model-2\.json, after step 1$/m);
  assert.match(text.stderr, /^Removed .*model-2\.json, which was saved on the way\.$/m);
});

test('the default command saves on the way, and its finished model takes that place', async (t) => {
  const directory = folder(t);
  const result = await run(t, ['--epochs', '1', ...smallest.slice(0, -2), '--save-every', '0.001'], { cwd: directory });
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /^saving {4}every 0\.001 minutes to glassgpt\.safetensors$/m);
  assert.match(result.stderr, /^Saved glassgpt\.safetensors\.$/m);
  assert.doesNotMatch(result.stderr, /goes when you leave/);
  assert.deepEqual(readdirSync(directory), ['glassgpt.safetensors']);
  const args = ['--resume', 'glassgpt.safetensors'];
  const complete = await run(t, args, { cwd: directory });
  assert.equal(complete.code, 2);
  assert.match(complete.stderr, /its training is complete/);
  const more = await run(t, [...args, '--epochs', '2'], { cwd: directory });
  assert.match(more.stderr, /change nothing but the epochs|pre-training is over/);
});

/** Waits for a line of the log that a pattern matches, and from then on reads no more, so that the program waits. */
function hold(child, pattern) {
  let head = '';
  return new Promise((done) => {
    child.stdout.on('data', function read(text) {
      head += text;
      if (!pattern.test(head)) return;
      child.stdout.off('data', read);
      child.stdout.pause();
      done(head);
    });
  });
}

/** Starts a run that is soon held at its log, before it is done. */
async function startAndHold(t, directory, target, more = [], options = {}) {
  const log = ['--log', 'json', '--log-every', '1'];
  const args = ['train', ...dataOf(directory), ...smallest, '--epochs', '200', '--batch-size', '1', '--save', target];
  const child = start(t, [...args, ...log, ...more], options);
  child.stdin.end();
  return { child, head: await hold(child, /"step":3,/) };
}

test('what another program writes to the target meanwhile stays', async (t) => {
  const directory = folder(t);
  const target = join(directory, 'model.json');
  const { child, head } = await startAndHold(t, directory, target);
  writeFileSync(target, JSON.stringify(yesModel));
  const result = await finished(child);
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stderr, /^warning: .*model\.json: another program has written it since; it stays, and .*model-2\.json is taken\n$/);
  assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), yesModel);
  assert.equal(events(head + result.stdout).at(-1).file, join(directory, 'model-2.json'));
  assert.ok(isModel(join(directory, 'model-2.json')));
});

test('unfinished files of broken-off saving are cleared, those of other names are not', async (t) => {
  const directory = folder(t);
  const old = new Date(Date.now() - 3_600_000);
  const left = ['.model.json.tmp', '.model-2.json.tmp', 'model.json.tmp-4711', 'model-3.json.tmp-12'];
  const kept = ['model.json.tmp-new', '.models.json.tmp', 'model.json.tmp', '.model.safetensors.tmp', 'x-model.json.tmp-1'];
  for (const name of [...left, ...kept]) {
    write(directory, name, 'x'.repeat(1000));
    utimesSync(join(directory, name), old, old);
  }
  write(directory, 'model.json.tmp-99', 'of a program that may still be writing it');
  const args = ['train', ...dataOf(directory), ...smallest, '--epochs', '1', '--save', join(directory, 'model.json')];
  const result = await run(t, args);
  assert.equal(result.code, 0);
  assert.match(result.stderr, /^note: removed 4 unfinished files \(4\.0 KB\) that broken-off saving had left beside model\.json$/m);
  assert.deepEqual(readdirSync(directory).sort(), [...kept, 'model.json.tmp-99', 'chats.json', 'facts.json', 'model.json'].sort());
});

if (process.platform === 'linux') {
  /** Runs something while another process has the lock on a file, as a program that is saving has. */
  const withLock = (t, path, seconds) => {
    const child = spawn('flock', [path, 'sh', '-c', `echo locked; exec sleep ${seconds}`]);
    t.after(() => child.kill('SIGKILL'));
    return new Promise((done) => child.stdout.once('data', () => done(child)));
  };

  test('a program waits while another one is saving to the same file', async (t) => {
    const directory = folder(t);
    const model = write(directory, 'yes.json', yesModel);
    const target = join(directory, 'copy.json');
    await withLock(t, join(directory, '.copy.json.tmp'), 1);
    await output(t, ['convert', '--model', model, '--to', target]);
    assert.ok(isModel(target));
    assert.deepEqual(hidden(directory), []);
    await withLock(t, join(directory, '.copy.json.tmp'), 60);
    await fails(t, 2, ['convert', '--model', model, '--to', target], /copy\.json: another program is saving it right now/);
    assert.deepEqual(hidden(directory), ['.copy.json.tmp']);
  });

  /** From now on the process can write no file beyond so many bytes. */
  const limitFiles = (child, bytes) => {
    const result = spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`], { encoding: 'utf8' });
    assert.equal(result.status, 0, result.stderr);
  };

  test('room is looked for before training', async (t) => {
    const directory = folder(t);
    for (const name of ['model.json', 'model.safetensors']) {
      const target = join(directory, name);
      const args = ['train', ...dataOf(directory), ...smallest, '--epochs', '1', '--save', target];
      const limited = (bytes) => {
        const script = `exec prlimit --fsize=${bytes} "$0" "$@"`;
        const child = spawn('sh', ['-c', script, program, ...args], { env: { ...process.env, ...withoutCoverage(t) } });
        child.stdin.end();
        return finished(child);
      };
      const result = await limited(100_000);
      assert.equal(result.code, 1);
      const [, number, unit] = result.stderr.match(
        /^glassgpt: .*: there is room for 100 KB only, and a file of this model has about ([\d.]+) (.)B; make room[^\n]*\n$/,
      );
      const size = number * { K: 1e3, M: 1e6 }[unit];
      assert.ok(!existsSync(target));
      await output(t, args);
      const real = statSync(target).size;
      assert.ok(real <= size && size <= 1.4 * real, `${real} against ${size}`);
      rmSync(target);
      const tight = await limited(Math.round(1.5 * size));
      assert.equal(tight.code, 0);
      assert.match(tight.stderr, /^warning: .*saving on the way may fail, so make room$/m);
    }
  });

  test('saving on the way that fails is a warning, and training goes on', async (t) => {
    const directory = folder(t);
    const target = join(directory, 'model.json');
    const { child, head } = await startAndHold(t, directory, target, ['--save-every', '0.0005']);
    limitFiles(child, 1000);
    let log = '';
    child.stdout.on('data', function read(text) {
      log += text;
      if (!log.includes('save_failed')) return;
      child.stdout.off('data', read);
      limitFiles(child, 100_000_000);
    });
    const result = await finished(child);
    assert.equal(result.code, 0, result.stderr);
    const all = events(head + log + result.stdout.slice(result.stdout.startsWith(log) ? log.length : 0));
    const failed = all.find((it) => it.event === 'save_failed');
    assert.match(failed.message, /model\.json: it cannot be written: File too large/);
    assert.ok(failed.automatic);
    assert.deepEqual({ ...all.at(-1), step: 0 }, { event: 'saved', file: target, step: 0, automatic: false });
    assert.ok(isModel(target));
    assert.deepEqual(hidden(directory), []);
  });

  test('a model that cannot be saved where it belongs is saved where it can be', async (t) => {
    const directory = folder(t);
    mkdirSync(join(directory, 'models'));
    const target = join(directory, 'models', 'model.json');
    const { child } = await startAndHold(t, directory, target, [], { cwd: directory });
    rmSync(join(directory, 'models'), { recursive: true });
    const result = await finished(child);
    assert.equal(result.code, 0, result.stderr);
    const log = result.stdout.trimEnd().split('\n').slice(-3).map((line) => JSON.parse(line));
    assert.deepEqual(log.map((it) => it.event), ['save_failed', 'save_failed', 'saved']);
    assert.match(log[0].message, /model\.json: it cannot be written: No such file or directory/);
    assert.deepEqual(log[2], { event: 'saved', file: 'model.json', step: 1600, automatic: false, instead_of: target });
    assert.ok(isModel(join(directory, 'model.json')));
  });

  test('the model is lost only if it can be saved nowhere, and then that is said', async (t) => {
    const directory = folder(t);
    const { child } = await startAndHold(t, directory, join(directory, 'model.json'), [], { env: withoutCoverage(t) });
    limitFiles(child, 1000);
    const result = await finished(child);
    assert.equal(result.code, 1);
    assert.match(result.stderr, /^glassgpt: .*model\.json: it could not be saved, neither there nor in another folder[^\n]*\n$/);
    assert.deepEqual(readdirSync(directory).sort(), ['chats.json', 'facts.json']);
  });
}

if (process.platform !== 'win32') {
  test('Ctrl-C does not replace another model either', async (t) => {
    const directory = folder(t);
    const target = write(directory, 'model.json', yesModel);
    const { child, head } = await startAndHold(t, directory, target);
    child.kill('SIGINT');
    const result = await finished(child);
    assert.equal(result.code, 130);
    assert.equal(events(head + result.stdout).at(-1).file, join(directory, 'model-2.json'));
    assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), yesModel);
  });

  test('a killed run goes on from what was saved on the way, to the same bits', async (t) => {
    const directory = folder(t);
    const target = join(directory, 'model.safetensors');
    const { child } = await startAndHold(t, directory, target, often);
    child.kill('SIGKILL');
    await finished(child);
    await output(t, ['train', ...dataOf(directory), '--resume', target]);
    const whole = await train(t, directory, 'whole.safetensors', '--epochs', '200', '--batch-size', '1');
    assert.ok(readFileSync(target).equals(readFileSync(whole)));
    assert.deepEqual(hidden(directory), []);
  });
}
