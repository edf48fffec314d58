// The course that the single file was put into: begins where it stood, and records how far one comes.

import { type ElementState, parsedState } from '../element/state';
import { within } from '../i18n/translate';
import type { Handle } from '../page/handle';
import { reasonOf } from '../page/messages';
import type { Page } from '../page/page';
import { State } from '../page/state';
import type { ScormApi } from './api';
import { CourseConnection, type CourseElement, type CourseFault } from './connection';
import { betterStatus, type LessonStatus, MOST_POINTS, pointsOf, suspendData, timespan } from './record';

/** While it trains, the course is told so often, in milliseconds: most of them ask their server each time. */
const PERIOD_MS = 30_000;

/** Why it is not kept where the training stands. */
export type NotKept = { kind: 'tooLong'; characters: number } | { kind: 'fromFile' };

export class Course extends State {
  /** `none`: there is none around; `refused`: it records nothing. */
  connection: 'none' | 'refused' | 'open' = 'none';
  notKept: NotKept | null = null;
  /** Of what was asked last. */
  fault: CourseFault | null = null;
  /** Why it does not stand where it stood; empty if it does. */
  notRestored = '';
  /** `before`: it does not stand yet where it stood; `now`: it is trained there again. */
  #restoring: 'before' | 'now' | 'no' = 'before';

  readonly #page: Page;
  readonly #handle: Handle;
  readonly #course: CourseConnection | null;
  /** What it stood at when it was left, as long as it has not come there again. */
  #owed: ElementState | null = null;
  /** What was chosen, for the state; its steps are counted elsewhere. */
  #state: ElementState | null = null;
  /** Of what was chosen last. */
  #turn = 0;
  /** What is to be recorded. */
  #status = '';
  #points = 0;
  #suspended = '';
  #begun = 0;
  #told = 0;
  #stepsBefore = 0;

