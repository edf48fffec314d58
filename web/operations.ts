// Makes the module `core:operations` of the core's own operations while the page is built: their formulas as MathML, by
// the TeX that the core tells them in, and the lines of C++ that compute them, forward and back, by kind. A new operation
// is in it as soon as it has its file in core/model/operations/.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Plugin } from 'vite';

import { type Excerpt, excerpt } from './excerpts';
import { toMathml } from './formulas';

const NAME = 'core:operations';
const RESOLVED = `\0${NAME}`;
const FOLDER = 'core/model/operations';
const MATHEMATICS = 'core/math';

const KIND = /kKind = "(\w+)"/;
/** What formula() returns: all strings of its body, raw or plain. */
const FORMULA = /formula\(\) const override \{(.*?)\}\n/s;
const STRING = /R"\((.*?)\)"|"((?:[^"\\]|\\.)*)"/gs;
/** What a tile calls of the mathematics. */
const CALL = /\b(\w+)<Real>\(/g;

/** What the page knows of a kind of operation. */
interface Sources {
  forward: Excerpt[];
  backward: Excerpt[];
}

function sourceFiles(root: string, folder: string): { file: string; text: string }[] {
  const names = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.cpp'));
  return names.sort().map((name) => {
    const file = `${folder}/${name}`;
    return { file, text: readFileSync(path.join(root, file), 'utf8') };
  });
}

/** The function of an operation's file, and after it those of the mathematics that it calls. */
function linesOf(root: string, file: string, head: string, mathematics: { file: string; text: string }[]): Excerpt[] {
  const own = excerpt(root, { file, from: head, line: head });
  const names = [...new Set(Array.from(own.text.matchAll(CALL), ([, name]) => name ?? ''))];
  const called = names.flatMap((name) =>
    mathematics
      .map((its) => ({ file: its.file, definition: new RegExp(`^\\w+ ${name}\\(.*$`, 'm').exec(its.text)?.[0] }))
      .filter(({ definition }) => definition !== undefined)
      .map(({ file: where, definition = '' }) => excerpt(root, { file: where, from: definition, line: definition })),
  );
  return [own, ...called];
}

/** @param root of the repository */
export function operations(root: string): Plugin {
  return {
    name: 'operations',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null;
      const formulas: Record<string, string> = {};
      const sources: Record<string, Sources> = {};
      const mathematics = sourceFiles(root, MATHEMATICS);
      for (const { file, text } of sourceFiles(root, FOLDER)) {
        this.addWatchFile(path.join(root, file));
        const kind = KIND.exec(text)?.[1];
        const formula = FORMULA.exec(text)?.[1];
        if (kind === undefined || formula === undefined) throw new Error(`${file} has no operation with a formula`);
        for (const [, raw, plain] of formula.matchAll(STRING)) {
          const tex = raw ?? (JSON.parse(`"${plain}"`) as string);
          formulas[tex] = toMathml(tex);
        }
        sources[kind] = {
          forward: linesOf(root, file, 'void forward_of(', mathematics),
          backward: linesOf(root, file, 'void backward_of(', mathematics),
        };
      }
      return `export const formulas = ${JSON.stringify(formulas)};\nexport const sources = ${JSON.stringify(sources)};`;
    },
  };
}
