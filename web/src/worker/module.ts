// The WASM module, as an engine or a helper is sent it.

import createGlassGpt, { type GlassGptModule } from 'glassgpt-wasm';

import type { Load } from '../engine-port';

export function instantiate({ module, address }: Load): Promise<GlassGptModule> {
  const locateFile = (): string => address;
  if (module === null) return createGlassGpt({ locateFile });
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object => {
      WebAssembly.instantiate(module, imports).then(done, reject);
      return {};
    };
    createGlassGpt({ locateFile, instantiateWasm }).then(resolve, reject);
  });
}
