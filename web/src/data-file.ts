// Files as the page holds them.

import type { DataFile } from './protocol';

let files = 0;

/** An id that no other file has, of other visits neither: kept runs bring theirs along. */
const newId = (): string => `${Date.now().toString(36)}-${++files}-${Math.random().toString(36).slice(2)}`;

/** @param content not to change any more: not a file of the disk's, which may */
export const dataFile = (name: string, content: Blob): DataFile => ({ id: newId(), name, content });

/** A file of a run that was kept, perhaps by a page before this one, which held its bytes. */
export function keptFile(kept: DataFile | { name: string; bytes: Uint8Array<ArrayBuffer> }): DataFile {
  return 'bytes' in kept ? dataFile(kept.name, new Blob([kept.bytes])) : kept;
}
