// The model, the opened file and the run, as the worker last told.

import type { Status } from '../protocol';
import { State } from './state';

export class StatusState extends State implements Status {
  model: Status['model'] = null;
  opened: Status['opened'] = null;
  run: Status['run'] = null;

  /** A run is under way, so that what it is made of cannot be changed. */
  get locked(): boolean {
    return this.run !== null && !this.run.fresh;
  }

  take({ model, opened, run }: Status): void {
    Object.assign(this, { model, opened, run });
    this.changed();
  }
}
