// Files that the package's scripts need, beside them, under names that stay; each script finds them by its own address, in
// the form that bundlers know: new URL('./name', import.meta.url).

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { build, type Plugin, type Rollup } from 'vite';

import { packagesNoted } from './notices';
import { COMMON, TARGET, wasmModule } from './outputs';

const BESIDE = '\0beside:';

/** A worker's script, with nothing to import but what Node brings. */
export async function workerScript(entry: string, define: Record<string, string>): Promise<string> {
  const result = await build({
    ...COMMON,
    configFile: false,
    plugins: [wasmModule(), packagesNoted()],
    logLevel: 'error',
    define,
    build: {
      target: TARGET,
      write: false,
      copyPublicDir: false,
      minify: 'esbuild',
      lib: { entry, formats: [entry.includes('node-') ? 'es' : 'iife'], name: 'glassgptWorker' },
      rollupOptions: { external: /^node:/ },
    },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as Rollup.RollupOutput;
  return output[0].code;
}

export function besideScripts(define: Record<string, string>): Plugin {
  return {
    name: 'beside-scripts',
    enforce: 'pre',
    async resolveId(id, importer) {
      const [name = '', query] = id.split('?');
      if (query !== 'url' && query !== 'worker&url') return null;
      const file = await this.resolve(name, importer, { skipSelf: true });
      // Without its ending, by which other plugins would know it.
      return file && `${BESIDE}${query}:${Buffer.from(file.id).toString('hex')}`;
    },
    async load(id) {
      if (!id.startsWith(BESIDE)) return null;
      const [query, hex = ''] = id.slice(BESIDE.length).split(':');
      const file = Buffer.from(hex, 'hex').toString();
      const source = query === 'url' ? readFileSync(file) : await workerScript(file, define);
      const reference = this.emitFile({ type: 'asset', fileName: path.basename(file).replace(/\.ts$/, '.js'), source });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
    resolveFileUrl: ({ relativePath }) => `new URL('./${relativePath}', import.meta.url).href`,
  };
}

/** Declarations as Node finds them: each file by its whole name. */
const declarations = (text: string): string =>
  text.replace(/'\.\/(generation|inspection|message|sharing)'/g, "'./$1.js'").replace(/'\.\/glassgpt'/g, "'./module.js'");

/** Types of all that is public, what editors know of the element, and the licence. */
export function publicTypes(): Plugin {
  const here = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
  return {
    name: 'public-types',
    generateBundle() {
      const files = {
        'glassgpt.d.ts': here('package/glassgpt.d.ts'),
        'element.d.ts': here('package/element.d.ts'),
        'words.d.ts': here('src/element/word-properties.ts'),
        'module.d.ts': declarations(here('../wasm/glassgpt.d.ts')),
        'generation.d.ts': declarations(here('../wasm/generation.d.ts')),
        'inspection.d.ts': declarations(here('../wasm/inspection.d.ts')),
        'message.d.ts': here('../wasm/message.d.ts'),
        'sharing.d.ts': declarations(here('../wasm/sharing.d.ts')),
        'custom-elements.json': here('custom-elements.json'),
        LICENSE: here('../LICENSE'),
      };
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
