// Modules of the page as Node runs them, for what needs no browser.

import { fileURLToPath } from 'node:url';

import { createServer } from 'vite';

const web = fileURLToPath(new URL('.', import.meta.url));

/** The modules of those names below src/. */
export async function loadModules(...names) {
  const server = await createServer({
    root: web,
    configFile: `${web}/vite.config.ts`,
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    return await Promise.all(names.map((name) => server.ssrLoadModule(`/src/${name}.ts`)));
  } finally {
    await server.close();
  }
}
