// What the page's files import: there is no circle, of types neither, and the arrows between the folders point one way.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web', import.meta.url));
const typescript = createRequire(path.join(web, 'package.json'))('typescript');

/** What a file may import beside its own folder: of these folders and files, those before its own. */
const ORDER = ['i18n', 'styles', 'shared', 'client', 'page', 'scorm', 'components', 'frame', 'package', 'main', 'main-one-file'];
const ON_THEIR_OWN = ['worker', 'service-worker'];
/** What starts an engine where it runs: it alone imports that. */
const STARTS_ENGINES = ['engine-host', 'package'];

/** Reads the files of a folder, as [name without `.ts`, names of the files of the folder that it imports]. */
function readImports(folder) {
  const names = readdirSync(folder, { recursive: true })
    .filter((file) => /(?<!\.d)\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, '').split(path.sep).join('/'));
  return new Map(
    names.map((name) => {
      const { importedFiles } = typescript.preProcessFile(readFileSync(path.join(folder, `${name}.ts`), 'utf8'));
      const targets = importedFiles.map(({ fileName }) => path.posix.join(path.posix.dirname(name), fileName));
      return [name, targets.filter((target) => names.includes(target))];
    }),
  );
}

/** A circle of imports, as the names that one comes through; null if there is none. */
function circleIn(imports) {
  const done = new Set();
  const visit = (name, way) => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const target of imports.get(name)) {
      const circle = visit(target, [...way, name]);
      if (circle !== null) return circle;
    }
    done.add(name);
    return null;
  };
  for (const name of imports.keys()) {
    const circle = visit(name, []);
    if (circle !== null) return circle;
  }
  return null;
}

/** Where a file stands in the order: its folder, or it alone. */
function layerOf(name) {
  const [first] = name.split('/');
  return ORDER.includes(first) || ON_THEIR_OWN.includes(first) ? first : 'shared';
}

function mayImport(from, to) {
  if (layerOf(from) === layerOf(to)) return true;
  if (ON_THEIR_OWN.includes(layerOf(to))) return layerOf(to) === 'worker' && STARTS_ENGINES.includes(from.split('/')[0]);
  if (ON_THEIR_OWN.includes(layerOf(from))) return layerOf(to) === 'shared';
  return ORDER.indexOf(layerOf(to)) < ORDER.indexOf(layerOf(from));
}

const imports = readImports(path.join(web, 'src'));

test('there is no circle of imports', () => {
  assert.ok(imports.size > 100, `only ${imports.size} files were found`);
  assert.equal(circleIn(imports)?.join(' -> ') ?? '', '');
});

test('components import the page, the page its client, and nobody the other way round', () => {
  const wrong = [...imports].flatMap(([from, targets]) =>
    targets.filter((to) => !mayImport(from, to)).map((to) => `${from} -> ${to}`),
  );
  assert.deepEqual(wrong, []);
});

test('a circle is found, by however many steps', () => {
  assert.equal(circleIn(new Map([['a', ['b', 'd']], ['b', ['c']], ['c', []], ['d', []]])), null);
  assert.deepEqual(circleIn(new Map([['a', ['b']], ['b', ['c', 'd']], ['c', []], ['d', ['b']]])), ['b', 'd', 'b']);
});
