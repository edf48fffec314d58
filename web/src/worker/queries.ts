// The commands that look and change nothing: each makes its reply of the model as it is, or of a throw-away Session.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import {
  type CommandOf,
  type DataFile,
  type ExaminedFile,
  type ModelSizes,
  type Phase,
  type Reply,
  unreachable,
} from '../protocol';
import { CLASSIC } from '../recipe';
import { type CurrentModel, promptText } from './generation';

export type Query = CommandOf<
  'examine' | 'measure' | 'recommend' | 'inspect' | 'map' | 'neighbours' | 'tensors' | 'dissect' | 'memorised' | 'preview'
>;

/** What data holds depends on the context alone, so the smallest model with that will do. */
const smallest = (maxSeqLen: number): ModelSizes => ({
  maxSeqLen,
  embeddingDim: 64,
  hiddenDim: 128,
  numLayers: 1,
  numHeads: 1,
});

const LONGEST_CONTEXT = 512;

/** Any phase will do, too. */
const PHASE: Phase = 'pretrain';

export function answerQuery(command: Query, module: GlassGptModule, { session, step, mode: likely }: CurrentModel): Reply {
  const { type, id } = command;
  switch (type) {
    case 'examine':
      return withProbe(module, (probe) => examine(command, probe));
    case 'measure': {
      const { sizes, vocabSize, batchSize, length } = command;
      return { type, id, cost: module.trainingCost(sizes, vocabSize, batchSize, length) };
    }
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
    case 'memorised':
      return { type, id, report: session.memorised(command.text, command.least) };
    case 'preview':
      return withProbe(module, (probe) => preview(command, probe));
    default:
      return unreachable(command);
  }
}

function withProbe<T>(module: GlassGptModule, use: (probe: Session) => T): T {
  const probe = new module.Session();
  try {
    return use(probe);
  } finally {
    probe.delete();
  }
}

function examine({ type, id, files, maxSeqLen }: CommandOf<'examine'>, probe: Session): Reply {
  probe.setData(PHASE, files);
  const { vocabSize, wordsDropped } = probe.create(smallest(maxSeqLen), 1);
  return { type, id, files: files.map((file) => examineFile(probe, file)), vocabSize, wordsDropped };
}

/** What a file holds for the model of `probe`, whose data it replaces. */
function examineFile(probe: Session, file: DataFile): ExaminedFile {
  const holds = probe.setData(PHASE, [file]);
  const once = { epochs: 1, learningRate: 1e-3 };
  const [phase] = probe.startTraining({ ...CLASSIC, pretrain: once, tune: once, batchSize: 1 }).phases;
  const { tokens = 0, examplesCut = 0, tokensCut = 0 } = phase ?? {};
  return { name: file.name, ...holds, tokens, examplesCut, tokensCut };
}

function preview({ type, id, files, examples }: CommandOf<'preview'>, probe: Session): Reply {
  probe.setData(PHASE, files);
  probe.create(smallest(LONGEST_CONTEXT), 1);
  const { tokens, counts } = probe.vocabulary();
  const words = 2; // after <unk> and </s>
  return { type, id, tokens: tokens.slice(words), counts: counts.slice(words), examples: probe.examples(PHASE, 0, examples) };
}

/** The memory of the typed arrays in a reply: copies that the module made, to be moved to the page. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(buffersOf);
}
