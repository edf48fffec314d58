// What one puts where, so that an element or a frame with given words stands there.

/** Where GlassGPT is served from. */
export interface Site {
  /** The page. */
  page: string;
  /** What stands in frames. */
  frame: string;
  /** The script of the element. */
  script: string;
}

/** Where people want it. */
export const PLACES = [
  'link',
  'frame',
  'element',
  'canvas',
  'moodle',
  'wordpress',
  'mdbook',
  'sphinx',
  'mkdocs',
  'quarto',
  'jupyter',
  'reveal',
] as const;
export type Place = (typeof PLACES)[number];

/** Words with their values. */
export type Given = Readonly<Record<string, string>>;

/** Of a frame without a height of its own, in CSS pixels. */
const USUAL_HEIGHT = '800';

export const siteOf = (base: string): Site => ({
  page: new URL('index.html', base).href,
  frame: new URL('embed/v1/index.html', base).href,
  script: new URL('glass-gpt.js', base).href,
});

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

const escaped = (text: string): string => text.replace(/\r/g, '').replace(/[&<>"\n]/g, (character) => ENTITIES[character] ?? '');

/** As they stand in a tag, each with a space before it. */
export const attributesOf = (words: Given): string =>
  Object.entries(words)
    .map(([word, value]) => ` ${word}="${escaped(value)}"`)
    .join('');

/** An address with the words, and with nothing that a program around it would take for the end of it. */
export function addressOf(page: string, words: Given): string {
  const inHex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  const query = new URLSearchParams(words).toString().replace(/\+/g, '%20').replace(/[*()'!~_]/g, inHex);
  return query === '' ? page : `${page}?${query}`;
}

/** A page's address in which nothing is chosen would mean data in the reader's own language. */
const sharedWords = (words: Given): Given =>
  Object.keys(words).every((word) => word === 'language') ? { ...words, data: 'facts' } : words;

/** The words with addresses of data as they are from everywhere on the site: a frame's document lies elsewhere. */
function fromEverywhere(words: Given, { page }: Site): Given {
  const { data = '' } = words;
  if (!/[./]/.test(data)) return words;
  const paths = data.split(/\s+/).map((address) => new URL(address, page).pathname);
  return { ...words, data: paths.join(' ') };
}

const frameAddress = (site: Site, words: Given): string => addressOf(site.frame, fromEverywhere(words, site));

function frame(site: Site, { height = USUAL_HEIGHT, ...words }: Given): string {
  const source = escaped(frameAddress(site, words));
  return `<iframe src="${source}" title="GlassGPT" width="100%" height="${height}" style="border: 0" loading="lazy"></iframe>`;
}

function element({ script }: Site, words: Given): string {
  return `<script type="module" src="${escaped(script)}"></script>\n<glass-gpt${attributesOf(words)}></glass-gpt>`;
}

/** The text to copy. */
export function snippet(place: Place, site: Site, words: Given): string {
  switch (place) {
    case 'link':
      return addressOf(site.page, sharedWords(words));
    case 'frame':
    case 'canvas':
    case 'moodle':
    case 'wordpress':
    case 'mdbook':
    case 'mkdocs':
      return frame(site, words);
    case 'element':
      return element(site, words);
    case 'sphinx':
      return `.. raw:: html\n\n   ${frame(site, words)}`;
    case 'quarto':
      return `\`\`\`{=html}\n${frame(site, words)}\n\`\`\``;
    case 'jupyter': {
      const { height = USUAL_HEIGHT, ...others } = words;
      const address = JSON.stringify(frameAddress(site, others));
      return `from IPython.display import IFrame\n\nIFrame(${address}, width="100%", height=${height})`;
    }
    case 'reveal': {
      const { height = '600', ...others } = words;
      // By `src`: what stands behind `data-src` is unloaded with its slide, and its training with it.
      return `<section>\n  ${frame(site, { ...others, height })}\n</section>`;
    }
  }
}
