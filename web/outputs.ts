// What the page as a folder, the single file and the package are built with alike.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

import minifyTemplates from '@lit-labs/rollup-plugin-minify-html-literals';
import type { Plugin, PluginOption, UserConfig } from 'vite';

import { catalogues } from './catalogues';
import { excerpts } from './excerpts';
import { formulas } from './formulas';
import { packagesNoted } from './notices';
import { operations } from './operations';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export const TARGET = 'es2022';

export const I18N = here('src/i18n');

const wasmDir = path.resolve(env.GLASSGPT_WASM_DIR ?? here('../build/wasm/wasm'));

/**
 * Says what to do where the module was not built. Its glue is told where the module is: what it would find out by itself
 * would only be packed again.
 */
export const wasmModule = (): Plugin => ({
  name: 'wasm-module',
  resolveId(id) {
    const [file = ''] = id.split('?');
    if (!file.startsWith(`${wasmDir}${path.sep}`) || existsSync(file)) return null;
    const message =
      `there is no ${file}. Build it: cmake --preset wasm && cmake --build --preset wasm --target glassgpt_modules, as ` +
      './web/serve.sh does before it builds the page; or name the folder that has it in GLASSGPT_WASM_DIR.';
    return this.error({ message, stack: '' }); // where it was found says nothing
  },
  transform: (code, id) => {
    if (id !== `${wasmDir}/glassgpt.js`) return null;
    return code.replace(/new URL\("glassgpt\.wasm", ?import\.meta\.url\)/g, '"glassgpt.wasm"').replaceAll('import.meta.url', '""');
  },
});

/** Leaves out what reads documents, which takes more room than all the rest. */
export const withoutReaders = (): Plugin => ({
  name: 'without-readers',
  config: () => ({ define: { READS_DOCUMENTS: 'false' } }),
  load: (id) =>
    /\/src\/documents\/(docx|pdf)\.ts$/.test(id) ? 'export const docxParagraphs = null, pdfParagraphs = null;' : null,
});

/** Those that make modules of what is none, and scripts small. */
export const sources = (): PluginOption[] => [
  wasmModule(),
  catalogues(I18N),
  excerpts(here('..')),
  formulas(),
  operations(here('..')),
  minifyTemplates({ failOnError: true }) as PluginOption,
  packagesNoted(),
];

export const COMMON = {
  base: './',
  resolve: {
    alias: [
      { find: /^glassgpt-wasm$/, replacement: `${wasmDir}/glassgpt.js` },
      { find: /^glassgpt-wasm\//, replacement: `${wasmDir}/` },
    ],
  },
  // One script with nothing to import, so that a worker can be made of its text.
  worker: { format: 'iife', plugins: () => [wasmModule(), packagesNoted()] },
  server: { fs: { allow: ['..', wasmDir] } },
} satisfies UserConfig;

/** What tells a file of data/de/ from the one of that name in data/: `-de`; of other files nothing. */
export function ofLanguage(file: string): string {
  const [, language] = /(?:^|\/)data\/([a-z]{2})\/[^/]+$/.exec(file) ?? [];
  return language === undefined ? '' : `-${language}`;
}
