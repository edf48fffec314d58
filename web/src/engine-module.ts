// The WASM module, compiled once for all engines of the page.

import wasmAddress from 'glassgpt-wasm/glassgpt.wasm?url';

import { absolute, fetchAsset } from './assets';
import type { Load } from './engine-port';

let compiled: Promise<WebAssembly.Module> | null = null;

/** What an engine is told first. What went wrong here, the engine comes upon itself and tells. */
export async function engineModule(): Promise<Load> {
  compiled ??= compile();
  const module = await compiled.catch(() => {
    compiled = null;
    return null;
  });
  return { type: 'load', module, address: absolute(wasmAddress) };
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetchAsset(wasmAddress);
  if (!response.ok) throw new Error(String(response.status));
  // Some hosts send another type, of which browsers compile nothing on the way.
  return response.headers.get('Content-Type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
