// Makes the built page one that works without a network and that declares what it may load.

import { createHash } from 'node:crypto';

import type { Plugin } from 'vite';

/** Nothing inline, nothing from elsewhere. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** In the built index.html, before anything that it rules. */
export function policy(): Plugin {
  return {
    name: 'policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** Those of public/ that the page loads. */
const PUBLIC_FILES = ['./icon.svg', './icon-192.png', './manifest.webmanifest'];

/**
 * What few need: the readers of documents, the frame, how one embeds it all, the engine outside of a worker, the modules
 * besides the exact one, and the small trained models of other languages, which the service worker keeps once they are asked
 * for; and the lessons, which keep themselves.
 */
const ON_DEMAND = /^(assets\/((docx|pdf|frame|embed|on-page)[-.].*\.js|.*\.bcmap|glassgpt-(relaxed|no-simd)-.*|trained-model-.*)$|lessons\/)/;

/** Documents of others and of the frame, their script, of which the page has its own, and the licences. */
const OF_OTHERS = /\.html$|^glass-gpt\.js$|^third-party-notices\.txt$/;

/** Bundled data, of which a visit needs that of one language; those without one are English. */
const DATA = /^assets\/(?:facts|chats|chats-validation|stories)(?:-(de|es))?-[\w-]{8}\.(?:json|txt)$/;

/** The bundled data among these, by language. */
function dataAmong(files: readonly string[]): Record<string, string[]> {
  const data: Record<string, string[]> = {};
  for (const name of files) {
    const [, language = 'en'] = DATA.exec(name) ?? [];
    if (DATA.test(name)) (data[language] ??= []).push(`./${name}`);
  }
  return data;
}

/** Tells the service worker which files there are: `__FILES__`, `__DATA__` and `__VERSION__` in its code. */
export function precache(): Plugin {
  return {
    name: 'precache',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') this.error('there is no service-worker.js');
      const files = Object.keys(bundle).filter(
        (name) => name !== worker.fileName && !OF_OTHERS.test(name) && !ON_DEMAND.test(name),
      );
      // The page itself by the address that people open.
      const data = dataAmong(files.sort());
      const all = ['./', ...PUBLIC_FILES, ...files.filter((name) => !DATA.test(name)).map((name) => `./${name}`)];
      // By their names the others say what is in them.
      const told = createHash('sha256').update([...all, ...Object.values(data).flat()].join('\n'));
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === 'asset' && (name === 'index.html' || name.startsWith('lessons/'))) told.update(file.source);
      }
      const version = told.digest('hex').slice(0, 12);
      worker.code = worker.code
        .replace('"__FILES__"', JSON.stringify(all))
        .replace('"__DATA__"', JSON.stringify(data))
        .replace('__VERSION__', version);
    },
  };
}
