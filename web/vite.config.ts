// The page is static files that work from any folder of any host: every address is relative, nothing is inlined.

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { lessons } from './lessons';
import { notices } from './notices';
import { policy, precache } from './offline';
import { COMMON, I18N, ofLanguage, sources, TARGET } from './outputs';
import { stableName } from './stable-name';
import { starting } from './starting';

/** The poster comes in one script: what loads the rest is in it, too. */
const OF_POSTER = /\/components\/glass-gpt\.ts$|vite\/preload-helper/;

export default defineConfig({
  ...COMMON,
  plugins: [
    ...sources(),
    starting(I18N),
    lessons(fileURLToPath(new URL('..', import.meta.url))),
    policy(),
    notices(),
    stableName('glass-gpt'),
    precache(),
  ],
  define: { ONE_FILE: 'false', READS_DOCUMENTS: 'true' },
  build: {
    target: TARGET,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500, // in kB: what reads PDF documents, which few need
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: 'index.html',
        frame: 'embed/v1/index.html',
        'glass-gpt': 'src/components/glass-gpt.ts',
        start: 'src/start.ts',
        'service-worker': 'src/service-worker.ts',
      },
      output: {
        manualChunks: (id) => (OF_POSTER.test(id) ? 'glass-gpt' : undefined),
        assetFileNames: ({ originalFileNames: [file = ''] }) => `assets/[name]${ofLanguage(file)}-[hash][extname]`,
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
