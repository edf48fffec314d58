// Paragraphs of PDF documents. What is in them is found by a worker of its own, which ends with them.

import { getDocument, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import Worker from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker';

import { DocumentError, type Reading } from './reading';
import { type Line, linesOf, paragraphsFrom } from './pdf-paragraphs';

/** Which characters the bytes of East Asian fonts stand for, by the names of files. */
const CHARACTER_MAPS = import.meta.glob<string>('../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** Fetches what a document wants and does not hold; fonts and pictures are of no use to its text. */
class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const url = kind === 'cMapUrl' ? CHARACTER_MAPS[`../../node_modules/pdfjs-dist/cmaps/${filename}`] : undefined;
    if (url === undefined) throw new Error(`${filename} is not there`);
    return new Uint8Array(await (await fetch(url)).arrayBuffer());
  }
}

export async function pdfParagraphs(document: Blob, { advance, signal }: Reading): Promise<string[]> {
  const data = new Uint8Array(await document.arrayBuffer());
  signal.throwIfAborted();
  const port = new Worker();
  const failed = new Promise<never>((_, reject) => {
    port.onerror = () => reject(new DocumentError('notLoaded'));
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  try {
    return await Promise.race([failed, read(data, port, advance)]);
  } finally {
    port.terminate();
  }
}

async function read(data: Uint8Array, port: Worker, advance: Reading['advance']): Promise<string[]> {
  const worker = PDFWorker.create({ port });
  const task = getDocument({
    data,
    worker,
    BinaryDataFactory: CharacterMaps,
    cMapPacked: true,
    useWorkerFetch: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWasm: false,
    disableWorkerRendering: true,
    verbosity: 0,
  });
  const pdf = await task.promise.catch(({ name }: Error) => {
    throw new DocumentError(name === 'PasswordException' ? 'protected' : 'damaged');
  });
  const pages: Line[][] = [];
  for (let number = 1; number <= pdf.numPages; ++number) {
    const page = await pdf.getPage(number);
    pages.push(linesOf((await page.getTextContent()).items));
    page.cleanup();
    advance(number / pdf.numPages);
  }
  return paragraphsFrom(pages);
}
