// How long the page takes from the click on Train to the first loss that it shows: prints JSON. GLASSGPT_PAGE_DIR may
// name the folder of the built page.

import { launchWholeChromium, startBrowser } from '../../web/support.mjs';

/** In the page, with its training panel: clicks, and waits until the figure under Loss is a number. */
function secondsToFirstLoss(panel) {
  const loss = () => {
    const figure = [...panel.shadowRoot.querySelectorAll('dl > div')].find((div) => div.firstElementChild.textContent.trim() === 'Loss');
    return Number.parseFloat(figure.lastElementChild.textContent);
  };
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (Number.isNaN(loss())) return;
      observer.disconnect();
      resolve((performance.now() - clicked) / 1000);
    });
    observer.observe(panel.shadowRoot, { subtree: true, childList: true, characterData: true });
    const clicked = performance.now();
    panel.shadowRoot.querySelector('button.primary').click();
  });
}

const browser = await startBrowser({}, launchWholeChromium);
try {
  const glass = await browser.open();
  await glass.page.locator('gg-training-panel button.primary:enabled').waitFor();
  const seconds = await glass.page.locator('gg-training-panel').evaluate(secondsToFirstLoss);
  console.log(JSON.stringify({ seconds }));
} finally {
  await browser.close();
}
