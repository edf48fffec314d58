// Pages that have H5P's resizer make frames as high as they say, if they say it as H5P's own frames do.

import type { Embedder } from './embedder';

/** @param heightOf what is in the frame */
export function answerResizer(embedder: Embedder, heightOf: () => number): { resize: () => void } {
  /** The page has a resizer. */
  let isThere = false;
  const say = (action: string, its: object = {}): void => embedder.tellAll({ context: 'h5p', action, ...its });
  const resize = (): void => {
    const height = heightOf();
    if (isThere) say('prepareResize', { scrollHeight: height, clientHeight: height });
  };
  embedder.onOther = ({ context, action }) => {
    if (context !== 'h5p') return;
    if (action === 'ready') say('hello');
    if (action === 'hello') isThere = true;
    if (action === 'hello' || action === 'resize') resize();
    if (action === 'resizePrepared') say('resize', { scrollHeight: heightOf() });
  };
  say('hello');
  return { resize };
}
