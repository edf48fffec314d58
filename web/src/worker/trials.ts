// Trainings beside the run, on sessions that are thrown away.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import { type CommandOf, type DataFile, type Post, type Reply, type Setup, type Snapshot, unreachable } from '../protocol';
import type { DataDesk } from './data-desk';
import { MessageError } from './errors';
import { experiment } from './experiment';
import { type Job, Jobs } from './jobs';
import { buffersOf } from './queries';
import { retrain } from './retraining';
import { RewindPoints } from './rewind-points';
import type { Work } from './work';

/** The run, that trials leave as it is. */
export interface OwnRun {
  session: Session;
  setup: Setup;
  step: number;
}

export class Trials implements Work {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  readonly #desk: DataDesk;
  readonly #jobs: Jobs;
  readonly #points = new RewindPoints();
  /** Commands about the run. */
  #ofRun: number[] = [];

  constructor(module: GlassGptModule, post: Post, desk: DataDesk) {
    this.#module = module;
    this.#post = post;
    this.#desk = desk;
    this.#jobs = new Jobs(post);
  }

  get busy(): boolean {
    return this.#jobs.busy;
  }

  /**
   * @param run null where there is none
   * @param opened what a run may begin with
   */
  obey(command: CommandOf<'rewinds' | 'retrain' | 'experiment'>, run: OwnRun | null, opened: DataFile | null): void {
    switch (command.type) {
      case 'rewinds':
        return this.#post({ type: command.type, id: command.id, step: run && (this.#points.before(run.step)?.step ?? null) });
      case 'retrain':
        return this.#retrain(command, run, opened);
      case 'experiment':
        return this.#jobs.add(command, this.#replying(experiment(this.#module, this.#desk, command, opened)));
      default:
        return unreachable(command);
    }
  }

  /** A state of the run, that it may be trained from again. */
  keep(snapshot: Snapshot): void {
    this.#points.add(snapshot);
  }

  /** Another run takes the place of this one. */
  forgetRun(): void {
    this.#points.clear();
    for (const id of this.#ofRun) this.#jobs.cancel(id);
    this.#ofRun = [];
  }

  /** Does nothing if the command is over, or none of these. */
  cancel(id: number): void {
    this.#jobs.cancel(id);
  }

  advance(deadline: number): void {
    this.#jobs.advance(deadline);
  }

  giveUp(): void {
    this.#jobs.giveUp();
  }

  #retrain(command: CommandOf<'retrain'>, run: OwnRun | null, opened: DataFile | null): void {
    if (run === null) throw new MessageError('noTraining');
    const point = command.from === null ? null : this.#points.at(command.from);
    if (point === null && command.from !== null) throw new MessageError('noWayBack', { step: command.from });
    this.#ofRun.push(command.id);
    this.#jobs.add(command, this.#replying(retrain(this.#module, { ...run, point, opened, weights: run.session.weights() }, command)));
  }

  *#replying(job: Job<Reply>): Job<void> {
    const reply = yield* job;
    this.#post(reply, buffersOf(reply));
  }
}
