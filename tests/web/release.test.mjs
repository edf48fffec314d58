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
