// What the tests of several ranks share: starting them, on this machine or on several that are namespaces, and a run whose
// steps have four shards.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { finished, write } from '../cli/helpers.mjs';

if (!process.env.GLASSGPT_MPI) throw new Error('GLASSGPT_MPI has to name the program for several machines');
export const program = resolve(process.env.GLASSGPT_MPI);
const network = fileURLToPath(new URL('network.py', import.meta.url));

// mpirun gives its ranks one second from SIGTERM to SIGKILL, which is short where other tests run beside.
const env = { ...process.env, OMPI_MCA_odls_base_sigkill_timeout: '3' };

/** Starts a command; what it started is ended with the test if it is still there. */
function start(t, command, args) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGTERM'));
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

const onHere = ['--allow-run-as-root', '--oversubscribe'];

/** Starts so many ranks on this machine. */
export const startRanks = (t, ranks, args) => start(t, 'mpirun', [...onHere, '-n', String(ranks), program, ...args]);

/** Runs so many ranks on this machine to their end. */
export const runRanks = (t, ranks, args) => finished(startRanks(t, ranks, args));

/** Runs two ranks with other arguments each. */
export const runTwo = (t, first, second) =>
  finished(start(t, 'mpirun', [...onHere, '-n', '1', program, ...first, ':', '-n', '1', program, ...second]));

/** Starts a rank on each of some machines, with a network between them as network.py's options say. */
export const startMachines = (t, options, args) => start(t, 'python3', [network, ...options, program, ...args]);

/** The process of a rank that mpirun has started. */
export function processOf(mpirun, rank) {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(mpirun.pid)], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.trim())
    .map(Number)
    .find((pid) => readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`\0OMPI_COMM_WORLD_RANK=${rank}\0`));
}

/** Waits until a program has printed that. */
export function untilPrinted(child, what) {
  return new Promise((done, failed) => {
    let text = '';
    child.on('close', () => failed(new Error(`it ended before it printed ${what}: ${text}`)));
    child.stdout.on('data', function read(more) {
      text += more;
      if (!text.includes(what)) return;
      child.stdout.off('data', read);
      child.stdout.resume();
      done();
    });
  });
}

/** Waits until a program has written on standard error what the pattern matches, and returns it. */
export function untilSaid(child, pattern) {
  return new Promise((done, failed) => {
    let text = '';
    child.on('close', () => failed(new Error(`it ended, having said: ${text}`)));
    child.stderr.on('data', (more) => {
      text += more;
      if (pattern.test(text)) done(text);
    });
  });
}

/** The steps that the run in a model file has behind it. */
export function stepsDone(file) {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
  return JSON.parse(header.__metadata__.training).total_steps;
}

const words = Array.from({ length: 40 }, (_, i) => `word${i}`);

/** Arguments of a run with so many steps an epoch, the last of which is small. */
export const stepsAnEpoch = 4;
export function training(directory) {
  const line = (i) => Array.from({ length: 31 }, (_, k) => words[(i * 7 + k * (1 + (i % 5))) % words.length]).join(' ');
  const texts = Array.from({ length: 3 * 64 + 5 }, (_, i) => line(i));
  const sizes = ['--recipe', 'classic', '--dim', '64', '--hidden', '128', '--layers', '1', '--heads', '2', '--context', '32'];
  return ['train', '--pretrain', write(directory, 'texts.json', texts), ...sizes, '--batch-size', '64'];
}
