// What every stage of a step is, and what explains an operation.

import type { WeightPlace } from '../../protocol';
import type { ExcerptName } from './excerpts';
import type { Filled } from './formula';
import type { Place, Step } from './step';
import type { Shown } from './tensors';

/** Which third of the step a stage belongs to. */
export type Part = 'forward' | 'backward' | 'update';

export interface Stage {
  /** `microscope.stages.<id>` are its texts. */
  id: string;
  /** Whether the layer, and the head, that one picks make a difference. */
  picks: readonly ('layer' | 'head')[];
  formulas: (step: Step, place: Place) => Filled[];
  tensors: (step: Step, place: Place) => Shown[];
  sources: readonly ExcerptName[];
}

/** What a weight's gradient is made of: at each position, what went in times the gradient of what came out. */
export interface Factors {
  input: ArrayLike<number>;
  gradient: ArrayLike<number>;
}

/** How an operation is shown. `dx` is the gradient of the loss by x. */
export interface Explanation {
  /** What it computes, in order; and back from the gradients of its outputs to those of its inputs. */
  forward: readonly Stage[];
  backward: readonly Stage[];
  /** Of one of its weights, if it has any. */
  factors?: (step: Step, weight: WeightPlace) => Factors;
}
