// Has the small trained model come once the page stands: nobody waits for it.

import type { Page } from '../page/page';

/** What goes before it has this long at most, in milliseconds. */
const PATIENCE_MS = 3000;

/** Settles once the browser has nothing else to do. */
const idle = (): Promise<unknown> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: PATIENCE_MS });
    else setTimeout(resolve, PATIENCE_MS / 10);
  });

/**
 * Brings it, unless the page's author does without, or it was opened for other data. What cannot be loaded is as if it were
 * not there.
 */
export async function bringTrainedModel(page: Page): Promise<void> {
  const { data, life, presentation } = page;
  if (!presentation.shows('trained-model') || data.dataset.kind !== 'facts') return;
  await idle();
  if (life.aborted) return;
  try {
    const [{ bring }] = await Promise.all([import('../page/trained-model'), import('./trained-model')]);
    await bring(page);
  } catch {
    // The page is as it would be without.
  }
}
