// A Session got ready for a run, beside the one in use, which it replaces only once nothing can fail any more.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { DataFile, ModelReport, Phase, Setup, Snapshot, TrainingReport } from '../protocol';
import { MessageError } from './errors';

const PHASES: readonly Phase[] = ['pretrain', 'tune'];

export interface Prepared {
  session: Session;
  model: ModelReport;
  training: TrainingReport;
}

/** @param opened what `setup.start` may begin with */
export function prepare(module: GlassGptModule, setup: Setup, snapshot: Snapshot | null, opened: DataFile | null): Prepared {
  const session = new module.Session();
  try {
    for (const phase of PHASES) giveData(session, phase, setup);
    if (snapshot !== null) {
      const model = session.open('the last saved state', bytesOf(snapshot.file));
      return { session, model, training: session.resumeTraining(setup.training) };
    }
    const model = startingModel(session, setup, opened);
    const resume = setup.start.kind === 'resume';
    const training = resume ? session.resumeTraining(setup.training) : session.startTraining(setup.training);
    return { session, model, training };
  } catch (error) {
    session.delete();
    throw error;
  }
}

/** Sets what a phase is trained on, and what it is validated on. */
export function giveData(session: Session, phase: Phase, { data, validation }: Pick<Setup, 'data' | 'validation'>): void {
  session.setData(phase, data[phase]);
  if (validation.files[phase].length > 0) session.setValidation(phase, validation.files[phase]);
  else if (validation.share > 0 && data[phase].length > 0) session.holdOut(phase, validation.share);
}

function startingModel(session: Session, { start, training }: Setup, opened: DataFile | null): ModelReport {
  if (start.kind === 'new') return session.create(start.sizes, training.seed);
  if (opened === null) throw new MessageError('nothingOpen');
  return session.open(opened.name, opened.bytes);
}

function bytesOf(file: Blob): Uint8Array {
  return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file));
}
