// The frame: a <glass-gpt> with the words in the frame's address, steered by the page that embeds it and by nobody else.
//
// The messages, in this version: see docs/embedding.md.

import './frame.css';

import '../components/glass-gpt';
import { EVENT_NAMES } from '../element/events';
import { OLDER, VALUES } from '../element/word-values';
import { languageOf } from '../i18n/languages';
import { obey } from './commands';
import { Embedder } from './embedder';
import { answerResizer } from './h5p-resizer';

const element = document.querySelector('glass-gpt');
if (element === null) throw new Error('the frame has no <glass-gpt>');

// What in the address is no word is others'.
for (const [name, value] of new URLSearchParams(location.search)) {
  const word = OLDER.get(name) ?? name;
  if (VALUES.has(word) && !element.hasAttribute(word)) element.setAttribute(word, value);
}
document.documentElement.lang = languageOf(element.language);

const embedder = new Embedder();
embedder.onCommand = (message) => void obey(element, message).then((reply) => embedder.tell(reply));
for (const name of EVENT_NAMES) {
  element.addEventListener(name, (event) => embedder.tell({ event: name, detail: (event as CustomEvent<unknown>).detail }));
}
const heightOf = (): number => Math.ceil(element.getBoundingClientRect().height);
const resizer = answerResizer(embedder, heightOf);

let told = 0;
new ResizeObserver(() => {
  const height = heightOf();
  if (height === told) return;
  told = height;
  embedder.tellAll({ type: 'glass-gpt', version: 1, event: 'resize', height });
  resizer.resize();
}).observe(element);
