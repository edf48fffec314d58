// Paragraphs of Word documents. They are read in a worker of its own, which ends with them.

import { type DocumentFault, DocumentError, type Reading } from './reading';

/** What the worker answers to a document's bytes. */
export type DocxReply = { paragraphs: string[] } | { fault: DocumentFault };

export async function docxParagraphs(document: Blob, { signal }: Reading): Promise<string[]> {
  const bytes = await document.arrayBuffer();
  signal.throwIfAborted();
  const worker = new Worker(new URL('./docx-worker.ts', import.meta.url), { type: 'module' });
  try {
    const reply = await new Promise<DocxReply>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<DocxReply>) => resolve(data);
      worker.onerror = () => reject(new DocumentError('notLoaded'));
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      worker.postMessage(bytes, [bytes]);
    });
    if ('fault' in reply) throw new DocumentError(reply.fault);
    return reply.paragraphs;
  } finally {
    worker.terminate();
  }
}
