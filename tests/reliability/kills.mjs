// Kills training with SIGKILL at random moments, while it saves too, and goes on from what was saved. After every kill
// the saved file is whole and no older than the log has said, and at most one unfinished file lies beside it; a run that
// comes to its end has the same bits as one that was never stopped. By name:
//   GLASSGPT_CLI=build/release/native/glassgpt node tests/reliability/kills.mjs [KILLS [SEED]]
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sizes = ['--dim', '64', '--hidden', '128', '--layers', '1', '--heads', '2', '--context', '24'];
/** Some milliseconds are between two saves on the way: saving takes much of the time. */
const often = ['--save-every', '0.00005'];
/** Longer than that no run lives, in milliseconds, so that most are killed. */
const longestLife = 300;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where the training of a file stands. The file has to be whole: its length is the one that its head tells. */
function stepsIn(file) {
  const bytes = readFileSync(file);
  const head = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, 8 + head));
  const end = Math.max(...Object.values(tensors).map((it) => it.data_offsets[1]));
  assert.equal(bytes.length, 8 + head + end);
  return JSON.parse(metadata.training).total_steps;
}

/** Runs the program until its end or the kill. @return its exit code, or null, and the steps that it said it saved */
function live(program, args, milliseconds) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  let log = '';
  let errors = '';
  child.stdout.on('data', (text) => (log += text));
  child.stderr.on('data', (text) => (errors += text));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      clearTimeout(timer);
      const lines = log.split('\n').slice(0, -1).map((line) => JSON.parse(line));
      const saved = lines.filter((it) => it.event === 'saved').map((it) => it.step);
      done({ code, errors, savedSteps: Math.max(0, ...saved) });
    });
  });
}

/** @return what happened: { kills, duringSaving, runs: those that came to their end } */
export async function killAndResume({ program, directory, kills, seed, epochs }) {
  const random = randomNumbers(seed);
  const facts = join(directory, 'facts.txt');
  writeFileSync(facts, 'The moon is round.\nThe sun is hot.\nIce is cold water.\nA week has 7 days.\n');
  const data = ['--pretrain', facts];
  const steps = 4 * epochs;
  const begin = ['train', ...data, ...sizes, '--epochs', String(epochs), '--batch-size', '1'];
  const reference = join(directory, 'whole.safetensors');
  const whole = spawnSync(program, [...begin, '--save-every', '0', '--save', reference], { encoding: 'utf8' });
  assert.equal(whole.status, 0, whole.stderr);

  const home = join(directory, 'run');
  const target = join(home, 'model.safetensors');
  const told = { kills: 0, duringSaving: 0, runs: 0 };
  const log = ['--log', 'json'];
  mkdirSync(home, { recursive: true });
  for (let savedSteps = 0; told.kills < kills || existsSync(target) || told.runs === 0; ) {
    const args = existsSync(target)
      ? ['train', ...data, '--resume', target, ...often, ...log]
      : [...begin, '--save', target, ...often, ...log];
    const life = await live(program, args, told.kills < kills ? longestLife * random() : 600_000);
    savedSteps = Math.max(savedSteps, life.savedSteps);
    if (savedSteps > 0) assert.ok(stepsIn(target) >= savedSteps, `step ${savedSteps} was saved, and is lost`);
    const beside = readdirSync(home).filter((name) => name !== 'model.safetensors');
    if (life.code === null) {
      told.kills += 1;
      assert.ok(beside.length === 0 || (beside.length === 1 && beside[0] === '.model.safetensors.tmp'), `${beside}`);
      told.duringSaving += beside.length;
    } else {
      assert.equal(life.code, 0, life.errors);
      assert.deepEqual(beside, []);
    }
    if (existsSync(target) && stepsIn(target) === steps) {
      assert.ok(readFileSync(target).equals(readFileSync(reference)), 'the bits are not those of a run never stopped');
      told.runs += 1;
      savedSteps = 0;
      rmSync(target);
    }
  }
  return told;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);
  const directory = mkdtempSync(join(tmpdir(), 'glassgpt-kills-'));
  const told = await killAndResume({ program: process.env.GLASSGPT_CLI, directory, kills, seed, epochs: 400 });
  rmSync(directory, { recursive: true });
  console.log(`${told.kills} kills, ${told.duringSaving} of them while saving; nothing saved was lost,`);
  console.log(`and ${told.runs} runs came to their end with the bits of one that was never stopped`);
}
