// A run as one piece of data, to be passed on: a line of JSON with its words and the names and sizes of its files, then the
// bytes of the files, one after the other. Such a piece is a file by itself, or is compressed into a link.

import { fromBase64, toBase64 } from './element/state';
import { TextError } from './i18n/translate';
import type { DataFile } from './protocol';

const VERSION = 1;
/** Of its first line, in bytes. */
const MOST_HEAD = 1_000_000;
const NEWLINE = 10;

/** Of what a link holds, compressed, in bytes: at most 1,032 times as much comes out of it, some four megabytes. */
export const MOST_IN_LINK = 4096;

export interface SharedRun {
  /** What was chosen, where it is not the default; empty in a link, whose address says it. */
  words: Record<string, string>;
  files: File[];
}

interface Head {
  'glassgpt-share': typeof VERSION;
  words: Record<string, string>;
  files: [name: string, bytes: number][];
}

export function packed(words: Record<string, string>, files: readonly DataFile[]): Blob {
  const head: Head = { 'glassgpt-share': VERSION, words, files: files.map(({ name, content }) => [name, content.size]) };
  return new Blob([JSON.stringify(head), '\n', ...files.map(({ content }) => content)]);
}

const damaged = (): Error => new TextError('share.damaged');

/** Throws if it is none, or not whole. */
export async function unpacked(piece: Blob): Promise<SharedRun> {
  const beginning = new Uint8Array(await piece.slice(0, MOST_HEAD).arrayBuffer());
  const end = beginning.indexOf(NEWLINE);
  const head = headIn(beginning.subarray(0, end < 0 ? 0 : end));
  let at = end + 1;
  if (piece.size !== head.files.reduce((sum, [, bytes]) => sum + bytes, at)) throw damaged();
  const files = head.files.map(([name, bytes]) => new File([piece.slice(at, (at += bytes))], name));
  return { words: head.words, files };
}

function headIn(line: Uint8Array): Head {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    throw damaged();
  }
  if (!isHead(head)) throw damaged();
  return head;
}

function isHead(head: unknown): head is Head {
  if (typeof head !== 'object' || head === null) return false;
  const { 'glassgpt-share': version, words, files } = head as Partial<Record<keyof Head, unknown>>;
  if (version !== VERSION || typeof words !== 'object' || words === null) return false;
  if (!Object.values(words).every((value) => typeof value === 'string')) return false;
  if (!Array.isArray(files) || files.length === 0) return false;
  return (files as unknown[]).every((file) => {
    if (!Array.isArray(file)) return false;
    const [name, bytes] = file as unknown[];
    return typeof name === 'string' && name !== '' && Number.isSafeInteger(bytes) && Number(bytes) >= 0;
  });
}

/** Whether this browser can put data into links, and take it out. */
export const hasCompression = (): boolean => 'CompressionStream' in globalThis && 'DecompressionStream' in globalThis;

const through = (piece: Blob, transform: GenericTransformStream): Promise<Blob> =>
  new Response(piece.stream().pipeThrough(transform)).blob();

/** Gzip, because it ends in a checksum: a link that was changed on its way is not taken for other data. */
export const compressed = (piece: Blob): Promise<Blob> => through(piece, new CompressionStream('gzip'));

/** As addresses have it: Base64 with `-` and `_`, and without the `=` at its end. */
export async function toAddress(bytes: Blob): Promise<string> {
  return (await toBase64(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The run in a part of an address. Throws if it is too long, damaged, or made by something else. */
export async function fromAddress(text: string): Promise<SharedRun> {
  if (!hasCompression()) throw new TextError('share.noCompression');
  return unpacked(await decompressed(text));
}

async function decompressed(text: string): Promise<Blob> {
  try {
    const bytes = fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
    if (bytes.size > MOST_IN_LINK) throw damaged();
    return await through(bytes, new DecompressionStream('gzip'));
  } catch {
    throw damaged(); // what is wrong with it helps nobody who was sent it
  }
}
