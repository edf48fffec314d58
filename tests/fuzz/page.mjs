// What the fuzz targets of the page share.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import fc from 'fast-check';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));

/** The page's modules named, from web/src, as Vite builds them. */
export async function loadModules(...names) {
  const { createServer } = await import(path.join(WEB, 'node_modules/vite/dist/node/index.js'));
  const server = await createServer({
    root: WEB,
    server: { middlewareMode: true, watch: null },
    optimizeDeps: { noDiscovery: true },
    appType: 'custom',
    logLevel: 'error',
  });
  const modules = await Promise.all(names.map((name) => server.ssrLoadModule(`/src/${name}`)));
  await server.close();
  return modules;
}

/**
 * Holds the property against `--runs` inputs, of which it takes so many at a time. Each `--seed` gives the same inputs
 * every time. Ends the process, with the smallest inputs found that it does not hold for.
 */
export async function fuzz(name, property, inputsAtATime = 1) {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string', default: '1' } } });
  const times = Math.ceil(Number(values.runs) / inputsAtATime);
  const batch = 1000;
  for (let done = 0; done < times; done += batch) {
    const seed = Number(values.seed) + done / batch;
    const found = await fc.check(property, { seed, numRuns: Math.min(batch, times - done) });
    if (!found.failed) continue;
    console.error(`${name}: a fault, with --seed ${seed}\n${fc.defaultReportMessage(found)}\n${found.errorInstance}`);
    process.exit(1);
  }
  console.log(`${name}: ${times * inputsAtATime} inputs`);
  process.exit(0);
}
