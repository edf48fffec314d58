// The package: ES modules with all that they need beside them, in dist-package. In mode `node` what Node runs is added.

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { notices } from './notices';
import { COMMON, sources, TARGET, withoutReaders } from './outputs';
import { besideScripts, publicTypes } from './package-files';

const define = { ONE_FILE: 'false' };
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What Node has in place of the browser's. */
const OF_NODE = [
  { find: /^.*\/engine-host$/, replacement: here('src/package/node-host.ts') },
  { find: /^.*\/assets$/, replacement: here('src/package/node-assets.ts') },
];

export default defineConfig(({ mode }) => {
  const isNode = mode === 'node';
  const glassgpt = here('src/package/glassgpt.ts');
  return {
    ...COMMON,
    plugins: [...sources(), withoutReaders(), besideScripts(define), publicTypes(), isNode ? null : notices()],
    define,
    publicDir: false,
    resolve: { alias: [...COMMON.resolve.alias, ...(isNode ? OF_NODE : [])] },
    build: {
      outDir: 'dist-package',
      emptyOutDir: !isNode,
      target: TARGET,
      modulePreload: false,
      rollupOptions: {
        input: isNode ? { node: glassgpt } : { glassgpt, element: here('src/components/glass-gpt.ts') },
        preserveEntrySignatures: 'strict',
        external: /^node:/,
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
});
