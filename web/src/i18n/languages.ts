// The languages there are.

/** In their own words. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (name: string | null): name is Language => name !== null && Object.hasOwn(LANGUAGES, name);

/** The first of the browser's that there is, else English. */
export const browserLanguage = (): Language =>
  navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

/** That a word names; `auto` and what is no language: the browser's. */
export const languageOf = (word: string | null): Language => (isLanguage(word) ? word : browserLanguage());
