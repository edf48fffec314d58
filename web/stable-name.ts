// The element's script under a name that stays: other people's documents name it. What the page and the frame import has a
// name of its version, as everything else has: a browser that still had the script of another one would not start them.

import path from 'node:path';

import type { Plugin } from 'vite';

/** @param name of the entry and of the script */
export function stableName(name: string): Plugin {
  return {
    name: 'stable-name',
    apply: 'build',
    generateBundle: {
      order: 'post', // once it says what it loads
      handler(_, bundle) {
        const chunk = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry && file.name === name);
        if (chunk?.type !== 'chunk') this.error(`there is no entry ${name}`);
        const folder = path.posix.dirname(chunk.fileName);
        const beside = Object.keys(bundle).filter((file) => path.posix.dirname(file) === folder);
        // What it names beside itself lies in that folder still.
        const source = beside.reduce((code, file) => {
          const its = path.posix.basename(file);
          return code.replaceAll(`./${its}`, `./${folder}/${its}`);
        }, chunk.code);
        this.emitFile({ type: 'asset', fileName: `${name}.js`, source });
      },
    },
  };
}
