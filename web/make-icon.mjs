// Draws public/icon-192.png from public/icon.svg, for systems that take no SVG: node make-icon.mjs

import { readFile } from 'node:fs/promises';

import { chromium } from 'playwright-core';

const SIZE = 192;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
const svg = await readFile(new URL('public/icon.svg', import.meta.url), 'utf8');
await page.setContent(`<style>body{margin:0;background:#f5f6f2}svg{display:block;width:${SIZE}px}</style>${svg}`);
await page.screenshot({ path: new URL('public/icon-192.png', import.meta.url).pathname });
await browser.close();
