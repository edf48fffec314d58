// Where the page cannot start, it says why, and no other reason than the true one.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launchWholeChromium, pageDir, PATIENCE_MS, serve } from './support.mjs';

let served;
let browser;
before(async () => {
  served = await serve(pageDir);
  browser = await launchWholeChromium();
});
after(async () => {
  await browser.close();
  served.server.close();
});

async function openPage(options = {}) {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

/** The page in a frame with such a sandbox. */
async function frameWith(sandbox, options) {
  const body = `<iframe sandbox="${sandbox}" src="${served.address}"></iframe>`;
  const host = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(body));
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve));
  const page = await openPage(options);
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  host.close();
  return page.frameLocator('iframe');
}

test('a frame that keeps the page from its files is told apart from one without scripts', async () => {
  const noOrigin = await frameWith('allow-scripts');
  const said = await noOrigin.getByRole('alert').innerText();
  assert.match(said, /the frame’s sandbox lacks allow-same-origin/);
  assert.ok(said.endsWith(served.address));
  assert.equal(await noOrigin.locator('noscript p').count(), 0);

  const noScripts = await frameWith('allow-same-origin');
  await noScripts.locator('noscript').waitFor();
  assert.match(await noScripts.locator('body').innerText(), /the frame that the page stands in lacks allow-scripts/);
  assert.equal(await noScripts.getByRole('alert').count(), 0);
});

test('a page opened from a file says that it needs a server, in the reader’s language', async () => {
  const page = await openPage({ locale: 'de-DE' });
  await page.goto(`file://${path.join(pageDir, 'index.html')}`);
  await page.getByRole('alert').getByText('Diese Seite wurde als Datei geöffnet').waitFor();
});

for (const [what, files] of [['the first script', /index-.*\.js$/], ['a part of it', /glass-gpt-.*\.js$/], ['its texts', /catalogue.*\.js$/]]) {
  test(`a connection that breaks before ${what} is there is named`, async () => {
    const page = await openPage();
    await page.route(files, (route) => route.abort());
    await page.goto(served.address);
    await page.getByRole('alert').getByText('could not be loaded completely. Check the connection').waitFor();
  });
}

test('a browser that does not understand the page’s scripts is said to be too old', async () => {
  const page = await openPage();
  await page.route(/glass-gpt-.*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'let let = new ≠' }));
  await page.goto(served.address);
  await page.getByRole('alert').getByText('too old for this page').waitFor();
});
