// What values the words take, as the poster knows it: from a table that web/words.mjs writes.

import table from './words-table.json';

export type Values =
  | { kind: 'number'; range: { least: number; most: number; whole: boolean; optional: boolean } }
  | { kind: 'choice'; of: readonly string[] }
  /** Names of panels and controls, with spaces between them. */
  | { kind: 'list' }
  | { kind: 'text' };

/** By word. */
export const VALUES = new Map(Object.entries(table.words) as [string, Values][]);

/** Words by their other spellings, in addresses from before. */
export const OLDER = new Map(Object.entries<string>(table.older));

/** Names of panels and controls. */
export const PARTS: ReadonlySet<string> = new Set(table.parts);
