// Lines of the core, taken from it while the page was built.

import built from './excerpts.cpp.json';

export type ExcerptName = keyof typeof built;

export interface Excerpt {
  /** From the repository's root. */
  file: string;
  /** Numbers of the first line, and of the one that computes what is shown. */
  first: number;
  line: number;
  text: string;
}

/** What the build puts into the place of the file's own contents. */
export const EXCERPTS = built as unknown as Readonly<Record<ExcerptName, Excerpt>>;
