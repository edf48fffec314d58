// Fills the disk at every write in turn, on a small file system of the memory's own. Whatever the write that finds no
// room: it is said, what was saved before is unchanged, nothing is left beside it, and a run goes on or finds another
// place for its model. By name, on Linux, as root or where users may have namespaces:
//   GLASSGPT_CLI=build/release/native/glassgpt node tests/reliability/disk.mjs
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.GLASSGPT_CLI;
const sizes = ['--dim', '64', '--hidden', '128', '--layers', '1', '--heads', '2', '--context', '24'];

/** Runs this file again where it may mount a file system. @return whether this is that run */
function mayMount() {
  if (process.env.GLASSGPT_DISK) return true;
  const rights = process.getuid() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
  const env = { ...process.env, GLASSGPT_DISK: mkdtempSync(join(tmpdir(), 'glassgpt-disk-')) };
  const result = spawnSync('unshare', [...rights, process.execPath, process.argv[1]], { env, stdio: 'inherit' });
  rmSync(env.GLASSGPT_DISK, { recursive: true });
  process.exitCode = result.status ?? 1;
  return false;
}

/** Leaves so many pages of the disk free. */
function fill(disk, pages) {
  const filler = join(disk, 'filler');
  rmSync(filler, { force: true });
  const { bsize, bavail } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(Math.max(bavail - pages, 0) * bsize));
  assert.equal(statfsSync(disk).bavail, pages);
}

/** Converts a model onto the disk with 0, 1, 2 … pages free, until they are enough. @return how often it failed */
function convertAtEveryWrite(disk, model) {
  const target = join(disk, 'target.safetensors');
  for (let pages = 0; ; ++pages) {
    rmSync(join(disk, 'filler'), { force: true });
    writeFileSync(target, readFileSync(model));
    const before = readFileSync(target);
    fill(disk, pages);
    const result = spawnSync(program, ['convert', '--model', model, '--to', target], { encoding: 'utf8' });
    assert.deepEqual(readdirSync(disk).sort(), ['filler', 'target.safetensors']);
    assert.ok(readFileSync(target).equals(before));
    if (result.status === 0) return pages;
    assert.match(result.stderr, /^glassgpt: [^\n]*target\.safetensors: it cannot be written: No space left on device[^\n]*\n$/);
    // Making a file may fail before training, where it is bad usage of that folder.
    assert.ok(result.status === 1 || (result.status === 2 && pages === 0), `${result.status}`);
  }
}

/** Trains, and fills the disk once the run is under way. @return what became of its model */
function trainAndFill(disk, home, data, pages) {
  const target = join(disk, 'model.safetensors');
  rmSync(join(disk, 'filler'), { force: true });
  rmSync(target, { force: true });
  const args = ['train', '--pretrain', data, ...sizes, '--epochs', '300', '--batch-size', '1', '--save', target];
  const child = spawn(program, [...args, '--save-every', '0.0005', '--log', 'json', '--log-every', '1'], { cwd: home });
  let log = '';
  let filled = false;
  let savedBefore = 0;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    log += text;
    if (filled || !log.includes('"saved"')) return;
    filled = true;
    savedBefore = statSync(target).size;
    fill(disk, pages);
  });
  return new Promise((done) => {
    child.on('close', (code) => {
      assert.equal(code, 0);
      const events = log.trimEnd().split('\n').map((line) => JSON.parse(line));
      const failed = events.filter((it) => it.event === 'save_failed');
      for (const it of failed) assert.match(it.message, /No space left on device/);
      assert.deepEqual(readdirSync(disk).sort(), ['filler', 'model.safetensors']);
      assert.equal(statSync(target).size, savedBefore); // the last that had room, whole
      const { file } = events.findLast((it) => it.event === 'saved');
      assert.ok(existsSync(join(home, file)));
      rmSync(join(home, file));
      done({ failed: failed.length, elsewhere: file !== target });
    });
  });
}

if (mayMount()) {
  const home = process.env.GLASSGPT_DISK;
  const disk = join(home, 'disk');
  const work = join(home, 'work');
  for (const folder of [disk, work]) mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { encoding: 'utf8' });
  assert.equal(mounted.status, 0, mounted.stderr);
  const data = join(work, 'facts.txt');
  writeFileSync(data, 'The moon is round.\nThe sun is hot.\nIce is cold water.\nA week has 7 days.\n');
  const model = join(work, 'model.safetensors');
  const trained = spawnSync(program, ['train', '--pretrain', data, ...sizes, '--epochs', '1', '--save', model]);
  assert.equal(trained.status, 0);
  const writes = convertAtEveryWrite(disk, model);
  console.log(`${writes} times a disk was full in the middle of a file, at each of its ${writes} pages`);
  rmSync(join(disk, 'target.safetensors'));
  rmSync(model);
  let failed = 0;
  const runs = Math.ceil(writes / 7);
  for (let pages = 0; pages < writes; pages += 7) {
    const run = await trainAndFill(disk, work, data, pages);
    assert.ok(run.elsewhere && run.failed > 0);
    failed += run.failed;
  }
  console.log(`${runs} runs went on while ${failed} saves failed, and found another place for their model`);
}
