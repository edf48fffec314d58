// The page as the command line program serves it: with its model open.

import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { exchange, folder, serve, yesModel } from '../serve/helpers.mjs';
import { giveWorkbench, GlassPage, launchChromium, pageDir, PATIENCE_MS } from './support.mjs';

test('the page opens with the model, and answers with it', async (t) => {
  const server = await serve(t, yesModel, { args: ['--page', pageDir] });
  const browser = await launchChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const glass = new GlassPage(page, server.address);
  for (let visit = 1; visit <= 2; ++visit) { // the second one by the service worker
    await page.addInitScript(giveWorkbench);
    await page.goto(`${server.address}/`);
    await page.getByText(/tiny|model\.json/).first().waitFor();
    assert.equal(await glass.ask('Why?'), 'Yes, sure.');
    await page.evaluate(() => navigator.serviceWorker.ready);
  }
  glass.assertNoFaults();
});

test('of the folder plain files alone are given', async (t) => {
  const site = path.join(folder(t), 'site');
  await cp(pageDir, site, { recursive: true });
  writeFileSync(path.join(site, '..', 'secret.txt'), 'secret');
  writeFileSync(path.join(site, '.hidden.txt'), 'secret');
  writeFileSync(path.join(site, 'plain.txt'), 'plain');
  symlinkSync('../secret.txt', path.join(site, 'link.txt'));
  symlinkSync('/dev/zero', path.join(site, 'zero'));
  const server = await serve(t, yesModel, { args: ['--page', site] });
  const get = (address, headers) => fetch(server.address + address, { headers });
  for (const address of [
    '/link.txt', '/.hidden.txt', '/zero', '/assets', '/nothing', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%2e%2e%5csecret.txt',
    '/assets/../plain.txt', '/../secret.txt', '/assets/%2e%2e/plain.txt', '//plain.txt', '/plain.txt%00', '/%ff', '/%', '/tiny.json',
  ]) {
    // As it is: fetch() takes `..` out itself.
    const reply = await exchange(server, `GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    assert.match(reply, /^HTTP\/1\.1 404 /, address);
  }
  const plain = await get('/plain.txt');
  assert.deepEqual([await plain.text(), plain.headers.get('content-type')], ['plain', 'text/plain; charset=utf-8']);
  const tag = plain.headers.get('etag');
  assert.equal((await get('/plain.txt', { 'If-None-Match': tag })).status, 304);
  assert.match(await (await get('/')).text(), /<glass-gpt-page data-model="model\.json"/);
  assert.equal((await (await get('/model.json')).json()).format, 'glassgpt');
});
