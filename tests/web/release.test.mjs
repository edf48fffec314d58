// What the release script writes: the folder with its hashes, the single file and the package.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const release = (...args) => promisify(execFile)(path.join(root, 'web/release.sh'), args, { cwd: root });

let folder;
before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'glassgpt-release-'))));
after(() => rm(folder, { recursive: true, force: true }));

test('it holds the site with the hash of each file, the single file and the package', async () => {
  await release('--built', folder);
  const [checksums, single, packed, site, ...more] = (await readdir(folder)).sort();
  assert.deepEqual([checksums, single, site, more], ['SHA256SUMS', 'glass-gpt.html', 'site', []]);
  assert.match(packed, /^glassgpt-\d+\.\d+\.\d+\.tgz$/);

  const integrity = JSON.parse(await readFile(path.join(folder, 'site/integrity.json'), 'utf8'));
  for (const name of ['index.html', 'glass-gpt.js', 'embed/v1/index.html', 'service-worker.js']) {
    const hash = createHash('sha384').update(await readFile(path.join(folder, 'site', name))).digest('base64');
    assert.equal(integrity[name], `sha384-${hash}`, name);
  }
  const sums = (await readFile(path.join(folder, checksums), 'utf8')).trim().split('\n');
  const own = createHash('sha256').update(await readFile(path.join(folder, single))).digest('hex');
  assert.ok(sums.includes(`${own}  ./${single}`));
});

/** Packages that the page's sources import, but for one of which nothing is left but what it imports itself. */
async function importedPackages() {
  const sources = path.join(root, 'web/src');
  const files = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(path.join(sources, name), 'utf8')));
  const imported = texts.flatMap((text) => [...text.matchAll(/^(?:import|\} from)\b(?! type).*'([@\w][^':]*)';$/gm)].map(([, name]) => name));
  const packages = imported.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)[0]).filter((name) => name !== 'glassgpt-wasm' && name !== 'lit');
  return [...new Set(packages)].sort();
}

/** Of one of these packages, how its licence begins. */
async function licenceOf(name) {
  const folder = path.join(root, 'web/node_modules', name);
  const file = (await readdir(folder)).find((its) => /^licen[cs]e/i.test(its));
  return (await readFile(path.join(folder, file), 'utf8')).trim().slice(0, 300);
}

test('the licences of others come with the site, the single file and the package', async () => {
  const read = (name) => readFile(path.join(folder, name), 'utf8');
  const site = await read('site/third-party-notices.txt');
  const ofPackage = await readFile(path.join(root, 'web/dist-package/third-party-notices.txt'), 'utf8');
  const packages = await importedPackages();
  for (const name of ['@lit/context', '@lingui/core', 'idb', 'mammoth', 'pdfjs-dist', 'uplot']) assert.ok(packages.includes(name), name);
  const single = /id="third-party-notices\.txt">([^]*?)<\/script>/.exec(await read('glass-gpt.html'))[1];
  const without = { site: [], single: ['fflate', 'mammoth', 'pdfjs-dist'], package: ['fflate', 'mammoth', 'pdfjs-dist'] };
  for (const [what, text] of Object.entries({ site, single, package: ofPackage })) {
    for (const name of packages.filter((its) => !without[what].includes(its))) {
      assert.ok(text.includes(`\n${name} `) && text.includes(await licenceOf(name)), `${what}: ${name}`);
    }
    // In the module, of which the bundler knows nothing.
    for (const holder of ['Niels Lohmann', 'Steven G. Johnson', 'Rich Felker', 'The Emscripten Authors', 'Unicode, Inc.']) {
      assert.ok(text.includes(holder), `${what}: ${holder}`);
    }
  }
});

test('what the bundler put in is in the list of dependencies, in the same versions', async () => {
  const notices = await readFile(path.join(folder, 'site/third-party-notices.txt'), 'utf8');
  const bundled = [...notices.matchAll(/^(\S+ \d\S*), under /gm)].map(([, title]) => title);
  assert.ok(bundled.some((title) => title.startsWith('lit-html ')), 'the notices name packages');
  const { stdout } = await promisify(execFile)('python3', [path.join(root, 'tools/dependencies.py')], { maxBuffer: 2 ** 24 });
  const { packages } = JSON.parse(stdout);
  const listed = packages.filter(({ comment }) => /\bpage\b/.test(comment)).map(({ name, versionInfo }) => `${name} ${versionInfo}`);
  assert.deepEqual(bundled.filter((title) => !listed.includes(title)), []);
});

test('it overwrites nothing else', async () => {
  const other = await mkdtemp(path.join(tmpdir(), 'glassgpt-release-'));
  try {
    await writeFile(path.join(other, 'thesis.txt'), 'years of work');
    await assert.rejects(release('--built', other), /holds something else than a release/);
    assert.deepEqual(await readdir(other), ['thesis.txt']);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});
