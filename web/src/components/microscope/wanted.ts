// One number, that the microscope is to show.

import type { PartStage } from './stages';
import type { Place, Step } from './step';
import type { Shown } from './tensors';

/** Where it stands. */
export interface WantedNumber {
  /** Of this step. */
  text: string;
  /** A weight, or what is computed of the text. */
  of: 'weight' | 'value';
  /** Its gradient is wanted. */
  gradient: boolean;
  /** The tensor, as the core calls it. */
  name: string;
  layer: number;
  /** Of what lies between positions; null of everything else. */
  head: number | null;
  row: number;
  col: number;
}

/** Somebody wants the microscope to show a number. */
export class MicroscopeWanted extends CustomEvent<WantedNumber> {
  constructor(wanted: WantedNumber) {
    super('microscope-wanted', { detail: wanted, bubbles: true, composed: true });
  }
}

/** What of the step a number is. Where it lies between positions, its column is one, too. */
export function placeOf({ layer, head, name, row, col }: WantedNumber, step: Step): Place {
  const { numHeads } = step.dissection;
  const ofHead = Math.floor((col * numHeads) / step.forward(name).cols);
  const isToken = step.forward(name).cols === step.vocabulary.length;
  return {
    position: row % step.length,
    layer,
    head: head ?? Math.min(ofHead, numHeads - 1),
    column: head === null ? col : null,
    attended: head === null ? null : col,
    token: isToken ? col : null,
  };
}

/** The first stage that shows it: of a weight, the first one of the update. */
export function stageOf(
  stages: readonly PartStage[],
  of: WantedNumber['of'],
  isIt: (shown: Shown) => boolean,
  step: Step,
  place: Place,
): number {
  const found = stages.findIndex((stage) =>
    of === 'weight' ? stage.part === 'update' : stage.tensors(step, place).some(isIt),
  );
  return Math.max(0, found);
}
