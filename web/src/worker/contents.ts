// What is in the files that commands bring. Workers of browsers read a Blob at once; where that cannot be done, it is read
// before the command is heard.

import type { Command } from '../protocol';

const readBefore = new WeakMap<Blob, Uint8Array>();

const canReadAtOnce = typeof FileReaderSync !== 'undefined';

/** Reads what a command brings, unless that can be done once it is needed; null if there is nothing to wait for. */
export function readAhead(command: Command): Promise<void> | null {
  const blobs = canReadAtOnce ? [] : blobsIn(command);
  return blobs.length === 0 ? null : readAll(blobs);
}

async function readAll(blobs: Blob[]): Promise<void> {
  for (const blob of blobs) readBefore.set(blob, new Uint8Array(await blob.arrayBuffer()));
}

function blobsIn(value: unknown): Blob[] {
  if (value instanceof Blob) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(blobsIn) : [];
}

export function bytesOf(content: Blob): Uint8Array {
  return readBefore.get(content) ?? new Uint8Array(new FileReaderSync().readAsArrayBuffer(content));
}
