// Takes the paragraphs out of a Word document.

import mammoth from 'mammoth';

import type { DocxReply } from './docx';

/** What of mammoth's documents matters here. */
interface DocumentElement {
  type: string;
  /** Of a text. */
  value?: string;
  children?: DocumentElement[];
  /** Of the whole document: where the notes are that its texts refer to. */
  notes?: { resolve: (reference: DocumentElement) => { body: DocumentElement[] } | undefined };
}

/** Its words, with what parts them. */
function textOf({ type, value, children = [] }: DocumentElement): string {
  if (type === 'text') return value ?? '';
  if (type === 'tab' || type === 'break') return ' ';
  return children.map(textOf).join('');
}

/** In the order in which they are read; those of a table cell by cell. */
function paragraphsIn(element: DocumentElement): string[] {
  return element.type === 'paragraph' ? [textOf(element)] : (element.children ?? []).flatMap(paragraphsIn);
}

/** Of the notes, in the order in which the texts refer to them. */
function notesIn(element: DocumentElement, notes: DocumentElement['notes']): string[] {
  if (element.type === 'noteReference') return notes?.resolve(element)?.body.flatMap(paragraphsIn) ?? [];
  return (element.children ?? []).flatMap((child) => notesIn(child, notes));
}

async function read(arrayBuffer: ArrayBuffer): Promise<DocxReply> {
  let paragraphs: string[] = [];
  const transformDocument = (document: DocumentElement): DocumentElement => {
    paragraphs = [...paragraphsIn(document), ...notesIn(document, document.notes)];
    return { ...document, children: [] }; // nothing is left to be converted
  };
  try {
    await mammoth.convertToHtml({ arrayBuffer }, { transformDocument });
    return { paragraphs };
  } catch {
    return { fault: 'damaged' };
  }
}

self.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => self.postMessage(await read(data));
