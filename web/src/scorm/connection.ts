// The talk with a course: what it refuses is kept to be told, and never thrown.

import type { ScormApi } from './api';

/** Why the course did not do something, in its own words. */
export interface CourseFault {
  /** Of its last error; empty where it names none. */
  code: string;
  /** Empty where it says nothing. */
  reason: string;
}

/** Of "no error". */
const NO_ERROR = '0';

/** Elements of the data model that are read or written here. */
export type CourseElement =
  | 'cmi.core.lesson_status'
  | 'cmi.core.score.raw'
  | 'cmi.core.score.min'
  | 'cmi.core.score.max'
  | 'cmi.core.session_time'
  | 'cmi.core.exit'
  | 'cmi.suspend_data';

export class CourseConnection {
  readonly #api: ScormApi;
  /** As it was written or read last. */
  readonly #known = new Map<CourseElement, string>();
  /** Of what it was asked last; null if it did all of that. */
  fault: CourseFault | null = null;

  constructor(api: ScormApi) {
    this.#api = api;
  }

  /** Whether recording began. */
  begin(): boolean {
    this.fault = null;
    this.#known.clear();
    return this.#isDone(() => this.#api.LMSInitialize(''));
  }

  /** Empty where nothing is recorded. */
  read(element: CourseElement): string {
    const value = this.#tried(() => String(this.#api.LMSGetValue(element) ?? '')) ?? '';
    this.#known.set(element, value);
    return value;
  }

  /** What it has recorded, as far as is known here. */
  recorded(element: CourseElement): string {
    return this.#known.get(element) ?? '';
  }

  /** Records what is other than before, and has it kept. */
  write(values: readonly (readonly [CourseElement, string])[]): void {
    this.fault = null;
    for (const [element, value] of values) {
      if (this.#known.get(element) === value) continue;
      if (this.#isDone(() => this.#api.LMSSetValue(element, value))) this.#known.set(element, value);
    }
    this.#isDone(() => this.#api.LMSCommit(''));
  }

  end(): void {
    this.#isDone(() => this.#api.LMSFinish(''));
  }

  /** The first fault is the one that tells most. */
  #isDone(call: () => unknown): boolean {
    const done = this.#tried(() => String(call()) === 'true');
    if (done === false) this.fault ??= this.#lastFault();
    return done === true;
  }

  /** Null if it threw: the windows of a course may be gone, or its connection. */
  #tried<T>(call: () => T): T | null {
    try {
      return call();
    } catch (error) {
      this.fault ??= { code: '', reason: error instanceof Error ? error.message : String(error) };
      return null;
    }
  }

  #lastFault(): CourseFault {
    const told = (call: () => unknown): string => this.#tried(() => String(call() ?? '')) ?? '';
    const code = told(() => this.#api.LMSGetLastError());
    if (code === '' || code === NO_ERROR) return { code: '', reason: '' };
    const texts = [told(() => this.#api.LMSGetErrorString(code)), told(() => this.#api.LMSGetDiagnostic(code))];
    return { code, reason: [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))].join(' ') };
  }
}
