// The language of the whole site: remembered in this browser, and told to the document.

import { browserLanguage, isLanguage, type Language } from './languages';
import { Locale } from './translate';

const STORED = 'glassgpt-language';

export const siteLocale = new Locale();

/** In a frame whose storage is blocked there is none. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** For this visit. */
export async function speak(language: Language): Promise<void> {
  await siteLocale.choose(language);
  document.documentElement.lang = language;
}

/** The language chosen before, else the browser's. To be awaited before the first text is asked for. */
export function siteLanguageReady(): Promise<void> {
  const chosen = stored();
  return speak(isLanguage(chosen) ? chosen : browserLanguage());
}

/** Changes the language and remembers it. */
export async function chooseSiteLanguage(language: Language): Promise<void> {
  await speak(language);
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // It lasts as long as the page, then.
  }
}
