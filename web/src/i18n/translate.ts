// The texts in the languages there are, from the catalogues beside this file, and which language is spoken where.
//
// A catalogue is JSON of messages in ICU MessageFormat; `t('watch.title')` is `title` in watch.json. Every language has
// every message. A page may hold several elements in several languages: each has a Locale, and what it draws it draws
// `within` it.

import { type Messages, setupI18n } from '@lingui/core';

import { isolated } from './direction';
import type { Language } from './languages';

/** What the placeholders of a message stand for. */
export type Values = Record<string, string | number>;

const LOADERS: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('catalogue:en'),
  de: () => import('catalogue:de'),
  es: () => import('catalogue:es'),
};

/** Catalogues that are loaded once they are wanted. */
const LATER = {
  embed: {
    en: () => import('catalogue:en/embed'),
    de: () => import('catalogue:de/embed'),
    es: () => import('catalogue:es/embed'),
  },
  diagram: {
    en: () => import('catalogue:en/diagram'),
    de: () => import('catalogue:de/diagram'),
    es: () => import('catalogue:es/diagram'),
  },
  choose: {
    en: () => import('catalogue:en/choose'),
    de: () => import('catalogue:de/choose'),
    es: () => import('catalogue:es/choose'),
  },
  glossary: {
    en: () => import('catalogue:en/glossary'),
    de: () => import('catalogue:de/glossary'),
    es: () => import('catalogue:es/glossary'),
  },
  tour: {
    en: () => import('catalogue:en/tour'),
    de: () => import('catalogue:de/tour'),
    es: () => import('catalogue:es/tour'),
  },
  origins: {
    en: () => import('catalogue:en/origins'),
    de: () => import('catalogue:de/origins'),
    es: () => import('catalogue:es/origins'),
  },
  experiment: {
    en: () => import('catalogue:en/experiment'),
    de: () => import('catalogue:de/experiment'),
    es: () => import('catalogue:es/experiment'),
  },
  trained: {
    en: () => import('catalogue:en/trained'),
    de: () => import('catalogue:de/trained'),
    es: () => import('catalogue:es/trained'),
  },
  share: {
    en: () => import('catalogue:en/share'),
    de: () => import('catalogue:de/share'),
    es: () => import('catalogue:es/share'),
  },
  result: {
    en: () => import('catalogue:en/result'),
    de: () => import('catalogue:de/result'),
    es: () => import('catalogue:es/result'),
  },
  cost: {
    en: () => import('catalogue:en/cost'),
    de: () => import('catalogue:de/cost'),
    es: () => import('catalogue:es/cost'),
  },
  // In English the core tells it itself.
  core: {
    en: () => Promise.resolve({ default: {} }),
    de: () => import('catalogue:de/core'),
    es: () => import('catalogue:es/core'),
  },
} satisfies Record<string, Record<Language, () => Promise<{ default: Messages }>>>;
export type LaterCatalogue = keyof typeof LATER;

/** A language that is spoken, until another one is chosen. */
export class Locale {
  readonly #i18n = setupI18n({ locale: 'en', messages: { en: {} } });
  /** What is wanted beside the catalogue of all. */
  readonly #later = new Set<LaterCatalogue>();

  get language(): Language {
    return this.#i18n.locale as Language;
  }

  /** To be awaited before the first text is asked for. */
  async choose(language: Language): Promise<void> {
    const loaders = [LOADERS[language], ...[...this.#later].map((name) => LATER[name][language])];
    const loaded = await Promise.all(loaders.map((load) => load()));
    const messages = Object.assign({}, ...loaded.map((its) => its.default)) as Messages;
    this.#i18n.loadAndActivate({ locale: language, messages });
  }

  /** Has the texts of that catalogue from then on. */
  async need(name: LaterCatalogue): Promise<void> {
    if (this.#later.has(name)) return;
    const { language } = this;
    const { default: messages } = await LATER[name][language]();
    this.#later.add(name);
    if (language === this.language) this.#i18n.load(language, messages);
    else await this.choose(this.language);
  }

  /** Calls back whenever the language changes. Returns what ends that. */
  subscribe(callback: () => void): () => void {
    return this.#i18n.on('change', callback);
  }

  /** Whether there is such a message. */
  has(id: string): boolean {
    return id in this.#i18n.messages;
  }

  /** A message by its name. */
  t(id: string, values: Values = {}): string {
    const its = Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]);
    return this.#i18n._(id, Object.fromEntries(its) as Values);
  }
}

/** Null outside of every `within`. */
let spoken: Locale | null = null;
/** What is spoken there. */
let spokenLast = new Locale();

/** Does it in that language. What it leaves to be done later is done in another one, unless it says so itself. */
export function within<T>(locale: Locale, body: () => T): T {
  const before = spoken;
  spoken = spokenLast = locale;
  try {
    return body();
  } finally {
    spoken = before;
  }
}

/** That is spoken here and now. */
export const language = (): Language => (spoken ?? spokenLast).language;

/** Whether that language has such a message. */
export const has = (id: string): boolean => (spoken ?? spokenLast).has(id);

/** A message by its name, in that language. */
export const t = (id: string, values?: Values): string => (spoken ?? spokenLast).t(id, values);

/** An error whose words are chosen where it is told. */
export class TextError extends Error {
  constructor(id: string, values?: Values) {
    super();
    Object.defineProperty(this, 'message', { get: () => t(id, values) });
  }
}
