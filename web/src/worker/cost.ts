// What training costs.

import type { GlassGptModule, ModelSizes, TrainingCost } from 'glassgpt-wasm';

/** Of a model of these sizes, with batches of `batchSize` examples of `length` tokens each. */
export function costOf(
  module: GlassGptModule,
  sizes: ModelSizes,
  vocabSize: number,
  _batchSize: number,
  _length: number,
): TrainingCost {
  const parameters = module.parameterCount(sizes, vocabSize);
  return { parameters, bytes: 0, operationsPerToken: 6 * parameters };
}
