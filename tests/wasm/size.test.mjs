// What a page downloads before it can train, by whichever module.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

// docs/decisions/0014-module-size.md says what it is made of.
const MOST_BYTES = 284_000;

for (const [module, most] of [
  ['glassgpt', MOST_BYTES],
  ['glassgpt-relaxed', MOST_BYTES],
  ['glassgpt-no-simd', 292_000],
]) {
  test(`${module} and the glue stay within their budget`, async () => {
    let bytes = 0;
    for (const file of [`${module}.wasm`, 'glassgpt.js']) {
      bytes += gzipSync(await readFile(path.resolve(process.env.GLASSGPT_WASM_DIR, file)), { level: 9 }).length;
    }
    assert.ok(bytes <= most, `${bytes} bytes by gzip, at most ${most}`);
  });
}
