// A Session got ready for a run, beside the one in use, which it replaces only once nothing can fail any more.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { DataFile, ModelReport, Setup, Snapshot, TrainingReport } from '../protocol';
import { bytesOf } from './contents';
import { COUNTED, prepare, READ } from './data-desk';
import { MessageError } from './errors';
import { type Job, part } from './jobs';
import { Sharing, type SharingHost } from './sharing';

export interface Prepared {
  session: Session;
  model: ModelReport;
  training: TrainingReport;
  /** Null without a host. */
  sharing: Sharing | null;
}

/** What the engine takes over from a command that changes the model. */
export interface Taken {
  session: Session;
  model: ModelReport;
  /** The run that begins with it. */
  run: { setup: Setup; training: TrainingReport; sharing: Sharing | null; seconds: number; fresh: boolean } | null;
}

/**
 * @param provide gives the session the run's data
 * @param opened what `setup.start` may begin with
 * @param host what the run may be shared by
 */
export function* prepareRun(
  module: GlassGptModule,
  provide: (session: Session) => Job<void>,
  setup: Setup,
  snapshot: Snapshot | null,
  opened: DataFile | null,
  host: SharingHost | null,
): Job<Prepared> {
  const { start, training } = setup;
  const session = new module.Session();
  let sharing: Sharing | null = null;
  let prepared: Prepared | null = null;
  try {
    yield* part(0, READ, provide(session));
    const model = yield* part(READ, COUNTED, startingModel(session, setup, snapshot, opened));
    yield* part(COUNTED, 1, prepare(session, 'encoding'));
    const resumes = snapshot !== null || start.kind === 'resume';
    sharing = host && new Sharing(module, session, model, host);
    const report = resumes ? session.resumeTraining(training) : session.startTraining(training);
    prepared = { session, model, training: report, sharing };
    return prepared;
  } finally {
    if (prepared === null) {
      session.delete();
      sharing?.delete();
    }
  }
}

/** Gives a session with the run's data the model that the run begins with. */
export function* startingModel(
  session: Session,
  { start, training }: Pick<Setup, 'start'> & { training: Pick<Setup['training'], 'seed'> },
  snapshot: Snapshot | null,
  opened: DataFile | null,
): Job<ModelReport> {
  if (snapshot !== null) return session.open('the last saved state', bytesOf(snapshot.file));
  if (start.kind === 'new') {
    session.setTokenizer(start.sizes);
    yield* prepare(session, 'vocabulary');
    return session.create(start.sizes, training.seed);
  }
  if (opened === null) throw new MessageError('nothingOpen');
  const model = session.open(opened.name, bytesOf(opened.content));
  if (start.kind !== 'grown') return model;
  yield* prepare(session, 'growth');
  return session.growVocabulary(training.seed);
}
