// What a step computes: the operations of the model in their order, by the names that the step's numbers have.

export type OperationKind =
  | 'embedding'
  | 'linear'
  | 'attention'
  | 'layer_norm'
  | 'activation'
  | 'selection'
  | 'cross_entropy';

export interface Operation {
  /** The same in every block. */
  name: string;
  kind: OperationKind;
  /** Its block, from 0; null outside of the blocks. */
  layer: number | null;
  /** What it works on, then what is added to that as it is. */
  inputs: readonly string[];
  outputs: readonly string[];
  /** Its tensors in the model; of a linear layer one for each output, then the bias, if it has one. */
  weights: readonly string[];
}

/** A name of the operation's block: of what it computes on the way, such as `blocks.0.scores`. */
export const inBlock = ({ layer }: Operation, name: string): string => `blocks.${layer}.${name}`;

/** The operations of a model with so many blocks. */
export function operationsOf(numLayers: number): Operation[] {
  const blocks = Array.from({ length: numLayers }, (_, layer) => blockOperations(layer));
  return [
    {
      name: 'embedding',
      kind: 'embedding',
      layer: null,
      inputs: [],
      outputs: ['embedded'],
      weights: ['token_embedding', 'position_embedding'],
    },
    ...blocks.flat(),
    {
      name: 'output_projection',
      kind: 'linear',
      layer: null,
      inputs: [outputOfBlock(numLayers - 1)],
      outputs: ['logits'],
      weights: ['output_projection'],
    },
    {
      name: 'loss',
      kind: 'cross_entropy',
      layer: null,
      inputs: ['logits'],
      outputs: ['probabilities'],
      weights: [],
    },
  ];
}

/** Name of what leaves a block; of what enters the first one for -1. */
export const outputOfBlock = (layer: number): string => (layer < 0 ? 'embedded' : `blocks.${layer}.out`);

function blockOperations(layer: number): Operation[] {
  const its = (...names: string[]): string[] => names.map((name) => `blocks.${layer}.${name}`);
  const x = outputOfBlock(layer - 1);
  const operation = (
    name: string,
    kind: OperationKind,
    inputs: string[],
    outputs: string[],
    weights: string[],
  ): Operation => ({ name, kind, layer, inputs, outputs, weights });
  return [
    operation(
      'query_key_value',
      'linear',
      [x],
      its('query', 'key', 'value'),
      its('attention.query', 'attention.key', 'attention.value'),
    ),
    operation('attention', 'attention', its('query', 'key', 'value'), its('mixed'), []),
    operation('attention_output', 'linear', [...its('mixed'), x], its('sum1'), its('attention.output')),
    operation('norm1', 'layer_norm', its('sum1'), its('norm1'), its('norm1.gamma', 'norm1.beta')),
    // The linear layer before it in one: of what the activation is given, the step has no numbers.
    operation('feed_forward_up', 'activation', its('norm1'), its('hidden'), its('ffn.w1', 'ffn.b1')),
    operation('feed_forward_down', 'linear', its('hidden', 'norm1'), its('sum2'), its('ffn.w2', 'ffn.b2')),
    operation('norm2', 'layer_norm', its('sum2'), its('out'), its('norm2.gamma', 'norm2.beta')),
  ];
}
