// The stages of a step in the order in which the machine goes through them, each with its formulas in numbers, the
// tensors it works on, and the lines of C++ that do it.

import { BACKWARD } from './backward-stages';
import { FORWARD } from './forward-stages';
import type { Part, Stage } from './stage';
import { UPDATE } from './update-stages';

export const STAGES: readonly (Stage & { part: Part })[] = [
  ...FORWARD.map((stage) => ({ ...stage, part: 'forward' as const })),
  ...BACKWARD.map((stage) => ({ ...stage, part: 'backward' as const })),
  ...UPDATE.map((stage) => ({ ...stage, part: 'update' as const })),
];
