// The commands that look and change nothing: each makes its reply of the model as it is, or of a throw-away Session.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import {
  type CommandOf,
  type DataFile,
  type ModelSizes,
  type Phase,
  type PhaseTokens,
  type Reply,
  type TrainingData,
  unreachable,
} from '../protocol';
import { type CurrentModel, promptText } from './generation';
import { giveData } from './preparation';

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

function examine({ type, id, files, validation, shares, maxSeqLen }: CommandOf<'examine'>, probe: Session): Reply {
  const { files: reports } = probe.setData(PHASE, files);
  const { vocabSize, wordsDropped } = probe.create(smallest(maxSeqLen), 1);
  const examined = reports.map((report, i) => ({ name: report.name, report, ...probe.countTokens(files[i] as DataFile) }));
  const ofQuestions = (some: boolean) => files.filter((_, i) => (examined[i]?.questions ?? 0) > 0 === some);
  const data = { pretrain: ofQuestions(false), tune: ofQuestions(true) };
  const tokens = shares.map((share) => countTokens(probe, data, validation, share));
  return { type, id, files: examined, tokens, vocabSize, wordsDropped };
}

/** How much of the data is trained on, and what is measured, if a share is held out where there are no other files. */
function countTokens(probe: Session, data: TrainingData, validation: TrainingData, share: number): Record<Phase, PhaseTokens> {
  const setup = { data, validation: { files: validation, share } };
  const count = (phase: Phase): PhaseTokens => {
    giveData(probe, phase, setup);
    return probe.countPhaseTokens(phase);
  };
  return { pretrain: count('pretrain'), tune: count('tune') };
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
