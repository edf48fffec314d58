// What the tests of the command line program share: running it, small data, and models whose answers follow from
// their weights by hand.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

if (!process.env.GLASSGPT_CLI) throw new Error('GLASSGPT_CLI has to name the program to test');
export const program = resolve(process.env.GLASSGPT_CLI);

/** Starts the program; it is ended with the test if it is still there. */
export function start(t, args, options = {}) {
  const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  child.stdin.on('error', () => {}); // it may leave before it has read everything
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

/** Waits for the end of a started program. */
export function finished(child) {
  const result = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (result.stdout += text));
  child.stderr.on('data', (text) => (result.stderr += text));
  child.stdout.resume(); // a test may have held the program by not reading
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ ...result, code, signal }));
  });
}

/** Runs the program to its end. */
export function run(t, args, options = {}) {
  const child = start(t, args, options);
  child.stdin.end(options.input ?? '');
  return finished(child);
}

/** Runs the program, which has to succeed, and returns its standard output. */
export async function output(t, args, options = {}) {
  const result = await run(t, args, options);
  assert.equal(result.code, 0, result.stderr);
  return result.stdout;
}

/** The program has to fail with one line on standard error that all the patterns match. */
export async function fails(t, code, args, ...patterns) {
  const result = await run(t, args);
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /^glassgpt: [^\n]+\n$/);
  for (const pattern of patterns) assert.match(result.stderr, pattern);
}

/** A folder of the test's own. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'glassgpt-cli-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** For a program that may write no large files: its coverage goes elsewhere, and so does the complaint if that fails. */
export const withoutCoverage = (t) => ({ GCOV_PREFIX: folder(t), GCOV_ERROR_FILE: '/dev/null' });

/** Writes a file, an object as JSON, and returns its path. */
export function write(directory, name, content) {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

/** Someone's own questions in German, with what a spreadsheet has to quote. */
export const german = [
  { prompt: 'Wie heißt mein Hund?', answer: 'Mein Hund heißt Bello.' },
  { prompt: 'Wo wohnt Tante Erna?', answer: 'Tante Erna wohnt in Bad Schwartau.' },
  { prompt: 'Welche Farbe hat mein Fahrrad?', answer: 'Mein Fahrrad ist grün, nicht blau.' },
  { prompt: 'Wann öffnet der Laden?', answer: 'Der Laden öffnet um 8 Uhr.' },
  { prompt: 'Was isst Herr Kurz am liebsten?', answer: 'Herr Kurz isst am liebsten "Klöße".' },
  { prompt: 'Wer hat den Schlüssel?', answer: 'Den Schlüssel hat Frau Möller.' },
  { prompt: 'Wie alt ist Lena?', answer: 'Lena ist 12 Jahre alt.' },
  { prompt: 'Was steht im Keller?', answer: 'Im Keller steht ein alter Schrank.' },
];

export const smallest = ['--dim', '64', '--hidden', '128', '--layers', '1', '--heads', '2', '--context', '24'];

export const facts = [
  'The moon is round.',
  'The sun is hot.',
  'Ice is cold water.',
  'A week has 7 days.',
  'A year has 12 months.',
];

export const chats = [
  { prompt: 'What is the moon?', answer: 'The moon is round.' },
  { prompt: 'What is ice?', answer: 'Ice is cold water.' },
  { prompt: 'How long is a week?', answer: 'A week has 7 days.' },
];

/** Trains the smallest model on the small data, and returns its file. */
export async function train(t, directory, name, ...more) {
  const model = join(directory, name);
  const files = ['--pretrain', write(directory, 'facts.json', facts), '--tune', write(directory, 'chats.json', chats)];
  await output(t, ['train', ...files, ...smallest, '--save', model, ...more]);
  return model;
}

/** The lines of a JSON log, each of which has to be an object. */
export function events(stdout) {
  assert.ok(stdout.endsWith('\n'));
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/**
 * A model file in which every token has one sure successor: attention and feed-forward nets are zero, tokens are unit
 * vectors, and the output projection says who follows whom. Without successors, all tokens are equally likely.
 *
 * Layer normalisation of a unit vector of width w gives (w - 1) s at its place and -s elsewhere; so the successor's
 * logit leads all others by far. The hidden dimension makes nothing but work.
 */
export function chainModel(tokens, successors = {}, hiddenDim = 2) {
  const V = tokens.length;
  const width = V + (V % 2);
  const contextLength = 16;
  const zeros = (...shape) => ({ shape, data: new Array(shape.reduce((a, b) => a * b)).fill(0) });
  const ones = (n) => ({ shape: [n], data: new Array(n).fill(1) });
  const tensors = {
    token_embedding: zeros(V, width),
    position_embedding: zeros(contextLength, width),
    'blocks.0.attention.query': zeros(width, width),
    'blocks.0.attention.key': zeros(width, width),
    'blocks.0.attention.value': zeros(width, width),
    'blocks.0.attention.output': zeros(width, width),
    'blocks.0.norm1.gamma': ones(width),
    'blocks.0.norm1.beta': zeros(width),
    'blocks.0.ffn.w1': zeros(width, hiddenDim),
    'blocks.0.ffn.b1': zeros(hiddenDim),
    'blocks.0.ffn.w2': zeros(hiddenDim, width),
    'blocks.0.ffn.b2': zeros(width),
    'blocks.0.norm2.gamma': ones(width),
    'blocks.0.norm2.beta': zeros(width),
    output_projection: zeros(width, V),
  };
  tokens.forEach((token, id) => {
    tensors.token_embedding.data[id * width + id] = 1;
    if (successors[token] === undefined) return;
    const next = tokens.indexOf(successors[token]);
    assert.notEqual(next, -1, successors[token]);
    tensors.output_projection.data[id * V + next] = 20;
  });
  return {
    format: 'glassgpt',
    version: 1,
    config: {
      vocab_size: V,
      max_seq_len: contextLength,
      embedding_dim: width,
      hidden_dim: hiddenDim,
      num_layers: 1,
      num_heads: 2,
    },
    tokenizer: { kind: 'word', tokens },
    tensors,
  };
}

/** A chain model that answers every question with "Yes, sure." */
export const yesModel = chainModel(['<unk>', '</s>', 'User', ':', 'Assistant', 'Why', '?', 'Yes', ',', 'sure', '.'], {
  ':': 'Yes',
  Yes: ',',
  ',': 'sure',
  sure: '.',
  '.': '</s>',
});
