// The modules besides the exact one, by its glue: for browsers without SIMD, to the same bits, and with relaxed SIMD, to nearly
// the same.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('trained-run.mjs', import.meta.url));

/** Switches of V8 on x86: without SSE 4.1 it has no SIMD, and without FMA3 nothing is fused. */
const NO_SIMD = process.arch === 'x64' ? ['--no-enable-sse4-1'] : [];
const NO_FMA = process.arch === 'x64' ? ['--no-enable-fma3'] : [];
/** Before version 21 Node has to be told. */
const RELAXED = Number.parseInt(process.versions.node, 10) < 21 ? ['--experimental-wasm-relaxed-simd'] : [];

/** What a run comes to by a module, in a Node of its own. */
async function trained(module, switches = []) {
  const { stdout } = await promisify(execFile)(process.execPath, [...switches, script, module]);
  return JSON.parse(stdout);
}

const exact = await trained('glassgpt.wasm');

test('where there is no SIMD, the module without it comes to the same bits', async () => {
  if (NO_SIMD.length > 0) await assert.rejects(trained('glassgpt.wasm', NO_SIMD), /CompileError.*SIMD/);
  assert.deepEqual(await trained('glassgpt-no-simd.wasm', NO_SIMD), exact);
});

test('relaxed SIMD comes to nearly the same losses, and to the same bits where nothing is fused', async () => {
  const { losses, file } = await trained('glassgpt-relaxed.wasm', RELAXED);
  assert.equal(losses.length, exact.losses.length);
  losses.forEach((loss, i) => {
    const off = Math.abs(loss - exact.losses[i]);
    assert.ok(off <= 1e-2 * exact.losses[i], `step ${i + 1}: ${loss}, exactly ${exact.losses[i]}`);
  });
  if (NO_FMA.length === 0) return;
  assert.notEqual(file, exact.file, 'this processor fuses');
  assert.deepEqual(await trained('glassgpt-relaxed.wasm', [...RELAXED, ...NO_FMA]), exact);
});
