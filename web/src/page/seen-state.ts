// What somebody did with the model last, and what it did then: for whoever follows that, as the tour does.

import type { Choices, Confidence, Inspection } from '../protocol';
import { State } from './state';

interface Seen {
  /** It was asked. */
  answer: { question: string; text: string; confidence: Confidence };
  /** It was continued by words that were chosen. */
  chosen: { prompt: string; choices: Choices };
  /** One of its heads was looked at. */
  head: { inspection: Inspection; layer: number; head: number };
  /** A step was taken apart, and a position of its text followed. */
  step: { tokens: readonly string[]; targets: readonly string[]; losses: Float32Array; position: number };
}

export class SeenState extends State {
  last: Partial<Seen> = {};

  see(its: Partial<Seen>): void {
    this.last = { ...this.last, ...its };
    this.changed();
  }
}
