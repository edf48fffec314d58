// How far the target is reached that the page's author set.

import type { EngineClient } from '../client';
import type { Target } from '../element/presentation';
import type { AnswersState } from './answers-state';
import type { PresentationState } from './presentation-state';
import type { ProgressState } from './progress-state';
import { State } from './state';
import type { StatusState } from './status-state';

/** What of the page it follows from. */
interface Parts {
  client: EngineClient;
  presentation: PresentationState;
  status: StatusState;
  progress: ProgressState;
  answers: AnswersState;
}

/** Of a target that is reached. */
const ALL_POINTS = 100;

/** Without what stands around it, and with one space between its words. */
export const plainly = (text: string): string => text.trim().replace(/\s+/g, ' ');

export class TargetState extends State {
  /** Steps taken when it was reached; null as long as it is not. */
  reached: number | null = null;
  /** Towards it, 0 to 100. */
  points = 0;

  readonly #parts: Parts;
  /** As it was written last. */
  #target: Target | null = null;
  /** The losses until that step were looked at. */
  #seen = 0;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    parts.presentation.subscribe(() => this.#takeTarget());
    parts.status.subscribe(() => this.#takeRun());
    parts.progress.subscribe(() => this.#takeLosses());
    parts.answers.subscribe(() => this.#takeAnswers());
  }

  /** Takes an answer of the model, as it stands now. */
  async hear(question: string, text: string): Promise<void> {
    const { client, status } = this.#parts;
    const target = this.#target;
    if (target?.kind !== 'answers' || plainly(question) !== plainly(target.question) || this.reached !== null || status.shows !== 'own') return;
    const step = this.#step;
    const isRight = target.answer === null ? await isInData(client, question, text) : holds(text, target.answer);
    if (!isRight || target !== this.#target || status.run === null) return;
    this.#reach(step);
  }

  get #step(): number {
    const { status, progress } = this.#parts;
    return Math.max(status.run?.step ?? 0, progress.latest?.last.step ?? 0);
  }

  #takeTarget(): void {
    const { target } = this.#parts.presentation.current;
    if (JSON.stringify(target) === JSON.stringify(this.#target)) return;
    this.#target = target;
    this.begin();
  }

  #takeRun(): void {
    const { run } = this.#parts.status;
    if ((run === null || run.fresh) && (this.reached !== null || this.points > 0)) this.begin();
  }

  /** Another target or another run: nothing is reached yet but what that run tells of. */
  begin(): void {
    this.reached = null;
    this.points = 0;
    this.#seen = 0;
    this.changed();
    this.#takeLosses();
    this.#takeAnswers();
  }

  #reach(step: number): void {
    this.reached = step;
    this.points = ALL_POINTS;
    this.changed();
  }

  /** Of the epochs of the last phase that have ended. */
  #takeLosses(): void {
    const { status, progress } = this.#parts;
    const { run, own } = status;
    if (this.#target?.kind !== 'loss' || this.reached !== null || run === null || own === null) return;
    const { most } = this.#target;
    const { step, epochLoss } = progress.history.columns;
    // Only the last phase may end before its last step.
    const begin = run.report.phases.slice(0, -1).reduce((sum, { stepsPerEpoch, epochs }) => sum + stepsPerEpoch * epochs, 0);
    const from = Math.max(begin, this.#seen);
    const ended = step.flatMap((at, i) => {
      const loss = epochLoss[i] ?? null;
      return at > from && loss !== null ? [[at, loss] as const] : [];
    });
    this.#seen = step.at(-1) ?? 0;
    const first = ended.find(([, loss]) => loss <= most);
    if (first !== undefined) return this.#reach(first[0]);
    // From the loss of one who takes every token for equally likely, which is no points, to that of the target.
    const blind = Math.log(own.vocabSize);
    const lowest = Math.min(blind, ...ended.map(([, loss]) => loss));
    const points = Math.floor((ALL_POINTS * (blind - lowest)) / Math.max(blind - most, blind - lowest));
    if (points <= this.points) return;
    this.points = points;
    this.changed();
  }

  #takeAnswers(): void {
    for (const { question, text } of Object.values(this.#parts.answers.byMilestone)) void this.hear(question, text);
  }
}

const holds = (text: string, wanted: string): boolean => plainly(text).toLowerCase().includes(plainly(wanted).toLowerCase());

/** Whether an example of the training data is just this question with this answer. */
async function isInData(client: EngineClient, question: string, answer: string): Promise<boolean> {
  const text = `User: ${plainly(question)} Assistant: ${plainly(answer)} </s>`;
  const found = await client.request<'memorised'>({ type: 'memorised', text, least: 1 }).catch(() => null);
  return found?.report.spans.some(({ begin, end }) => begin === 0 && end === found.report.tokens.length) ?? false;
}
