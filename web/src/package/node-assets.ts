// Files beside the scripts, as Node reads them. It takes the place of src/assets.ts there.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** As `fetch` gives it. */
export async function fetchAsset(address: string): Promise<Response> {
  return address.startsWith('file:') ? new Response(new Uint8Array(await readFile(fileURLToPath(address)))) : fetch(address);
}

/** An address as others may use it. */
export const absolute = (address: string): string => address;
