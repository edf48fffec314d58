// The commands that look and change nothing: each makes its reply of the model as it is.

import type { GlassGptModule } from 'glassgpt-wasm';

import { type Command, type CommandOf, type Reply, unreachable } from '../protocol';
import { type CurrentModel, promptText } from './generation';

const QUERIES = [
  'measure',
  'describe',
  'recommend',
  'inspect',
  'map',
  'neighbours',
  'tensors',
  'dissect',
  'observe',
  'memorised',
  'nearest',
  'choose',
  'unknown',
] as const satisfies Command['type'][];
export type Query = CommandOf<(typeof QUERIES)[number]>;

export const isQuery = (command: Command): command is Query => QUERIES.some((type) => type === command.type);

export function answerQuery(command: Query, module: GlassGptModule, { session, step, mode: likely }: CurrentModel): Reply {
  const { type, id } = command;
  switch (type) {
    case 'measure': {
      const { sizes, vocabSize, batchSize, length } = command;
      return { type, id, cost: module.trainingCost(sizes, vocabSize, batchSize, length) };
    }
    case 'describe':
      return { type, id, operations: module.operations(command.sizes, command.vocabSize, 1) };
    case 'recommend': {
      const { data, sizes, batchSize } = command;
      const training = module.recommended(data, sizes, batchSize);
      const { examples, questions } = data.tune;
      const tuningSteps = module.expectedTuningSteps(questions, Math.min(examples, training.batchSize));
      return { type, id, training, tuningSteps };
    }
    case 'inspect': {
      const mode = command.mode === 'auto' ? likely : command.mode;
      return { type, id, step, mode, inspection: session.inspect(promptText(module, command.prompt, mode), command.top) };
    }
    case 'map':
      return { type, id, step, map: session.embeddingMap(command.groups) };
    case 'neighbours':
      return { type, id, neighbours: session.neighbours(command.token, command.count) };
    case 'tensors':
      return { type, id, step, tensors: session.tensorSizes() };
    case 'dissect':
      return { type, id, step, dissection: session.dissect(command.text, command.weight), vocabulary: session.vocabulary().tokens };
    case 'observe': {
      const began = performance.now();
      const observation = session.observe(command.text, command.position, command.top, command.requests);
      return { type, id, step, observation, milliseconds: performance.now() - began };
    }
    case 'memorised':
      return { type, id, report: session.memorised(command.text, command.least) };
    case 'nearest': {
      const { prompt, mode, text, count } = command;
      return { type, id, examples: session.nearestExamples(promptText(module, prompt, mode) + text, count) };
    }
    case 'choose': {
      const mode = command.mode === 'auto' ? likely : command.mode;
      const { chosen, options, count } = command;
      const choices = session.choices(promptText(module, command.prompt, mode), chosen, options, count);
      return { type, id, step, mode, split: session.split(command.prompt), choices };
    }
    case 'unknown':
      return { type, id, words: session.unknownWords(command.text, command.most) };
    default:
      return unreachable(command);
  }
}

/** The memory of the typed arrays in a reply: copies that the module made, to be moved to the page. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(buffersOf);
}
