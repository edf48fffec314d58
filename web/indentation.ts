// Takes the indentation out of the components' HTML and CSS, which stand in template strings that no minifier touches.

import type { Plugin } from 'vite';

/** Where a line begins means nothing in these files: not in TypeScript, nor in their HTML and CSS. */
const COMPONENTS = /\/src\/(components|styles)\/.*\.ts$/;

export function indentation(): Plugin {
  return {
    name: 'indentation',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) => (COMPONENTS.test(id) ? { code: code.replace(/\n\s+/g, '\n'), map: null } : null),
  };
}
