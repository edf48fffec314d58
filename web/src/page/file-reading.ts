// Files that people bring, taken into memory: what is too much, or cannot be read, is told before the worker sees it.

import { dataFile } from '../data-file';
import { paragraphsOf } from '../documents/document-text';
import { type FileKind, kindOf } from '../documents/file-kind';
import { DocumentError, type Reading } from '../documents/reading';
import { bytes as size } from '../format';
import { type Locale, TextError, within } from '../i18n/translate';
import type { DataFile, DocumentReport } from '../protocol';
import { abortOf, type WorkState } from './work-state';

/** Of data at once, in bytes: the module needs some six times as much, and is given 2 GB. */
const MOST_DATA = 200e6;
/** Of a model file: the module needs it twice. */
const MOST_MODEL = 800e6;

const NEVER = new AbortController().signal;

/** Reads one file, which is a model's. */
export async function readModelFile(file: File, work: WorkState): Promise<DataFile> {
  if (file.size > MOST_MODEL) throw tooLarge(work.locale, 'reading.modelTooLarge', file.name, file.size, MOST_MODEL);
  return work.during('read', file.name, NEVER, async (advance, signal) => {
    return dataFile(file.name, await intoMemory(file, { advance, signal }));
  });
}

/**
 * Reads all of them, or none.
 * @param needless see WorkState.during
 */
export function readDataFiles(files: File[], work: WorkState, needless: AbortSignal): Promise<DataFile[]> {
  const [first] = files;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const name = files.length === 1 ? (first?.name ?? '') : work.locale.t('reading.files', { n: files.length });
  if (total > MOST_DATA) throw tooLarge(work.locale, 'reading.tooLarge', name, total, MOST_DATA);
  return work.during('read', first?.name ?? '', needless, async (advance, signal) => {
    const read: DataFile[] = [];
    let done = 0;
    for (const file of files) {
      const share = (own: number): number => (total === 0 ? 0 : (done + own * file.size) / total);
      advance(share(0), file.name);
      read.push(await readDataFile(file, { advance: (own) => advance(share(own)), signal }));
      done += file.size;
    }
    return read;
  });
}

async function readDataFile(file: File, reading: Reading): Promise<DataFile> {
  const kind = await kindOf(file).catch(() => 'text' as const); // what is wrong is told when it is read
  if (kind === 'docx' || kind === 'pdf') return readDocument(file, kind, reading);
  if (kind !== 'text' && kind !== 'model' && kind !== 'run') throw new TextError(`reading.kind.${kind}`, { name: file.name });
  return dataFile(file.name, await intoMemory(file, reading));
}

/** Of the time that a document takes, for taking it into memory. */
const LOADED = 0.1;

async function readDocument(file: File, kind: DocumentReport['kind'], { advance, signal }: Reading): Promise<DataFile> {
  const { name } = file;
  const document = await intoMemory(file, { advance: (share) => advance(share * LOADED), signal });
  try {
    const within = { advance: (share: number) => advance(LOADED + share * (1 - LOADED)), signal };
    const paragraphs = await paragraphsOf(document, kind, within);
    const content = new Blob([paragraphs.join('\n')]);
    return { ...dataFile(`${name}.txt`, content), document: { kind, name, paragraphs: paragraphs.length } };
  } catch (error) {
    if (error instanceof DocumentError) throw new TextError(`reading.document.${error.fault}`, { name });
    throw error;
  }
}

/** A copy that stays as it is whatever becomes of the file. */
async function intoMemory(file: File, { advance, signal }: Reading): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const aborted = abortOf(signal);
  const reader = file.stream().getReader();
  let done = 0;
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), aborted]);
      if (next.done) break;
      parts.push(next.value);
      done += next.value.length;
      advance(file.size === 0 ? 0 : done / file.size);
    }
  } catch (error) {
    void reader.cancel().catch(() => {}); // it has failed, or nobody wants the rest
    signal.throwIfAborted();
    throw new TextError('reading.unreadable', { name: file.name, reason: (error as Error).message });
  }
  return new Blob(parts);
}

const tooLarge = (locale: Locale, message: string, name: string, total: number, most: number): Error =>
  within(locale, () => new TextError(message, { name, size: size(total), most: size(most) }));

/** Of the files, the first that is no data, but a model or a run that was passed on. */
export async function openableAmong(files: File[]): Promise<{ kind: 'model' | 'run'; file: File } | null> {
  for (const file of files) {
    const kind: FileKind = await kindOf(file).catch(() => 'text' as const);
    if (kind === 'model' || kind === 'run') return { kind, file };
  }
  return null;
}

/** The folders among what was dropped; a browser gives them as files that cannot be read. */
export function foldersAmong(items: DataTransferItemList | undefined): string[] {
  return Array.from(items ?? [], (item) => item.webkitGetAsEntry?.() ?? null).flatMap((entry) =>
    entry?.isDirectory === true ? [entry.name] : [],
  );
}
