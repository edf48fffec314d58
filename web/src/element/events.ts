// What the element tells the document around it: events that bubble, each with its details.

import type { AnswerEnd, Confidence, Milestone, Phase } from '../protocol';

/** The mean negative logarithm of the probability of each right token, in nats. */
type Loss = number;

/** How the run stands. */
export interface Standing {
  state: 'none' | 'paused' | 'running' | 'done' | 'failed';
  /** Taken. */
  step: number;
  /** At most; 0 without a run. */
  totalSteps: number;
  /** Of the last step; null before the first. */
  loss: Loss | null;
}

export interface EventDetails {
  /** The module runs and the data is there: training can begin. Or `error` comes. */
  ready: {
    data: string;
    /** Tokens; 0 while there is no data. */
    vocabulary: number;
    /** Weights of the model that was chosen; null while there is no data. */
    parameters: number | null;
  };
  /** While it trains, at most 20 times a second. */
  progress: {
    step: number;
    totalSteps: number;
    phase: Phase;
    /** From 1. */
    epoch: number;
    loss: Loss;
    /** Of the whole run, 0 to 1, as far as can be told. */
    share: number;
    tokensPerSecond: number;
    secondsLeft: number;
  };
  /** The run's question was answered, before training and after each phase; or the target was reached. */
  milestone: { at: Milestone | 'target'; step: number; question: string; text: string };
  /** Somebody asked, by the page or by `ask()` or `generate()`, and the answer is over. */
  answer: { question: string; text: string; end: AnswerEnd; confidence: Confidence };
  /** Training is over, or a rule paused it. */
  done: Standing & { reason: 'learned' | 'end' | 'target' | 'plateau' };
  /** `start`: it could not be loaded; `engine`: it is lost; `data`: it cannot be read; `training`: it diverged. */
  error: { what: 'start' | 'engine' | 'data' | 'training'; message: string };
}

export type EventName = keyof EventDetails;

export const EVENT_NAMES: readonly EventName[] = ['ready', 'progress', 'milestone', 'answer', 'done', 'error'];

/** Tells the document. */
export type Tell = <Name extends EventName>(name: Name, detail: EventDetails[Name]) => void;

/** Tells it from an element on. */
export function tellFrom<Name extends EventName>(element: Element, name: Name, detail: EventDetails[Name]): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
