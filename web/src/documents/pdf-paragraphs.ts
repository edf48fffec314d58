// Lines and paragraphs out of the pieces of text that stand on the pages of a PDF document, which knows neither. They
// come in the order in which they were written, column after column.

import type { TextItem, TextMarkedContent } from 'pdfjs-dist/types/src/display/api';

/** Lengths in points; `y` is up from the bottom of the page. */
export interface Line {
  text: string;
  x: number;
  y: number;
  /** Where it ends. */
  right: number;
  /** Of its letters. */
  size: number;
}

/** Of a letter's size: letters differ that differ by more, a line is set in by more, a line is short by more. */
const SAME_SIZE = 0.12;
const INDENT = 0.8;
const SHORT = 3;
/** Of the usual distance between lines: from where on a new paragraph begins. */
const GAP = 1.25;

const ENDS_SENTENCE = /[.!?…:。！？]["'”’»)\]]*$/;
const BEGINS_ITEM = /^([•‣▪◦–—*-]|\(?\d{1,3}[.)])\s/;
const PAGE_NUMBER = /^[-–— ]*\d{1,4}[-–— ]*$/;

export function linesOf(items: (TextItem | TextMarkedContent)[]): Line[] {
  const lines: Line[] = [];
  let line: Line | null = null;
  for (const item of items) {
    if (!('str' in item)) continue;
    const { str, transform, width, height, hasEOL } = item;
    const [, , , , x = 0, y = 0] = transform as number[];
    if (str.trim() !== '' || line !== null) {
      line ??= { text: '', x, y, right: x, size: 0 };
      line.text += str;
      if (str.trim() !== '') {
        line.right = x + width;
        line.size = Math.max(line.size, height);
      }
    }
    if (hasEOL && line !== null) {
      lines.push(line);
      line = null;
    }
  }
  return line === null ? lines : [...lines, line];
}

/** @param pages the lines of each */
export function paragraphsFrom(pages: Line[][]): string[] {
  const leading = usualLeading(pages);
  const paragraphs: string[] = [];
  let before: Line | null = null;
  for (const page of pages.map(withoutNumber)) {
    for (const line of page) {
      const last = paragraphs.length - 1;
      if (before === null || beginsParagraph(before, line, page, leading)) paragraphs.push(line.text);
      else paragraphs[last] = joined(paragraphs[last] ?? '', line.text);
      before = line;
    }
  }
  return paragraphs;
}

/** Without the page's number, above or below all else. */
function withoutNumber(lines: Line[]): Line[] {
  return lines.filter(({ text }, i) => !((i === 0 || i === lines.length - 1) && PAGE_NUMBER.test(text.trim())));
}

/** The distance that most lines keep to the one before, of their letters' size. */
function usualLeading(pages: Line[][]): number {
  const counts = new Map<number, number>();
  for (const lines of pages) {
    for (const [i, line] of lines.entries()) {
      const before = lines[i - 1];
      if (before === undefined || before.y <= line.y || line.size === 0) continue;
      const distance = Math.round(((before.y - line.y) / line.size) * 20) / 20;
      counts.set(distance, (counts.get(distance) ?? 0) + 1);
    }
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return usual?.[0] ?? 1;
}

function beginsParagraph(before: Line, line: Line, page: Line[], leading: number): boolean {
  const { size } = line;
  if (Math.abs(before.size - size) > SAME_SIZE * size || BEGINS_ITEM.test(line.text)) return true;
  const ended = ENDS_SENTENCE.test(before.text.trim());
  const down = before.y - line.y;
  if (down <= 0) return ended; // another column, or another page
  if (down > GAP * leading * size || line.x - before.x > INDENT * size) return true;
  const edge = Math.max(...page.filter(({ x }) => Math.abs(x - before.x) < SHORT * size).map(({ right }) => right));
  return ended && before.right < edge - SHORT * size;
}

/** Two lines of a paragraph; a word that was parted at their end is whole again. */
function joined(before: string, next: string): string {
  const begun = before.trimEnd();
  const rest = next.trimStart();
  if (/\u00ad$/.test(begun)) return begun.slice(0, -1) + rest;
  if (!/\p{L}[-‐]$/u.test(begun)) return `${begun} ${rest}`;
  return /^\p{Ll}/u.test(rest) ? begun.slice(0, -1) + rest : begun + rest;
}
