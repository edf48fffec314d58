// The licences of others whose code is in what is built, as one text: of packages as the bundler finds them, in pages and
// in workers, and from notices.txt of what is in these and in the WASM module without being a package.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import license, { type Dependency } from 'rollup-plugin-license';
import type { Plugin, PluginOption } from 'vite';

export const NOTICES = 'third-party-notices.txt';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Of every bundle of this build, by name and version. */
const found = new Map<string, Dependency>();

/** Notes the packages in a bundle. */
export const packagesNoted = (): PluginOption =>
  license({
    cwd: here('.'), // wherever it is called from
    thirdParty: (dependencies) => {
      for (const dependency of dependencies) found.set(`${dependency.name} ${dependency.version}`, dependency);
    },
  }) as PluginOption;

/** Beside a package's own licence: that of its character maps. */
const FURTHER = ['cmaps/LICENSE'];

function noticeOf(title: string, { name, license: terms, licenseText, noticeText, author, repository }: Dependency): string {
  const address = typeof repository === 'string' ? repository : (repository?.url ?? '');
  const from = [author?.text() ?? '', address].filter((text) => text !== '').join(', ');
  const further = FURTHER.map((file) => here(`node_modules/${name}/${file}`)).filter(existsSync);
  const texts = [licenseText, noticeText, ...further.map((file) => readFileSync(file, 'utf8'))];
  const lines = [`${title}, under ${terms ?? 'its licence'}${from === '' ? '' : ` (${from})`}`];
  return [...lines, ...texts.filter((text) => text).map((text) => String(text).trim())].join('\n\n');
}

/** Once every bundle is generated. */
export function noticesText(): string {
  const packages = [...found].sort(([a], [b]) => a.localeCompare(b)).map(([title, its]) => noticeOf(title, its));
  const lead = 'GlassGPT contains code of others, under these licences.';
  return `${[lead, ...packages, readFileSync(here('notices.txt'), 'utf8').trim()].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Puts them beside what is built. */
export const notices = (): Plugin => ({
  name: 'notices',
  generateBundle: {
    order: 'post', // once all are noted
    handler() {
      this.emitFile({ type: 'asset', fileName: NOTICES, source: noticesText() });
    },
  },
});
