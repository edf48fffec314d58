// Puts the page's first script into index.html, with its texts in every language, and those for browsers in which no
// script may run.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Plugin } from 'vite';

/** The catalogue with them, which the page itself does without. */
export const AREA = 'start';

/** @param folder of one folder a language */
export function starting(folder: string): Plugin {
  // English first, the language of index.html.
  const languages = ['en', ...readdirSync(folder).filter((name) => name !== 'en' && !name.includes('.'))];
  const texts = languages.map((language) => {
    const { noScript = '', ...others } = JSON.parse(
      readFileSync(path.join(folder, language, `${AREA}.json`), 'utf8'),
    ) as Record<string, string>;
    return { language, noScript, others };
  });
  const ofScript = JSON.stringify(
    Object.fromEntries(texts.map(({ language, others }) => [language, others])),
  );
  return {
    name: 'starting',
    apply: 'build',
    transform: (code, id) => (id.endsWith('/src/start.ts') ? code.replace(/["']__TEXTS__["']/, () => ofScript) : null),
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {}, path: address }) => {
        const chunk = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === 'start');
        if (chunk === undefined) throw new Error('there is no start.js');
        return [
          { tag: 'script', attrs: { src: path.posix.relative(path.posix.dirname(address), `/${chunk.fileName}`) }, injectTo: 'head' as const },
          {
            tag: 'noscript',
            children: texts.map(({ language: lang, noScript }) => ({ tag: 'p', attrs: { lang }, children: noScript })),
            injectTo: 'body' as const,
          },
        ];
      },
    },
  };
}
