// The page's language: its texts, from the catalogues beside this file, and how it writes numbers.
//
// A catalogue is JSON of messages in ICU MessageFormat; `t('watch.title')` is `title` in watch.json. Every language has
// every message.

import { i18n, type Messages } from '@lingui/core';

/** The languages there are, in their own words. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('catalogue:en'),
  de: () => import('catalogue:de'),
  es: () => import('catalogue:es'),
};

const STORED = 'glassgpt-language';

const isLanguage = (name: string | null): name is Language => name !== null && name in LANGUAGES;

/** The language chosen before, else the first of the browser's that there is, else English. */
function preferredLanguage(): Language {
  const chosen = stored();
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

/** In a frame whose storage is blocked there is none. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

async function activate(language: Language): Promise<void> {
  const { default: messages } = await LOADERS[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

/** To be awaited before the first text is asked for. */
export const languageReady = (): Promise<void> => activate(preferredLanguage());

/** Changes the language and remembers it. */
export async function chooseLanguage(language: Language): Promise<void> {
  await activate(language);
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // It lasts as long as the page, then.
  }
}

export const language = (): Language => i18n.locale as Language;

/** Calls back whenever the language changes. Returns what ends that. */
export const onLanguage = (callback: () => void): (() => void) => i18n.on('change', callback);

/** A message by its name, with what its placeholders stand for. */
export function t(id: string, values: Record<string, string | number> = {}): string {
  return i18n._(id, values);
}
