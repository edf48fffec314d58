// What somebody hands in who has trained a model: all that the run follows from, and what it came to. docs/cli.md has its
// fields; `glassgpt check-result` trains once more as it says. The names of options are the core's, as a model file has
// them.

import type { DataFile, ModelSizes, Phase, Setup } from '../protocol';
import { sha256 } from '../sha256';
import type { LossPoint } from './loss-curve';

/** The version of this form. */
const VERSION = 2;

interface ResultPhase {
  data: { sha256: string; ending: string; bytes: number }[];
  held_out: number;
}

export interface ResultAnswer {
  question: string;
  as: 'chat' | 'text';
  max_tokens: number;
  answer: string;
}

export interface RunResult {
  format: 'glassgpt-result';
  version: typeof VERSION;
  pretrain: ResultPhase;
  tune: ResultPhase;
  sizes: Record<string, number | string>;
  training: unknown;
  steps: number;
  curve: LossPoint[];
  answers: ResultAnswer[];
  weights: string;
}

/** A name of the core for that of its module: `max_seq_len` for `maxSeqLen`. */
const coreName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const sizesOf = (sizes: ModelSizes): Record<string, number | string> =>
  Object.fromEntries(Object.entries(sizes).flatMap(([name, value]) => (value === undefined ? [] : [[coreName(name), value]])));

/** By which a file is read; of its name nothing else, because people put theirs into it. */
const endingOf = (name: string): string => /\.[a-z0-9]{1,11}$/.exec(name.toLowerCase())?.[0] ?? '';

async function dataOf(files: DataFile[]): Promise<ResultPhase['data']> {
  return Promise.all(
    files.map(async ({ name, content }) => {
      const bytes = new Uint8Array(await content.arrayBuffer());
      return { sha256: sha256(bytes), ending: endingOf(name), bytes: bytes.length };
    }),
  );
}

async function phaseOf(phase: Phase, { data, validation }: Setup): Promise<ResultPhase> {
  const holdsOut = data[phase].length > 0 && validation.files[phase].length === 0;
  return { data: await dataOf(data[phase]), held_out: holdsOut ? validation.share : 0 };
}

/** What of a safetensors file with the training state says how the run stands. */
function readModel(file: ArrayBuffer): { training: { options: unknown; total_steps: number }; weights: Uint8Array } {
  const lengthBytes = 8;
  const headerEnd = lengthBytes + Number(new DataView(file).getBigUint64(0, true));
  const header = new TextDecoder().decode(new Uint8Array(file, lengthBytes, headerEnd - lengthBytes));
  const { __metadata__: metadata } = JSON.parse(header) as { __metadata__: { training: string } };
  const training = JSON.parse(metadata.training) as { options: unknown; total_steps: number };
  return { training, weights: new Uint8Array(file, headerEnd) };
}

/**
 * The result of a run that began with a new model.
 * @param model a safetensors file with the training state
 */
export async function resultOf(
  setup: Setup,
  sizes: ModelSizes,
  model: Blob,
  curve: readonly LossPoint[],
  answers: ResultAnswer[],
): Promise<RunResult> {
  const { training, weights } = readModel(await model.arrayBuffer());
  const rounded = ({ step, loss }: LossPoint): LossPoint => ({ step, loss: Number(loss.toPrecision(6)) });
  return {
    format: 'glassgpt-result',
    version: VERSION,
    pretrain: await phaseOf('pretrain', setup),
    tune: await phaseOf('tune', setup),
    sizes: sizesOf(sizes),
    training: training.options,
    steps: training.total_steps,
    curve: curve.filter(({ step, loss }) => step <= training.total_steps && Number.isFinite(loss)).map(rounded),
    answers,
    weights: sha256(weights),
  };
}
