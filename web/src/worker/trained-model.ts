// Models that come from files, and the small trained one among them, which stands beside the one that people train.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import type { DataFile, ModelReport } from '../protocol';
import { bytesOf } from './contents';
import { type CurrentModel, knowsChat } from './generation';

/** Takes over a model file. */
export function openModel(module: GlassGptModule, { name, content }: DataFile): { session: Session; model: ModelReport } {
  const session = new module.Session();
  try {
    return { session, model: session.open(name, bytesOf(content)) };
  } catch (error) {
    session.delete();
    throw error;
  }
}

export class TrainedModel {
  readonly report: ModelReport;
  readonly current: CurrentModel;

  /** @param step so many were taken to train it */
  constructor(module: GlassGptModule, file: DataFile, step: number) {
    const { session, model } = openModel(module, file);
    this.report = model;
    this.current = { session, step, mode: knowsChat(session, module) ? 'chat' : 'text' };
  }
}
