// Keeps this lesson in the browser, with all that its demos load, so that it works without a network from then on. The
// site's files are the service worker's business.

async function keepLesson() {
  await navigator.serviceWorker.register('../../service-worker.js');
  await navigator.serviceWorker.ready; // the site's files are kept
  const data = [...document.querySelectorAll('glass-gpt')].flatMap((its) => its.getAttribute('data')?.match(/\S*[./]\S*/g) ?? []);
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const wanted = [location.href, ...loaded, ...data].map((address) => new URL(address, document.baseURI).href);
  const ours = wanted.filter((address) => address.startsWith(location.origin));
  for (const name of await caches.keys()) {
    if (name.startsWith('glassgpt-page-')) await (await caches.open(name)).addAll([...new Set(ours)]);
  }
}

// Where it is not allowed, or there is no room, the lesson works all the same, with a network.
addEventListener('load', () => void keepLesson().catch(() => {}));
