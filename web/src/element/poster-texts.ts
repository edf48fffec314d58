// The few texts of the poster, in every language: it has no catalogue.

import de from '../i18n/de/poster.json';
import en from '../i18n/en/poster.json';
import es from '../i18n/es/poster.json';

export type PosterTexts = typeof en;

export const POSTER_TEXTS = { en, de, es } satisfies Record<string, PosterTexts>;

/** A text with what its placeholders stand for. */
export const filled = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
