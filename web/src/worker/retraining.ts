// The run trained again to where it stands, as it was and without some examples.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { CommandOf, DataFile, LeftOut, ReplyTo, Setup, Snapshot } from '../protocol';
import { type Job, part } from './jobs';
import { prepareRun } from './preparation';
import { answerOf, type Asked, followedWords, trained } from './trying';

/** What is to be trained again. */
interface TrainedRun {
  session: Session;
  setup: Setup;
  /** To be trained to. */
  step: number;
  /** There. */
  weights: Float32Array;
  /** To go on from; null: from where the run began. */
  point: Snapshot | null;
  /** What the setup may begin with. */
  opened: DataFile | null;
}

interface Again {
  from: number;
  to: number;
  weights: Float32Array;
  text: string;
  /** Of the text that is followed, or of its own; null if that is too long. */
  words: string[] | null;
  probabilities: number[] | null;
}

// Of a training, how much is done once its data is ready, and once its last step is taken.
const READY = 0.1;
const TRAINED = 0.95;

export function* retrain(
  module: GlassGptModule,
  run: TrainedRun,
  { type, id, without: leftOut, prompt, mode, options }: CommandOf<'retrain'>,
): Job<ReplyTo<'retrain'>> {
  const asked = { prompt, mode, options };
  const before = yield* part(0, 0.5, again(module, run, [], asked, null));
  const { from, to, words } = before;
  const after = yield* part(0.5, 1, again(module, { ...run, step: to }, leftOut, asked, before.text));
  return {
    type,
    id,
    from,
    to,
    same: distance(before.weights, run.weights) === 0,
    distance: distance(after.weights, before.weights),
    words,
    with: { text: before.text, probabilities: before.probabilities },
    without: { text: after.text, probabilities: after.probabilities },
  };
}

/** @param followed the answer whose words are looked at; null: its own */
function* again(module: GlassGptModule, run: TrainedRun, leftOut: LeftOut[], asked: Asked, followed: string | null): Job<Again> {
  const provide = function* (session: Session): Job<void> {
    session.shareData(run.session);
  };
  const { session, model, training } = yield* part(0, READY, prepareRun(module, provide, run.setup, run.point, run.opened, null));
  try {
    for (const { phase, examples } of leftOut) session.leaveOut(phase, examples);
    const from = training.stepsDone;
    let to = from;
    yield* part(READY, TRAINED, trained(session, (step) => {
      to = step.step;
      return (to - from) / (run.step - from);
    }));
    // In the middle of a step a run may already have the weights of its end.
    if (leftOut.length === 0 && session.training() && distance(session.weights(), run.weights) > 0) to = session.trainStep().step;
    const text = yield* part(TRAINED, 1, answerOf(module, session, asked));
    const { words = null, probabilities = null } = followedWords(module, { session, model }, asked, followed ?? text) ?? {};
    return { from, to, weights: session.weights(), text, words, probabilities };
  } finally {
    session.delete();
  }
}

/** Of two vectors: the length of what is between them, as a share of the length of the second. */
function distance(a: Float32Array, b: Float32Array): number {
  let between = 0;
  let length = 0;
  for (const [i, value] of b.entries()) {
    between += ((a[i] ?? 0) - value) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(between / length);
}
