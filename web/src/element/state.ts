// What an element stands at, small enough to be stored anywhere: what was chosen and how many steps were taken, from which
// the same model can be trained again, bit for bit.

import { TextError } from '../i18n/translate';
import type { DataFile } from '../protocol';
import { sha256 } from '../sha256';

/** Of a file that people brought: by it the same file is known again. */
export interface DataDigest {
  name: string;
  bytes: number;
  sha256: string;
}

export interface ElementState {
  /** The version of this form. */
  glassgpt: 1;
  /** What was chosen, where it is not the default. */
  words: Record<string, string>;
  /** Of own data, in the order in which they are trained on; absent for data that the element brings. */
  data?: DataDigest[];
  /** Taken since the beginning; of a run that began from a file, since that began. */
  steps: number;
  /** The run began from a model file: it is in `model`, and cannot be trained again. */
  start?: 'file';
  /** Where asked for: a safetensors file with the training state, in Base64. */
  model?: string;
}

/** Of files as they were read once: what a file holds never changes, and reading it takes a while. */
const digests = new WeakMap<Blob, Promise<string>>();

async function digestOf(content: Blob): Promise<string> {
  return sha256(new Uint8Array(await content.arrayBuffer()));
}

export async function digestsOf(files: readonly DataFile[]): Promise<DataDigest[]> {
  return Promise.all(
    files.map(async ({ name, content }) => {
      const digest = digests.get(content) ?? digestOf(content);
      digests.set(content, digest);
      return { name, bytes: content.size, sha256: await digest };
    }),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDigest = (value: unknown): value is DataDigest =>
  isRecord(value) && typeof value.name === 'string' && typeof value.bytes === 'number' && typeof value.sha256 === 'string';

/** What is wrong with it as a state: the name of the part; empty if nothing. */
function wrongPart(state: Record<string, unknown>): string {
  const { glassgpt, words, data, steps, model, start } = state;
  if (glassgpt !== 1) return 'glassgpt';
  if (!isRecord(words) || !Object.values(words).every((value) => typeof value === 'string')) return 'words';
  if (data !== undefined && !(Array.isArray(data) && data.every(isDigest))) return 'data';
  if (!Number.isSafeInteger(steps) || Number(steps) < 0) return 'steps';
  if (!(model === undefined ? start === undefined : typeof model === 'string')) return 'model';
  return start === undefined || start === 'file' ? '' : 'start';
}

/** A state as it comes from a storage, or its JSON text. Throws if it is none. */
export function parsedState(given: unknown): ElementState {
  let state = given;
  if (typeof given === 'string') {
    try {
      state = JSON.parse(given);
    } catch {
      throw new TextError('element.noState', { part: 'JSON' });
    }
  }
  if (!isRecord(state)) throw new TextError('element.noState', { part: 'JSON' });
  const part = wrongPart(state);
  if (part !== '') throw new TextError('element.noState', { part });
  return state as unknown as ElementState;
}

/** Characters at once: more arguments some browsers do not take. */
const PIECE = 0x8000;

export async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

export function fromBase64(text: string): Blob {
  try {
    return new Blob([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))]);
  } catch {
    throw new TextError('element.noState', { part: 'model' });
  }
}
