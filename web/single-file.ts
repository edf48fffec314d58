// Makes one file of the page: scripts and styles stand in it as they are, all other files packed by gzip and base64, each
// in an element whose id is the address by which src/assets.ts finds it.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { type Plugin, transformWithEsbuild } from 'vite';

import { NOTICES, noticesText } from './notices';
import { ofLanguage } from './outputs';
import { workerScript } from './package-files';
import { START_TEXTS, startTexts } from './starting';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const INSIDE = '\0inside:';

/** Modules besides the exact one: a browser without SIMD cannot unpack the file, and the fastest would add a quarter to it. */
const LEFT_OUT = /\/glassgpt-(relaxed|no-simd)\.wasm$/;

/** The address of a file within the page. */
function addressOf(file: string): string {
  const { name, ext } = path.parse(file);
  return `inside/${name}${ofLanguage(file)}${ext}`;
}

/** A script or style as it may stand in its element: the tags in it, which only strings can hold, as escapes. */
const embedded = (code: string): string => code.replace(/<(?=\/(script|style)|!--)/gi, '\\x3c');

/** What nothing but this very page may do: no other script or style runs, and nothing is loaded or sent. */
function policyFor(scripts: string[], styles: string[]): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(' ')} 'wasm-unsafe-eval'`,
    `style-src ${styles.map(hash).join(' ')}`,
    'img-src data:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The page's first script, which is no module. */
async function startScript(folder: string): Promise<string> {
  const file = here('src/start.ts');
  const code = readFileSync(file, 'utf8').replace(START_TEXTS, () => startTexts(folder).script);
  const options = { loader: 'ts', format: 'iife', minify: true, target: 'es2017', sourcemap: false, define: { ONE_FILE: 'true' } } as const;
  return (await transformWithEsbuild(code, file, options)).code;
}

/** @param folder of one folder a language */
export function singleFile(folder: string): Plugin {
  const files = new Map<string, Buffer>();
  return {
    name: 'single-file',
    enforce: 'pre',
    transformIndexHtml: { order: 'pre', handler: (html) => html.replace('./src/main.ts', './src/main-one-file.ts') },
    async resolveId(id, importer) {
      const [name = '', query] = id.split('?');
      if (query !== 'url' && query !== 'worker&url') return null;
      const file = await this.resolve(name, importer, { skipSelf: true });
      // Without its ending, by which other plugins would know it.
      return file && `${INSIDE}${query}:${Buffer.from(file.id).toString('hex')}`;
    },
    async load(id) {
      if (!id.startsWith(INSIDE)) return null;
      const [query, hex = ''] = id.slice(INSIDE.length).split(':');
      const file = Buffer.from(hex, 'hex').toString();
      if (LEFT_OUT.test(file)) return "export default '';";
      files.set(addressOf(file), query === 'url' ? readFileSync(file) : Buffer.from(await workerScript(file, { ONE_FILE: 'true' })));
      return `export default ${JSON.stringify(addressOf(file))};`;
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const start = embedded(await startScript(folder));
        let script = '';
        let style = '';
        let page = '';
        for (const [name, file] of Object.entries(bundle)) {
          if (file.type === 'chunk') script = embedded(file.code.trim());
          else if (name.endsWith('.css')) style += embedded(String(file.source).trim());
          else if (name.endsWith('.html')) page = String(file.source);
          delete bundle[name];
        }
        const icon = `data:image/svg+xml;base64,${readFileSync(here('public/icon.svg')).toString('base64')}`;
        const inside = [...files].map(
          ([id, bytes]) =>
            `<script type="text/plain" id="${id}">${gzipSync(bytes, { level: 9 }).toString('base64')}</script>`,
        );
        const head = [
          `<meta http-equiv="Content-Security-Policy" content="${policyFor([start, script], [style])}" />`,
          `<link rel="icon" href="${icon}" type="image/svg+xml" />`,
          `<style>${style}</style>`,
          `<script>${start}</script>`,
        ].join('\n    ');
        const licences = `<script type="text/plain" id="${NOTICES}">\n${embedded(noticesText())}</script>`;
        const body = [startTexts(folder).noScript, licences, ...inside, `<script type="module">${script}</script>`].join('\n    ');
        const source = page
          .replace(/\s*<link [^>]*>/g, '')
          .replace(/\s*<script [^>]*><\/script>/g, '')
          .replace('<meta charset="utf-8" />', (charset) => `${charset}\n    ${head}`)
          .replace('</body>', (end) => `  ${body}\n  ${end}`);
        this.emitFile({ type: 'asset', fileName: 'glass-gpt.html', source });
      },
    },
  };
}
