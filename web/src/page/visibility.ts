// What becomes of training while nobody sees the tab: it goes on, or pauses until somebody does.

import type { PageState } from './page-state';

/** Pauses training whenever the tab is hidden, if the visitor chose so, and goes on with it when it is shown again. */
export function followVisibility(page: PageState): void {
  let pausing: Promise<void> | null = null;

  async function goOn(paused: Promise<void>): Promise<void> {
    await paused;
    const { run } = page.status;
    if (run?.state === 'paused' && !run.fresh) await page.train();
  }

  document.addEventListener('visibilitychange', () => {
    const tell = (error: Error): void => page.tellPeople(error.message);
    if (document.hidden && page.pauseWhenHidden && page.status.run?.state === 'running') {
      pausing = page.pause();
      pausing.catch(tell);
    } else if (!document.hidden && pausing !== null) {
      goOn(pausing).catch(tell);
      pausing = null;
    }
  });
}
