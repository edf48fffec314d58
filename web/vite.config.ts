// The page is static files that work from any folder of any host: every address is relative, nothing is inlined.

import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

import minifyTemplates from '@lit-labs/rollup-plugin-minify-html-literals';
import { defineConfig, type PluginOption } from 'vite';

import { catalogues } from './catalogues';
import { excerpts } from './excerpts';
import { formulas } from './formulas';
import { policy, precache } from './offline';
import { starting } from './starting';

const wasmDir = env.GLASSGPT_WASM_DIR ?? fileURLToPath(new URL('../build/wasm/wasm', import.meta.url));

/** Scripts that others than the page name, so that their names stay. */
const OF_OTHERS = ['service-worker', 'glass-gpt'];

/** The poster comes in one script: what loads the rest is in it, too. */
const OF_POSTER = /\/components\/glass-gpt\.ts$|vite\/preload-helper/;

export default defineConfig({
  base: './',
  plugins: [
    catalogues(fileURLToPath(new URL('src/i18n', import.meta.url))),
    excerpts(fileURLToPath(new URL('..', import.meta.url))),
    formulas(),
    minifyTemplates({ failOnError: true }) as PluginOption,
    starting(fileURLToPath(new URL('src/i18n', import.meta.url))),
    policy(),
    precache(),
  ],
  resolve: {
    alias: [
      { find: /^glassgpt-wasm$/, replacement: `${wasmDir}/glassgpt.js` },
      { find: /^glassgpt-wasm\//, replacement: `${wasmDir}/` },
    ],
  },
  define: { ONE_FILE: 'false' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500, // in kB: what reads PDF documents, which few need
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: 'index.html',
        frame: 'embed/v1/index.html',
        'glass-gpt': 'src/components/glass-gpt.ts',
        start: 'src/start.ts', 'service-worker': 'src/service-worker.ts' },
      output: {
        manualChunks: (id) => (OF_POSTER.test(id) ? 'glass-gpt' : undefined),
        entryFileNames: ({ name }) => (OF_OTHERS.includes(name) ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  // One script with nothing to import, so that a worker can be made of its text.
  worker: { format: 'iife' },
  server: { fs: { allow: ['..', wasmDir] } },
});
