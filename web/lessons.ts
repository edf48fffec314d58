// The lessons of docs/lessons as pages of the built site: lessons/en/tokens.html and so on. Their texts are Markdown, in
// which the demo is a <glass-gpt>; pictures and data lie beside them, under the same relative addresses.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import MarkdownIt from 'markdown-it';
import type { Plugin } from 'vite';

import { POLICY } from './offline';
import { LANGUAGES } from './src/i18n/languages';

/** Files of the site by their addresses from its root. */
type Files = Map<string, string | Buffer>;

const markdown = new MarkdownIt({ html: true });

/** Other lessons are Markdown in the repository, and pages on the site. */
const asPage = (html: string): string => html.replace(/(<a href="[^":]*)\.md"/g, '$1.html"');

/** Every page in its three languages. */
function languageLinks(language: string, page: string): string {
  const link = ([its, name]: [string, string]): string =>
    its === language
      ? `<span aria-current="true">${name}</span>`
      : `<a href="../${its}/${page}" lang="${its}" hreflang="${its}">${name}</a>`;
  return Object.entries(LANGUAGES).map(link).join(' ');
}

function pageOf(language: string, name: string, text: string, overview: string): string {
  const title = titleOf(text);
  const page = `${name}.html`;
  const toOverview = name === 'index' ? '' : `<a href="index.html">${overview}</a>`;
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} – GlassGPT</title>
    <link rel="icon" href="../../icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="../lesson.css" />
    <script type="module" src="../../glass-gpt.js"></script>
    <script type="module" src="../lesson.js"></script>
  </head>
  <body>
    <nav>
      <a href="../../index.html">GlassGPT</a> ${toOverview}
      <span class="languages">${languageLinks(language, page)}</span>
    </nav>
    <main>
${asPage(markdown.render(text))}
    </main>
  </body>
</html>
`;
}

/** Of a lesson: its first line, which is the heading. */
function titleOf(text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error('a lesson begins with a heading: # Title');
  return markdown.utils.escapeHtml(title);
}

/** @param root of the repository */
export function lessonFiles(root: string): Files {
  const folder = path.join(root, 'docs/lessons');
  const files: Files = new Map();
  const read = (name: string): string => readFileSync(name, 'utf8');
  files.set('lessons/lesson.css', read(path.join(root, 'web/src/styles/tokens.css')) + read(path.join(folder, 'lesson.css')));
  files.set('lessons/lesson.js', read(path.join(folder, 'lesson.js')));
  for (const language of Object.keys(LANGUAGES)) {
    const its = path.join(folder, language);
    const overview = titleOf(read(path.join(its, 'index.md')));
    for (const name of readdirSync(its, { recursive: true }) as string[]) {
      const file = path.join(its, name);
      if (statSync(file).isDirectory()) continue;
      const to = `lessons/${language}/${name.split(path.sep).join('/')}`;
      if (name.endsWith('.md')) {
        files.set(to.replace(/md$/, 'html'), pageOf(language, path.basename(name, '.md'), read(file), overview));
      } else {
        files.set(to, readFileSync(file));
      }
    }
  }
  return files;
}

/** @param root of the repository */
export function lessons(root: string): Plugin {
  return {
    name: 'lessons',
    apply: 'build',
    buildStart() {
      for (const [fileName, source] of lessonFiles(root)) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
