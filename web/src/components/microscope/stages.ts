// The stages of a step in the order in which the machine goes through them: those of the model's operations, forward and
// then back, and those of the update.

import { attention } from './explanations/attention';
import { crossEntropy } from './explanations/cross-entropy';
import { embedding } from './explanations/embedding';
import { gelu } from './explanations/gelu';
import { layerNorm } from './explanations/layer-norm';
import { linear } from './explanations/linear';
import { outputProjection } from './explanations/output-projection';
import { relu } from './explanations/relu';
import { tokens } from './explanations/tokens';
import type { Operation, OperationKind } from './operations';
import type { Explanation, Factors, Part, Stage } from './stage';
import type { Step } from './step';
import { updateStages } from './update-stages';

const EXPLANATIONS: Record<OperationKind, (operation: Operation) => Explanation> = {
  embedding,
  linear,
  attention,
  layer_norm: layerNorm,
  relu,
  gelu,
  output_projection: outputProjection,
  cross_entropy: crossEntropy,
};

const explain = (operation: Operation): Explanation => EXPLANATIONS[operation.kind](operation);

export type PartStage = Stage & { part: Part };

/** The stages of a step, of its blocks those of one. */
export function stagesOf({ operations }: Step, layer: number): PartStage[] {
  const explanations = operations.filter((its) => its.layer === null || its.layer === layer).map(explain);
  const forward = [tokens, ...explanations.flatMap((its) => its.forward)];
  const backward = explanations.reverse().flatMap((its) => its.backward);
  return [
    ...forward.map((stage) => ({ ...stage, part: 'forward' as const })),
    ...backward.map((stage) => ({ ...stage, part: 'backward' as const })),
    ...updateStages(factorsOfWeight).map((stage) => ({ ...stage, part: 'update' as const })),
  ];
}

/** Of the weight that the step's update is of. */
function factorsOfWeight(step: Step): Factors {
  const { update } = step.dissection;
  const operation = step.operations.find(({ weights }) => weights.includes(update.tensor));
  const factors = operation && explain(operation).factors?.(step, update);
  if (factors === undefined) throw new Error(`the microscope does not know the tensor ${update.tensor}`);
  return factors;
}
