// Makes a language's module from its catalogues: `catalogue:de` holds the messages of src/i18n/de/*.json, named
// `<file>.<path in the file>` and compiled from ICU MessageFormat, so that the page carries no parser. What few ask for has
// a module of its own: `catalogue:de/embed` holds those of src/i18n/de/embed.json.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { compileMessage, type CompiledMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

import { AREA } from './starting';

const PREFIX = 'catalogue:';
/** Catalogues that are loaded once they are wanted, and the poster's, which has its texts with it. */
const LATER = [
  'embed', 'result', 'diagram', 'choose', 'glossary', 'tour', 'origins', 'experiment', 'trained', 'share', 'core', 'cost',
  'poster',
];

type Texts = { [key: string]: string | Texts };

function collect(texts: Texts, at: string, into: Record<string, CompiledMessage>): void {
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') into[`${at}.${key}`] = compileMessage(value);
    else collect(value, `${at}.${key}`, into);
  }
}

/** @param folder of one folder a language */
export function catalogues(folder: string): Plugin {
  return {
    name: 'catalogues',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const [name = '', later] = id.slice(PREFIX.length + 1).split('/');
      const language = path.join(folder, name);
      const messages: Record<string, CompiledMessage> = {};
      for (const file of readdirSync(language).sort()) {
        const area = path.basename(file, '.json');
        if (area === AREA || (later === undefined ? LATER.includes(area) : area !== later)) continue;
        this.addWatchFile(path.join(language, file));
        const texts = JSON.parse(readFileSync(path.join(language, file), 'utf8')) as Texts;
        collect(texts, area, messages);
      }
      return `export default ${JSON.stringify(messages)};`;
    },
  };
}
