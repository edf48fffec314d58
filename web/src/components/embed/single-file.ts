// The single file, set as one wants it: with words of its own, and own data in it.

import type { DataFile } from '../../protocol';
import { attributesOf, type Given } from './snippets';

/** Files that lie in the single file, as its build packs them: each in an element with its address as id. */
interface Packed {
  address: string;
  base64: string;
}

/** Bytes at a time that become text: what a call takes as arguments is limited. */
const CHUNK = 0x8000;

async function packed({ name, content }: DataFile): Promise<Packed> {
  const zipped = new Response(content.stream().pipeThrough(new CompressionStream('gzip')));
  const bytes = new Uint8Array(await zipped.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  // In lists of addresses, spaces part them.
  return { address: `inside/${name.replace(/\s+/g, '-')}`, base64: btoa(text) };
}

/** @param html of the single file as it is built */
export async function presetFile(html: string, words: Given, data: readonly DataFile[]): Promise<Blob> {
  const files = await Promise.all(data.map(packed));
  const all = files.length === 0 ? words : { ...words, data: files.map(({ address }) => address).join(' ') };
  const elements = files.map(({ address, base64 }) => `<script type="text/plain"${attributesOf({ id: address })}>${base64}</script>\n`);
  const begin = /<body>\s*<glass-gpt-page/;
  if (!begin.test(html)) throw new Error('the single file has no <glass-gpt-page>');
  const text = html.replace(begin, (its) => `${its.replace('<body>', () => `<body>\n${elements.join('')}`)}${attributesOf(all)}`);
  return new Blob([text], { type: 'text/html' });
}
