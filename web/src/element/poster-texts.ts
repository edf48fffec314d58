// The few texts of the poster, in every language: it has no catalogue.

import de from '../i18n/de/poster.json';
import en from '../i18n/en/poster.json';
import es from '../i18n/es/poster.json';
import type { Language } from '../i18n/languages';

export type PosterTexts = typeof en;

export const POSTER_TEXTS: Record<Language, PosterTexts> = { en, de, es };

/** A text with what its placeholders stand for. */
export const filled = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
