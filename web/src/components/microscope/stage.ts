// What every stage of a step is.

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
