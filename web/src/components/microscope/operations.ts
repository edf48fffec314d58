// The operations of a model, by the names that the step's numbers have.

import type { Operation as Described } from '../../protocol';

export type { OperationKind } from '../../protocol';

/** An operation as the module tells of it, its values by their names alone. */
export interface Operation extends Pick<Described, 'name' | 'kind' | 'layer'> {
  inputs: readonly string[];
  outputs: readonly string[];
  weights: readonly string[];
}

export const byNames = ({ name, kind, layer, inputs, outputs, weights }: Described): Operation => ({
  name,
  kind,
  layer,
  inputs: inputs.map((its) => its.name),
  outputs: outputs.map((its) => its.name),
  weights: weights.map((its) => its.name),
});

/** A name of the operation's block: of what it computes on the way, such as `blocks.0.scores`. */
export const inBlock = ({ layer }: Operation, name: string): string => `blocks.${layer}.${name}`;
