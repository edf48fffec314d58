// What a course records, as SCORM 1.2 writes it.

import type { ElementState } from '../element/state';

/** Characters that `cmi.suspend_data` holds. */
export const MOST_CHARACTERS = 4096;

/** Of a course's score, and of a target that is reached. */
export const MOST_POINTS = 100;

/** Of those that SCORM 1.2 has, those that are set here. */
export type LessonStatus = 'incomplete' | 'completed' | 'passed';

/** From worse to better, of all that SCORM 1.2 has. */
const ORDER: readonly string[] = ['not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed'];

/** What was reached once stays so, also in a run that begins anew. */
export function betterStatus(recorded: string, now: LessonStatus): string {
  return ORDER.indexOf(now) > ORDER.indexOf(recorded) ? now : recorded;
}

/** As JSON in plain ASCII, so that characters are bytes, whatever a course stores them in. */
export function suspendData(state: ElementState): { text: string; fits: boolean } {
  const inHex = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const text = JSON.stringify(state).replace(/[\u007f-\uffff]/g, inHex);
  return { text, fits: text.length <= MOST_CHARACTERS };
}

/** `HHHH:MM:SS.SS` */
export function timespan(milliseconds: number): string {
  const hundredths = Math.min(Math.round(Math.max(0, milliseconds) / 10), 9999 * 360_000);
  const seconds = Math.floor(hundredths / 100);
  const two = (n: number): string => String(n).padStart(2, '0');
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two);
  return `${parts.join(':')}.${two(hundredths % 100)}`;
}

/** From a score as the course has it; 0 if it has none. */
export function pointsOf(score: string): number {
  const points = Number(score);
  return Number.isFinite(points) ? Math.min(Math.max(points, 0), MOST_POINTS) : 0;
}
