// What a file is, by its first and last bytes: a name may say anything.

export type FileKind =
  /** Whatever the module has to make of it. */
  | 'text'
  /** A model file. */
  | 'model'
  /** A run that was passed on with its data. */
  | 'run'
  /** Documents whose text can be taken out. */
  | 'docx'
  | 'pdf'
  // What cannot be read here.
  | 'protected'
  | 'document'
  | 'sheet'
  | 'slides'
  | 'archive'
  | 'media';

const HEAD_BYTES = 4096;
/** An archive's list of contents is at its end. */
const TAIL_BYTES = 65_536;

/** By what a file begins with. */
const SIGNATURES: [FileKind, string][] = [
  ['run', '{"glassgpt-share":'],
  ['pdf', '%PDF-'],
  ['document', '{\\rtf'],
  ['archive', '\x1f\x8b'],
  ['archive', 'BZh'],
  ['archive', '7z\xbc\xaf\x27\x1c'],
  ['archive', 'Rar!'],
  ['archive', '\xfd7zXZ'],
  ['archive', '\x28\xb5\x2f\xfd'],
  ['media', '\x89PNG'],
  ['media', '\xff\xd8\xff'],
  ['media', 'GIF8'],
  ['media', 'RIFF'],
  ['media', 'OggS'],
  ['media', 'fLaC'],
  ['media', 'ID3'],
  ['media', '\x1a\x45\xdf\xa3'],
];

/** By what lies in a zip archive. */
const CONTENTS: [FileKind, RegExp][] = [
  ['docx', /word\/document\d*\.xml/],
  ['sheet', /xl\/workbook\.(xml|bin)|mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet/],
  ['slides', /ppt\/presentation\.xml|mimetypeapplication\/vnd\.oasis\.opendocument\.presentation/],
  ['document', /mimetypeapplication\/(vnd\.oasis\.opendocument|epub)|index\/document\.iwa/i],
];

const ZIP = 'PK\x03\x04';
/** Of Office files before 2007, and of newer ones with a password. */
const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** Members of a model file that no data has. */
const MODEL = /"(format|config|tensors)"\s*:/;

const hasEnding = (name: string, ...endings: string[]): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));

/** Bytes as characters of the same numbers. */
async function characters(part: Blob): Promise<string> {
  return Array.from(new Uint8Array(await part.arrayBuffer()), (byte) => String.fromCharCode(byte)).join('');
}

export async function kindOf(file: File): Promise<FileKind> {
  const { name } = file;
  if (hasEnding(name, 'safetensors')) return 'model';
  const head = await characters(file.slice(0, HEAD_BYTES));
  if (head.startsWith(ZIP)) return zipKind(name, head + (await characters(file.slice(-TAIL_BYTES))));
  if (head.startsWith(OLE)) return oleKind(name);
  const signed = SIGNATURES.find(([, signature]) => head.startsWith(signature));
  if (signed !== undefined) return signed[0];
  if (/^....ftyp/s.test(head)) return 'media';
  return hasEnding(name, 'json') && /^(\xef\xbb\xbf)?\s*\{/.test(head) && MODEL.test(head) ? 'model' : 'text';
}

function zipKind(name: string, contents: string): FileKind {
  const found = CONTENTS.find(([, pattern]) => pattern.test(contents));
  if (found !== undefined) return found[0];
  return hasEnding(name, 'docx') ? 'docx' : 'archive'; // one that is not whole
}

function oleKind(name: string): FileKind {
  if (hasEnding(name, 'docx', 'xlsx', 'pptx')) return 'protected';
  if (hasEnding(name, 'xls')) return 'sheet';
  return hasEnding(name, 'ppt') ? 'slides' : 'document';
}
