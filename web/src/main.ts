// The site: its language first, so that no text is drawn twice, then its one element.

import './styles/site.css';

import { siteLanguageReady } from './i18n/site-language';

await siteLanguageReady();
await import('./components/glass-gpt-page');

/** Where it is not allowed, in a frame without storage for one, the page works all the same, with a network. */
async function keepFiles(): Promise<void> {
  await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI));
}

if (import.meta.env.PROD) keepFiles().catch(() => {});
