// The WASM modules, each compiled once for all engines of the page.

import noSimdAddress from 'glassgpt-wasm/glassgpt-no-simd.wasm?url';
import relaxedAddress from 'glassgpt-wasm/glassgpt-relaxed.wasm?url';
import exactAddress from 'glassgpt-wasm/glassgpt.wasm?url';

import { type Arithmetic, hasSimd } from './arithmetic';
import { absolute, fetchAsset } from './assets';
import type { Load } from './engine-port';

/** By address. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** @param arithmetic one that the browser has */
function addressFor(arithmetic: Arithmetic): string {
  if (arithmetic === 'fastest') return relaxedAddress;
  return ONE_FILE || hasSimd() ? exactAddress : noSimdAddress;
}

/** What an engine is told first. What went wrong here, the engine comes upon itself and tells. */
export async function engineModule(arithmetic: Arithmetic): Promise<Load> {
  const address = addressFor(arithmetic);
  const compiling = compiled.get(address) ?? compile(address);
  compiled.set(address, compiling);
  const module = await compiling.catch(() => {
    compiled.delete(address);
    return null;
  });
  return { type: 'load', module, address: absolute(address) };
}

async function compile(address: string): Promise<WebAssembly.Module> {
  const response = await fetchAsset(address);
  if (!response.ok) throw new Error(String(response.status));
  // Some hosts send another type, of which browsers compile nothing on the way.
  return response.headers.get('Content-Type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
