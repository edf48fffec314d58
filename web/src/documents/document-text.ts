// The text of documents, by libraries that are loaded when the first document of their kind comes.

import type { DocumentReport } from '../protocol';
import { DocumentError, type Reading } from './reading';

const READERS: Record<DocumentReport['kind'], () => Promise<(document: Blob, reading: Reading) => Promise<string[]>>> = {
  docx: async () => (await import('./docx')).docxParagraphs,
  pdf: async () => (await import('./pdf')).pdfParagraphs,
};

/**
 * The paragraphs of a document, each without line breaks; none is empty.
 * @throws DocumentError, or why it was aborted
 */
export async function paragraphsOf(document: Blob, kind: DocumentReport['kind'], reading: Reading): Promise<string[]> {
  if (!READS_DOCUMENTS) throw new DocumentError('noReaders');
  const reader = await READERS[kind]().catch(() => {
    throw new DocumentError('notLoaded');
  });
  const paragraphs = (await reader(document, reading)).map(tidied).filter((paragraph) => paragraph !== '');
  if (paragraphs.length === 0) throw new DocumentError('noText');
  return paragraphs;
}

const tidied = (paragraph: string): string => paragraph.replace(/\s+/g, ' ').trim();
