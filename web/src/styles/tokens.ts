// The design's values within an element, in the theme that it was given, whatever the document around it is like.

import values from './tokens.css?inline';

export type Theme = 'auto' | 'light' | 'dark';

const MEDIA = /\(prefers-color-scheme:\s*dark\)/g;
/** Of a `rem` on its own in a value, as in 0.8125rem. */
const REM = /([\d.]+)rem\b/g;

/**
 * Style rules of a shadow root. Documents that make `rem` small, as mdBook does, do not make the texts small; people who
 * make it large do.
 */
export function tokensFor(theme: Theme): string {
  const text = values.replaceAll(':root', ':host').replace(REM, 'calc($1 * max(1rem, 16px))');
  if (theme === 'auto') return text;
  return text.replace(MEDIA, theme === 'dark' ? ' all' : ' not all').replace(/light dark/g, theme);
}