  /**
   * @param api null where there is no course
   * @param element that tells events
   */
  constructor(page: Page, handle: Handle, api: ScormApi | null, element: EventTarget) {
    super();
    this.#page = page;
    this.#handle = handle;
    this.#course = api && new CourseConnection(api);
    this.#open();
    if (this.#course === null) return;
    const { life: signal, status, target, data, settings, question } = page;
    element.addEventListener('progress', () => this.#hearProgress(), { signal });
    element.addEventListener('done', () => this.#hearDone(), { signal });
    const stops = [
      ...[data, settings, question].map((state) => state.subscribe(() => void this.#takeChoices())),
      status.subscribe(() => void this.#hearStatus()),
      target.subscribe(() => this.#hearTarget()),
    ];
    signal.addEventListener('abort', () => stops.forEach((stop) => stop()));
    window.addEventListener('pagehide', () => this.#close(), { signal });
    // Browsers may keep a page that was left, and show it again as it was.
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#open(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.#record(), { signal });
  }

  #open(): void {
    const course = this.#course;
    if (course === null) return;
    this.connection = course.begin() ? 'open' : 'refused';
    this.fault = course.fault;
    if (this.connection === 'open') {
      this.#begun = Date.now();
      this.#status = course.read('cmi.core.lesson_status');
      this.#points = pointsOf(course.read('cmi.core.score.raw'));
      this.#suspended = course.read('cmi.suspend_data');
      this.#attain('incomplete');
      this.#record();
    }
    this.changed();
  }

  #close(): void {
    this.#record();
    if (this.connection !== 'open') return;
    this.#course?.end();
    this.connection = 'refused';
  }

  // Where it stood --------------------------------------------------------------------------------------------------

  /** Stands where it stood when it was left, if it was; to be called once all is loaded. */
  async restore(): Promise<void> {
    await this.#takeChoices();
    if (this.#owed !== null || this.#suspended.trim() !== '') await this.#goBack();
    this.#restoring = 'no';
    await this.#takeChoices();
    this.#record();
  }

  async #goBack(): Promise<void> {
    this.notRestored = '';
    this.#restoring = 'now';
    this.changed();
    try {
      this.#owed ??= parsedState(this.#suspended);
      if (this.missing.length > 0) return;
      await this.#handle.setState(this.#owed);
      this.#owed = null;
    } catch (error) {
      this.#tellNotRestored(error);
    }
  }

  /** What the course has recorded: a status of SCORM's, empty for none, and points. */
  get recorded(): { status: string; points: number } {
    const of = (element: CourseElement): string => this.#course?.recorded(element) ?? '';
    return { status: of('cmi.core.lesson_status'), points: pointsOf(of('cmi.core.score.raw')) };
  }

  get restoring(): boolean {
    return this.#restoring === 'now';
  }

  #tellNotRestored(error: unknown): void {
    const { state, step } = this.#handle.standing;
    // Somebody paused it on the way.
    const isOnTheWay = state === 'paused' && step < (this.#owed?.steps ?? 0);
    if (!isOnTheWay) this.notRestored = within(this.#page.locale, () => reasonOf(error));
    // There is no way there.
    if (state === 'done' || state === 'failed') this.#owed = null;
  }

  /** Whether one may try again to go there. */
  get owes(): boolean {
    return this.#owed !== null && this.#restoring === 'no';
  }

  /** Names of own files without which it cannot go there. */
  get missing(): string[] {
    const there = new Set(this.#state?.data?.map((file) => file.sha256));
    return (this.#owed?.data ?? []).filter((file) => !there.has(file.sha256)).map(({ name }) => name);
  }

  // What is recorded ------------------------------------------------------------------------------------------------

  #hearProgress(): void {
    if (Date.now() - this.#told > PERIOD_MS) this.#record();
  }

  #hearDone(): void {
    if (this.#page.presentation.current.target === null) this.#attain('completed');
    this.#record();
  }

  async #hearStatus(): Promise<void> {
    const { step, state } = this.#handle.standing;
    // Somebody began anew: that is where one wants to stand from now on.
    if (step < this.#stepsBefore && this.#restoring === 'no') this.#owed = null;
    this.#stepsBefore = step;
    await this.#takeChoices();
    if (state !== 'running') this.#record();
  }

  #hearTarget(): void {
    const { target, presentation } = this.#page;
    if (presentation.current.target === null) return;
    this.#points = Math.max(this.#points, target.points);
    if (target.reached === null) return;
    this.#points = MOST_POINTS;
    this.#attain('passed');
    this.#record();
  }

  #attain(status: LessonStatus): void {
    this.#status = betterStatus(this.#status, status);
    this.changed();
  }

  /** Takes over what was chosen: once it is trained, that stays, and only steps are added. */
  async #takeChoices(): Promise<void> {
    const turn = ++this.#turn;
    // A run that began from a file has no state without its weights.
    const state = await this.#handle.getState(false).catch(() => null);
    if (turn !== this.#turn) return;
    this.#state = state;
    if (state === null) this.notKept = { kind: 'fromFile' };
    else if (this.notKept?.kind === 'fromFile') this.notKept = null;
    this.changed();
  }

  /** Has the course keep how it stands now. */
  #record(): void {
    const course = this.#course;
    if (course === null || this.connection !== 'open') return;
    this.#told = Date.now();
    this.#suspend();
    const score =
      this.#page.presentation.current.target === null
        ? []
        : ([
            ['cmi.core.score.min', '0'],
            ['cmi.core.score.max', String(MOST_POINTS)],
            ['cmi.core.score.raw', String(this.#points)],
          ] as const);
    course.write([
      ['cmi.core.lesson_status', this.#status],
      ...score,
      ['cmi.suspend_data', this.#suspended],
      ['cmi.core.session_time', timespan(Date.now() - this.#begun)],
      // So that it gives back the state next time.
      ['cmi.core.exit', 'suspend'],
    ]);
    this.fault = course.fault;
    this.changed();
  }

  /** What is to be kept of where it stands: what does not fit leaves what was kept before. */
  #suspend(): void {
    if (this.#state === null || this.#restoring !== 'no') return;
    const state = { ...this.#state, steps: this.#handle.standing.step };
    if (this.#owed !== null) {
      if (state.steps === 0 || isOnTheWay(state, this.#owed)) return;
      this.#owed = null;
      this.notRestored = '';
    }
    const { text, fits } = suspendData(state);
    this.notKept = fits ? null : { kind: 'tooLong', characters: text.length };
    if (fits) this.#suspended = text;
  }
}

/** Whether further training leads from one state to the other. */
function isOnTheWay(state: ElementState, to: ElementState): boolean {
  const chosen = ({ words, data }: ElementState): string => JSON.stringify([words, data]);
  return chosen(state) === chosen(to) && state.steps < to.steps;
}
