// How fast training is and how long it will take, and which steps the page has not heard of yet.

import type { Check, Phase, PhaseReport, Progress, StepColumns, StepResult, TrainingReport, Trouble } from '../protocol';

/** Milliseconds after which what was measured counts for a third. */
const MEMORY_MS = 2000;

/** The time spent in training alone, and the tokens a second over the last few seconds of it and of its rests. */
export class Throughput {
  #tokens = 0;
  #milliseconds = 0;
  /** Of the step under way. */
  #spent = 0;
  #rested = 0;
  #seconds: number;

  /** @param seconds spent on the run before */
  constructor(seconds = 0) {
    this.#seconds = seconds;
  }

  /** Spent on the run's whole steps. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Time spent on a step. */
  spend(milliseconds: number): void {
    this.#spent += milliseconds;
  }

  /** Time in which it rested. */
  rest(milliseconds: number): void {
    this.#rested += milliseconds;
  }

  /** The step has ended, with so many tokens. Returns the milliseconds it took. */
  endStep(tokens: number): number {
    const took = this.#spent + this.#rested;
    const kept = Math.exp(-took / MEMORY_MS);
    this.#tokens = this.#tokens * kept + tokens;
    this.#milliseconds = this.#milliseconds * kept + took;
    this.#seconds += this.#spent / 1000;
    this.#spent = this.#rested = 0;
    return took;
  }

  get tokensPerSecond(): number {
    return this.#milliseconds > 0 ? (this.#tokens / this.#milliseconds) * 1000 : 0;
  }
}

/** Predicted tokens of so many steps of a phase, taking them as equally long. */
const tokensOf = ({ tokens, stepsPerEpoch }: PhaseReport, steps: number): number => (steps * tokens) / stepsPerEpoch;

/** Predicted tokens that the run has gone through with a step, and those that are left, as far as can be told. */
export function tokensAround({ phases }: TrainingReport, last: StepResult): { done: number; left: number } {
  const current = phases.findIndex(({ phase }) => phase === last.phase);
  let done = 0;
  let left = 0;
  let begin = 0;
  for (const [i, phase] of phases.entries()) {
    const most = phase.stepsPerEpoch * phase.epochs;
    if (i < current) done += tokensOf(phase, most);
    else if (i > current) left += tokensOf(phase, phase.expectedSteps);
    else {
      done += tokensOf(phase, last.step - begin);
      left += tokensOf(phase, last.phaseStepsLeft);
    }
    begin += most;
  }
  return last.done ? { done, left: 0 } : { done, left };
}

/** The phase of the step that follows `step` steps; at the end of the run, of the last one. */
export function phaseAt(report: TrainingReport, step: number): Phase {
  let end = 0;
  for (const phase of report.phases) {
    end += phase.stepsPerEpoch * phase.epochs;
    if (step < end) return phase.phase;
  }
  return report.phases.at(-1)?.phase ?? 'pretrain';
}

/** Steps that wait to be told to the page. */
export class StepLog {
  #steps: { result: StepResult; tokensPerSecond: number; seconds: number }[] = [];

  /** A step that has ended, with the speed and the time as they are now. */
  add(result: StepResult, { seconds, tokensPerSecond }: Throughput): void {
    this.#steps.push({ result, tokensPerSecond, seconds });
  }

  /** What to tell, or null if there is nothing new. Empties the log. */
  take(report: TrainingReport): { progress: Progress; steps: StepColumns } | null {
    const steps = this.#steps;
    const latest = steps.at(-1);
    if (latest === undefined) return null;
    this.#steps = [];
    const { result: last, tokensPerSecond } = latest;
    const { done, left } = tokensAround(report, last);
    const secondsLeft = tokensPerSecond > 0 ? left / tokensPerSecond : 0;
    const share = done / (done + left);
    const results = steps.map(({ result }) => result);
    return {
      progress: {
        last,
        tokensPerSecond,
        secondsLeft,
        tokens: done,
        tokensLeft: left,
        share,
        check: latestCheck(results),
        troubles: troublesOf(results),
      },
      steps: {
        step: Float64Array.from(steps, ({ result }) => result.step),
        loss: Float64Array.from(steps, ({ result }) => result.loss),
        epochLoss: Float64Array.from(steps, ({ result }) => (result.epochEnded ? result.epochLoss : NaN)),
        validationLoss: Float64Array.from(steps, ({ result }) => result.validationLoss),
        gradNorm: Float64Array.from(steps, ({ result }) => result.gradNorm),
        learningRate: Float64Array.from(steps, ({ result }) => result.learningRate),
        tokensPerSecond: Float64Array.from(steps, ({ tokensPerSecond }) => tokensPerSecond),
        seconds: Float64Array.from(steps, ({ seconds }) => seconds),
      },
    };
  }
}

function latestCheck(results: StepResult[]): Check | null {
  const checked = results.filter(({ known }) => known.checked > 0).at(-1);
  if (checked === undefined) return null;
  const { step, phase, known, checkedLoss: loss } = checked;
  return { step, phase, known, loss };
}

const troublesOf = (results: StepResult[]): Trouble[] =>
  results.flatMap(({ setback, step, phase }) => (setback === null ? [] : [{ ...setback, step, phase }]));

/** Whether what the model knows was checked after the step. */
export const hasCheck = (step: StepResult | null): boolean => step !== null && step.known.checked > 0;
