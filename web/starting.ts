// Puts the page's first script into index.html, with its texts in every language, and those for browsers in which no
// script may run.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Plugin } from 'vite';

/** The catalogue with them, which the page itself does without. */
export const AREA = 'start';

/** What src/start.ts has in place of its texts. */
export const START_TEXTS = /["']__TEXTS__["']/;

interface StartTexts {
  /** In every language, as that script has them. */
  script: string;
  /** Paragraphs for browsers in which no script may run. */
  paragraphs: { language: string; text: string }[];
  /** The element with them. */
  noScript: string;
}

/** @param folder of one folder a language */
export function startTexts(folder: string): StartTexts {
  // English first, the language of index.html.
  const languages = ['en', ...readdirSync(folder).filter((name) => name !== 'en' && !name.includes('.'))];
  const texts = languages.map((language) => {
    const { noScript = '', ...others } = JSON.parse(
      readFileSync(path.join(folder, language, `${AREA}.json`), 'utf8'),
    ) as Record<string, string>;
    return { language, text: noScript, others };
  });
  const paragraphs = texts.map(({ language, text }) => ({ language, text }));
  return {
    script: JSON.stringify(Object.fromEntries(texts.map(({ language, others }) => [language, others]))),
    paragraphs,
    noScript: `<noscript>${paragraphs.map(({ language, text }) => `<p lang="${language}">${text}</p>`).join('')}</noscript>`,
  };
}

/** @param folder of one folder a language */
export function starting(folder: string): Plugin {
  const { script, paragraphs } = startTexts(folder);
  return {
    name: 'starting',
    apply: 'build',
    transform: (code, id) => (id.endsWith('/src/start.ts') ? code.replace(START_TEXTS, () => script) : null),
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {}, path: address }) => {
        const chunk = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === 'start');
        if (chunk === undefined) throw new Error('there is no start.js');
        return [
          { tag: 'script', attrs: { src: path.posix.relative(path.posix.dirname(address), `/${chunk.fileName}`) }, injectTo: 'head' as const },
          {
            tag: 'noscript',
            children: paragraphs.map(({ language: lang, text }) => ({ tag: 'p', attrs: { lang }, children: text })),
            injectTo: 'body' as const,
          },
        ];
      },
    },
  };
}
