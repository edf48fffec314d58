// The models, the opened file, the run and who train it, as the worker last told.

import type { Status } from '../protocol';
import { State } from './state';

export class StatusState extends State implements Status {
  model: Status['model'] = null;
  shows: Status['shows'] = 'own';
  own: Status['own'] = null;
  trained: Status['trained'] = null;
  opened: Status['opened'] = null;
  run: Status['run'] = null;
  workers: Status['workers'] = null;

  /** A run is under way, so that what it is made of cannot be changed. */
  get locked(): boolean {
    return this.run !== null && !this.run.fresh;
  }

  take({ model, shows, own, trained, opened, run, workers }: Status): void {
    Object.assign(this, { model, shows, own, trained, opened, run, workers });
    this.changed();
  }
}
