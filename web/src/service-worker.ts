// Keeps the page's files in the browser, so that it works without a network after the first visit. A new version of the
// page is fetched in the background and shown once no tab shows the old one, so that the files of one version always
// stay together.

/** The one string that the build replaces by the list of files. */
const FILES = '__FILES__' as unknown as string[];
/** By a string likewise: the bundled data, by language. */
const DATA = '__DATA__' as unknown as Partial<Record<string, string[]>>;
const PREFIX = 'glassgpt-page-';
const CACHE = `${PREFIX}__VERSION__`;

const worker = self as unknown as ServiceWorkerGlobalScope;

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache, which may still hold the page of another version.
  // Data in another language is kept once it is asked for.
  const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((name) => name in DATA) ?? 'en';
  await cache.addAll([...FILES, ...(DATA[language] ?? [])].map((file) => new Request(file, { cache: 'no-cache' })));
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: CACHE, ignoreSearch: request.mode === 'navigate' });
  return kept ?? fetchOnDemand(request);
}

/** What is not fetched before somebody needs it is kept from then on. */
async function fetchOnDemand(request: Request): Promise<Response> {
  const response = await fetch(request);
  const { scope } = worker.registration;
  if (response.ok && ['assets/', 'lessons/'].some((its) => request.url.startsWith(scope + its))) {
    await (await caches.open(CACHE)).put(request, response.clone()).catch(() => {}); // a full disk: then not
  }
  return response;
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(Promise.all([removeOthers(), worker.clients.claim()])));
worker.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET') event.respondWith(answer(event.request));
});
