// The stages of a step in the order in which the machine goes through them, each with its formulas in numbers, the
// tensors it works on, and the lines of C++ that do it.

import { BACKWARD } from './backward-stages';
import type { ExcerptName } from './excerpts';
import type { Filled } from './formula';
import { FORWARD } from './forward-stages';
import type { Place, Step } from './step';
import type { Shown } from './tensors';
import { UPDATE } from './update-stages';

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

export const STAGES: readonly (Stage & { part: Part })[] = [
  ...FORWARD.map((stage) => ({ ...stage, part: 'forward' as const })),
  ...BACKWARD.map((stage) => ({ ...stage, part: 'backward' as const })),
  ...UPDATE.map((stage) => ({ ...stage, part: 'update' as const })),
];
