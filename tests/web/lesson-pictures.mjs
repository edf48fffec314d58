// Takes the pictures of the lessons from the built site, where they are done as they say:
//
//   node tests/web/lesson-pictures.mjs [language [lesson]]
//
// writes docs/lessons/*/pictures/*.png. To be done again where a lesson, or what the demo looks like, has changed.

import { mkdir } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import { LANGUAGES, LESSONS } from './lesson-page.mjs';
import { launchChromium, pageDir, serve } from './support.mjs';

/** Narrow, so that they can be read on phones, too. */
const WIDTH = 520;

const [wantedLanguage, wantedLesson] = argv.slice(2);
const { server, address } = await serve(pageDir);
const browser = await launchChromium();
for (const language of LANGUAGES.filter((its) => its === (wantedLanguage ?? its))) {
  const folder = fileURLToPath(new URL(`../../docs/lessons/${language}/pictures/`, import.meta.url));
  await mkdir(folder, { recursive: true });
  for (const [lesson, walk] of Object.entries(LESSONS).filter(([its]) => its === (wantedLesson ?? its))) {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: 'light' });
    await page.goto(`${address}lessons/${language}/${lesson}.html`);
    await walk(page, async (name, part) => {
      await part.scrollIntoViewIfNeeded();
      await page.waitForTimeout(500); // for what is drawn once it is seen
      await part.screenshot({ path: `${folder}${name}.png` });
    });
    await page.close();
  }
}
await browser.close();
server.close();
