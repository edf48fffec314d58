// The page's address: in its query, by their words, what differs from the defaults of the dataset and what of a recipe was
// set by hand; behind the `#` a section, and small data of people's own. Everything else in the address stays.

import { DATA, defaultSaid, type Said, WORDS, wordsOf } from '../element/words';

/** Before data of people's own in an address: behind the `#`, which browsers send to no host. */
const OWN = '&own=';

/** The section that an address names; empty if none. */
export const sectionIn = (hash: string): string => hash.slice(1).split('&', 1)[0] ?? '';

/** The data of people's own in an address, packed; null if there is none. */
export function ownIn(hash: string): string | null {
  const at = hash.indexOf(OWN);
  return at < 0 ? null : hash.slice(at + OWN.length);
}

const withOwn = (section: string, own: string | null): string => (own === null ? section : section + OWN + own);

/** The address that opens the page with that data, where one sees what it is. */
export function addressWithData(address: URL, text: string): URL {
  const url = new URL(address);
  url.hash = withOwn('data', text);
  return url;
}

/** The address with the words that it takes to say the configuration, and without those that it does not. */
export function writeConfiguration(address: URL, said: Said): URL {
  const url = new URL(address);
  const words = wordsOf(said);
  for (const { name, area, older, chosenHere = false } of WORDS) {
    if (older !== undefined) url.searchParams.delete(older);
    if (area === 'presentation' && !chosenHere) continue;
    const text = words[name];
    if (text !== undefined) url.searchParams.set(name, text);
    else url.searchParams.delete(name);
  }
  return url;
}

/** In the browser's history, of entries that this page has written: without it, somebody has opened an address. */
const OURS = 'glassgpt';

export const isOpenedAnew = (): boolean => history.state !== OURS;

/** Where that is not allowed, as in documents that have no address of their own, it stays as it is. */
export function rewriteAddress(url: URL | string): void {
  try {
    history.replaceState(OURS, '', url);
  } catch {
    // Nothing depends on it.
  }
}

/** Goes to another section, from which one can go back; where that is not allowed, only the page does. */
export function goToAddress(section: string): void {
  const hash = `#${withOwn(section, ownIn(location.hash))}`;
  if (hash === location.hash) return;
  try {
    history.pushState(OURS, '', hash);
  } catch {
    // Nothing depends on it.
  }
}

/** The address as everybody reads it: one without words would mean data in the reader's own language. */
export function sharedAddress(address: string): string {
  const url = new URL(address);
  const says = WORDS.some(({ name, older }) => name !== 'language' && [name, older ?? name].some((its) => url.searchParams.has(its)));
  if (!says) url.searchParams.set(DATA.name, DATA.write(defaultSaid('facts')));
  return url.href;
}
