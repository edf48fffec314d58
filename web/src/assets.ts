// Files that the page needs besides its scripts. In the single file they lie in the page itself, packed: an address there
// is the id of the element that holds one.

/** As `fetch` gives it. */
export async function fetchAsset(address: string): Promise<Response> {
  return (ONE_FILE ? packed(address) : null) ?? fetch(address);
}

/** An address as others than the page may use it. */
export const absolute = (address: string): string => (ONE_FILE ? address : new URL(address, document.baseURI).href);

/** What lies in the page under that address, if anything does. */
function packed(address: string): Response | null {
  const text = document.getElementById(address)?.textContent ?? null;
  if (text === null) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}
