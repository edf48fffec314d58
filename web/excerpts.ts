// Turns the list of a `*.cpp.json` into the lines of C++ that it names, while the page is built: what the page shows of
// the core is the core. A name that is not found in the source any more fails the build.

import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Plugin } from 'vite';

/** Where an excerpt lies. */
export interface Place {
  /** From the repository's root. */
  file: string;
  /** The excerpt begins with the first line that holds this, the head of a function, and ends with its closing brace. */
  from: string;
  /** The line to look at: the first one of the excerpt that holds this. */
  line: string;
}

/** What the page gets of it. */
export interface Excerpt {
  file: string;
  /** Numbers of the first line, and of the one to look at. */
  first: number;
  line: number;
  text: string;
}

export function excerpt(root: string, { file, from, line }: Place): Excerpt {
  const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
  const find = (what: string, begin: number, matches: (line: string) => boolean): number => {
    const found = lines.findIndex((text, i) => i >= begin && matches(text));
    if (found < 0) throw new Error(`${file} has no line with: ${what}`);
    return found;
  };
  const holding = (what: string, begin: number): number => find(what, begin, (text) => text.includes(what));
  const first = holding(from, 0);
  const closing = `${/^ */.exec(lines[first] ?? '')?.[0]}}`;
  const last = find(closing, first, (text) => text === closing);
  const at = holding(line, first);
  if (at > last) throw new Error(`${file}: the excerpt from "${from}" has no line with: ${line}`);
  const shown = lines.slice(first, last + 1);
  const indent = Math.min(...shown.filter((text) => text !== '').map((text) => text.search(/\S/)));
  return { file, first: first + 1, line: at + 1, text: shown.map((text) => text.slice(indent)).join('\n') };
}

/** @param root of the repository */
export function excerpts(root: string): Plugin {
  return {
    name: 'excerpts',
    load(id) {
      if (!id.endsWith('.cpp.json')) return null;
      this.addWatchFile(id);
      const places = JSON.parse(readFileSync(id, 'utf8')) as Record<string, Place>;
      for (const { file } of Object.values(places)) this.addWatchFile(path.join(root, file));
      // Vite makes the module of it, as of any JSON.
      return JSON.stringify(
        Object.fromEntries(Object.entries(places).map(([name, its]) => [name, excerpt(root, its)])),
      );
    },
  };
}
