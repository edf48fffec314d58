// What two runs of an experiment differ in, as numbers.

import type { Inspection, ReplyTo, TriedRun } from '../../protocol';

/** An experiment that is over. */
export interface Outcome {
  /** What was changed, and its two values. */
  name: string;
  values: [string, string];
  reply: ReplyTo<'experiment'>;
}

/** Steps that a loss is the mean of. */
const WINDOW = 20;

export interface Findings {
  /** Steps that both have taken. */
  steps: number;
  /** Of each over the last of these, or fewer. */
  losses: [number, number];
  /** The first step at which they do not have the same loss; null if there is none. */
  parting: number | null;
  /** Answers that are not the same, of how many. */
  otherAnswers: number;
  answers: number;
  /** Of those with an answer in the data, how many each says word for word; null if there are none. */
  right: { of: number; each: [number, number] } | null;
  /** The steps after which each had learned its questions; null if it had not. */
  learned: [number | null, number | null];
  /** The head whose attention differs most; null where the two have no head in common. */
  head: { layer: number; head: number; difference: number } | null;
}

export function findings({ prompts, runs }: Outcome['reply']): Findings | null {
  const [a, b] = runs;
  if (a === undefined || b === undefined) return null;
  const steps = Math.min(a.steps.step.length, b.steps.step.length);
  const parting = a.steps.loss.slice(0, steps).findIndex((loss, i) => loss !== b.steps.loss[i]);
  const known = prompts.map(({ expected }, i) => ({ expected, i })).filter(({ expected }) => expected !== null);
  const right = (run: TriedRun): number => known.filter(({ expected, i }) => run.answers[i]?.trim() === expected).length;
  return {
    steps,
    losses: [meanLoss(a, steps), meanLoss(b, steps)],
    parting: parting < 0 ? null : (a.steps.step[parting] ?? null),
    otherAnswers: a.answers.filter((answer, i) => answer !== b.answers[i]).length,
    answers: a.answers.length,
    right: known.length === 0 ? null : { of: known.length, each: [right(a), right(b)] },
    learned: [learnedAt(a), learnedAt(b)],
    head: a.inspection && b.inspection && mostDifferentHead(a.inspection, b.inspection),
  };
}

const learnedAt = ({ learned, steps }: TriedRun): number | null => (learned ? (steps.step.at(-1) ?? null) : null);

function meanLoss({ steps: { loss } }: TriedRun, steps: number): number {
  const last = loss.slice(Math.max(0, steps - WINDOW), steps);
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}

/** Half the sum of what the weights of a row differ by is the share of attention that goes elsewhere: the mean of all rows. */
export function mostDifferentHead(a: Inspection, b: Inspection): Findings['head'] {
  const n = a.ids.length;
  let most: Findings['head'] = null;
  for (let layer = 0; layer < Math.min(a.numLayers, b.numLayers); layer++) {
    for (let head = 0; head < Math.min(a.numHeads, b.numHeads); head++) {
      const [from, to] = [(layer * a.numHeads + head) * n * n, (layer * b.numHeads + head) * n * n];
      let sum = 0;
      for (let i = 0; i < n * n; i++) sum += Math.abs((a.attention[from + i] ?? 0) - (b.attention[to + i] ?? 0));
      const difference = sum / 2 / n;
      if (difference > (most?.difference ?? -1)) most = { layer, head, difference };
    }
  }
  return most;
}
