// The page as one file, dist-single/glass-gpt.html, that opens from a disk and in a frame of no origin.

import { defineConfig } from 'vite';

import { COMMON, I18N, sources, TARGET, withoutReaders } from './outputs';
import { singleFile } from './single-file';

export default defineConfig({
  ...COMMON,
  plugins: [...sources(), withoutReaders(), singleFile(I18N)],
  define: { ONE_FILE: 'true' },
  publicDir: false,
  build: {
    outDir: 'dist-single',
    target: TARGET,
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 3000, // in kB
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
