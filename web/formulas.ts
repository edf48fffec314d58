// Turns the formulas of a `*.tex.json`, TeX by name, into MathML while the page is built, so that the page carries no
// TeX, no fonts and no styles for them.
//
// A formula has places for what is known only when the page runs: `@x@` for a number or a sum, `@word:x@` for a word.
// In the MathML they are `<mn data-place="x">` and `<mtext data-place="x">`, empty.

import { readFileSync } from 'node:fs';

import katex from 'katex';
import type { Plugin } from 'vite';

const PLACE = /@(word:)?(\w+)@/g;
const COMPILED_PLACE = /<mtext>@(word:)?(\w+)@<\/mtext>/g;

/** @param tex as it stands in a `*.tex.json` */
export function toMathml(tex: string): string {
  const withPlaces = tex.replace(PLACE, (place) => `\\text{${place}}`);
  const made = katex.renderToString(withPlaces, { output: 'mathml', displayMode: true, strict: 'error' });
  const math = /<semantics>(.*)<annotation/s.exec(made)?.[1];
  if (math === undefined) throw new Error(`KaTeX made no MathML of: ${tex}`);
  const filled = math.replace(COMPILED_PLACE, (_, word: string | undefined, name: string) => {
    const element = word === undefined ? 'mn' : 'mtext';
    return `<${element} data-place="${name}"></${element}>`;
  });
  // What it forbids itself by its Content-Security-Policy, and a place that KaTeX took apart.
  if (/ style=|@/.test(filled)) throw new Error(`this formula cannot go on the page: ${tex}`);
  return `<math display="block">${filled}</math>`;
}

export function formulas(): Plugin {
  return {
    name: 'formulas',
    load(id) {
      if (!id.endsWith('.tex.json')) return null;
      this.addWatchFile(id);
      const tex = JSON.parse(readFileSync(id, 'utf8')) as Record<string, string>;
      // Vite makes the module of it, as of any JSON.
      return JSON.stringify(Object.fromEntries(Object.entries(tex).map(([name, its]) => [name, toMathml(its)])));
    },
  };
}
