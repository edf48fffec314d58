// How an element stands on its page, beside what it trains: what of it is shown and can be changed, its task, when it
// begins, and how it looks.

import type { Language } from '../i18n/languages';

export const AUTOSTARTS = ['no', 'visible', 'yes'] as const;
export const THEMES = ['auto', 'light', 'dark'] as const;
/** How much of a core training takes. */
export const EFFORTS = ['full', 'half', 'quarter'] as const;
export type Effort = (typeof EFFORTS)[number];

/** What is to be reached. */
export type Target =
  /** The mean loss of an epoch of the last phase is at most this. */
  | { kind: 'loss'; most: number }
  /** The question is answered with that text in it; null: word for word as the training data answers it. */
  | { kind: 'answers'; question: string; answer: string | null };

export interface Presentation {
  /** See withUsual and isShown. */
  show: readonly string[];
  /** See isLocked. */
  lock: readonly string[];
  /** What is to be done, in the words of the page's author; empty if nothing. */
  task: string;
  target: Target | null;
  /** Whether it loads and trains by itself: once one can see it, or at once. */
  autostart: (typeof AUTOSTARTS)[number];
  /** With how much of a core it trains. */
  effort: Effort;
  /** `auto`: the browser's. */
  language: Language | 'auto';
  /** `auto`: the system's. */
  theme: (typeof THEMES)[number];
  /** In CSS pixels, within which it scrolls; null: as high as its content. */
  height: number | null;
}

export const DEFAULT_PRESENTATION: Presentation = {
  show: [],
  lock: [],
  task: '',
  target: null,
  autostart: 'no',
  effort: 'full',
  language: 'auto',
  theme: 'auto',
  height: null,
};

/** Between a question and what its answer has to hold. */
const HOLDS = '=>';

/** `loss 1`, `answers What is the moon?`, `answers What is the moon? => rock`; null if it is none of them. */
export function parsedTarget(text: string): Target | null {
  const [kind = '', ...rest] = text.trim().split(/\s+/);
  const what = rest.join(' ');
  if (what === '') return null;
  if (kind === 'loss') {
    const most = Number(what);
    return most > 0 && most <= 100 ? { kind: 'loss', most } : null;
  }
  if (kind !== 'answers') return null;
  const at = what.indexOf(HOLDS);
  const question = (at < 0 ? what : what.slice(0, at)).trim();
  const answer = at < 0 ? null : what.slice(at + HOLDS.length).trim();
  return question === '' || answer === '' ? null : { kind: 'answers', question, answer };
}

/** As parsedTarget reads it; empty if there is none. */
export function writtenTarget(target: Target | null): string {
  if (target === null) return '';
  if (target.kind === 'loss') return `loss ${target.most}`;
  const { question, answer } = target;
  return answer === null ? `answers ${question}` : `answers ${question} ${HOLDS} ${answer}`;
}

/** The names in a list, by white space or commas, each once. */
export const listed = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))];
