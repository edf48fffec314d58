// The worker's state and what each command does to it.
//
// Work goes in turns: a turn goes on with the first thing there is to do besides training, else it trains. Between
// turns the commands get in, so that every one of them is heard within a turn. A step of a large model takes many turns,
// and so does what a command has to do with much data, which is a job.
//
// Errors of the module are `Error`s that tell what they are made of, and become messages. Anything else that is thrown (a WASM trap,
// a bug of ours) means that the state cannot be trusted: it is left uncaught, and the page replaces the worker.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import {
  type Command,
  type CommandOf,
  type DataFile,
  type ModelReport,
  type OpenedFile,
  type Post,
  type Reply,
  type Run,
  type RunState,
  type Setup,
  type ShownModel,
  type Snapshot,
  type StepResult,
  unreachable,
} from '../protocol';
import { Answers } from './answers';
import { Benchmark } from './benchmark';
import { openModel, TrainedModel } from './trained-model';
import { CHANGE_MODEL, OF_MODEL } from './commands-of-model';
import { DataDesk } from './data-desk';
import { type Job, Jobs } from './jobs';
import { answerQuery, buffersOf, isQuery } from './queries';
import { Milestones } from './milestones';
import { hasCheck, phaseAt, Throughput, StepLog } from './training-progress';
import { prepareRun, type Prepared, type Taken } from './preparation';
import { preview } from './preview';
import { Rests } from './rests';
import { Throttle } from './throttle';
import { Samples } from './samples';
import { Saving } from './saving';
import type { Helpers, Sharing, SharingHost } from './sharing';
import { knowsChat, type CurrentModel, type PromptMode } from './generation';
import { StopRules } from './stop-rules';
import { type OwnRun, Trials } from './trials';
import type { Turns } from './turns';
import type { Work } from './work';
import { moduleError, MessageError, errorMessage } from './errors';

const PROGRESS_MS = 50;

export class Engine {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  readonly #turns: Turns;
  #turnAhead = false;

  #session: Session;
  #model: ModelReport | null = null;
  #knowsChat = false;
  /** Beside it; null until it is brought. */
  #trained: TrainedModel | null = null;
  #shows: ShownModel = 'own';
  #opened: { file: DataFile; description: OpenedFile } | null = null;
  #setup: Setup | null = null;
  #run: Run | null = null;
  #sharing: Sharing | null = null;
  readonly #sharingHost: SharingHost;
  /** Since when the step under way has waited for helpers, in performance.now() terms; null if it can go on. */
  #waitBegan: number | null = null;
  #stopRules: StopRules | null = null;
  /** The `step` command that training stops for after one step. */
  #stepCommand: number | null = null;
  /** Steps after which a `run` command pauses. */
  #until = Infinity;

  #log = new StepLog();
  #throughput = new Throughput();
  readonly #progressThrottle = new Throttle(PROGRESS_MS);
  readonly #rests = new Rests({ goOn: () => this.#schedule(), rested: (spent) => this.#throughput.rest(spent) });

  readonly #answers: Answers;
  readonly #saving: Saving;
  readonly #milestones: Milestones;
  readonly #samples: Samples;
  readonly #benchmark: Benchmark;
  readonly #jobs: Jobs;
  readonly #desk: DataDesk;
  readonly #trials: Trials;
  /** What goes before training, the most urgent first. */
  readonly #works: readonly Work[];

  /** @param helpers null where no other worker can be started */
  constructor(module: GlassGptModule, post: Post, turns: Turns, helpers: Helpers | null) {
    this.#module = module;
    this.#post = post;
    this.#turns = turns;
    this.#session = new module.Session();
    this.#sharingHost = { helpers, wake: () => this.#goOn(), changed: () => this.#postStatus() };
    const model = (): CurrentModel => this.#ownModel();
    this.#answers = new Answers(module, post);
    this.#desk = new DataDesk(module);
    this.#trials = new Trials(module, post, this.#desk);
    this.#saving = new Saving(
      post,
      (of) => ({ ...this.#modelOf(of), seconds: this.#throughput.seconds }),
      (snapshot) => this.#trials.keep(snapshot),
    );
    this.#milestones = new Milestones(module, post, model);
    this.#samples = new Samples(module, post, model);
    this.#benchmark = new Benchmark(module, post);
    this.#jobs = new Jobs(post);
    this.#works = [this.#answers, this.#jobs, this.#milestones, this.#saving, this.#samples, this.#benchmark, this.#trials];
    this.#postStatus();
  }

  handle(command: Command): void {
    try {
      if (OF_MODEL.includes(command.type) && this.#jobs.has([...CHANGE_MODEL, ...OF_MODEL])) this.#jobs.add(command, this.#later(command));
      else this.#obey(command);
    } catch (error) {
      this.#post({ type: 'error', id: command.id, message: errorMessage(error) });
    }
    this.#schedule();
  }

  *#later(command: Command): Job<void> {
    this.#obey(command);
  }

  #obey(command: Command): void {
    if (isQuery(command)) return this.#reply(answerQuery(command, this.#module, this.#shownModel()));
    const { type, id } = command;
    switch (type) {
      case 'begin':
        return this.#jobs.add(command, this.#begin(command));
      case 'run':
        return this.#startRunning(command);
      case 'pause':
        this.#stop('paused');
        return this.#post({ type, id });
      case 'step':
        return this.#singleStep(command);
      case 'reset':
        return this.#jobs.add(command, this.#reset(command));
      case 'effort':
        this.#rests.share = command.share;
        return this.#post({ type, id });
      case 'sample':
        this.#samples.prompts = command.prompts;
        return this.#post({ type, id });
      case 'ask':
        this.#interruptSpeech();
        return this.#answers.ask(command, this.#shownModel());
      case 'stopAnswer':
        this.#answers.end('stopped');
        return this.#post({ type, id });
      case 'open':
        return this.#jobs.add(command, this.#open(command));
      case 'cancel':
        this.#jobs.cancel(command.command);
        this.#saving.cancel(command.command);
        this.#trials.cancel(command.command);
        return this.#post({ type, id });
      case 'save':
        return this.#saving.save(command);
      case 'bring':
        this.#bring(command);
        return this.#post({ type, id });
      case 'show':
        this.#show(command.which);
        return this.#post({ type, id });
      case 'wantSnapshot':
        if (this.#run !== null) this.#saving.wantSnapshot();
        return this.#post({ type, id });
      case 'benchmark':
        return this.#measureSpeed(command);
      case 'examine':
        return this.#jobs.add(command, this.#replying(this.#desk.examine(command)));
      case 'preview':
        return this.#jobs.add(command, this.#replying(preview(this.#module, this.#desk, command, this.#opened?.file ?? null)));
      case 'rewinds':
      case 'retrain':
      case 'experiment':
        return this.#trials.obey(command, this.#ownRun(), this.#opened?.file ?? null);
      default:
        return unreachable(command);
    }
  }

  // Commands ------------------------------------------------------------------------------------------------------

  *#begin({ type, id, setup, snapshot }: CommandOf<'begin'>): Job<void> {
    const { model, training } = yield* this.#beginRun(setup, snapshot);
    this.#post({ type, id, model, training });
  }

  #startRunning({ type, id, until }: CommandOf<'run'>): void {
    this.#go(null, until);
    this.#saving.restartThrottle();
    this.#samples.skip(); // the first loss comes first
    this.#postStatus();
    this.#post({ type, id });
  }

  #singleStep({ id }: CommandOf<'step'>): void {
    this.#go(id);
    this.#answers.end('stopped');
    if (this.#jobs.busy || this.#milestones.busy || this.#saving.holdsModel) return this.#postStatus();
    this.#interruptSpeech();
    this.#train(performance.now() + this.#turns.length);
    if (this.#run?.state === 'running') this.#postStatus();
  }

  *#reset({ type, id }: CommandOf<'reset'>): Job<void> {
    if (this.#setup === null) throw new MessageError('nothingToReset');
    yield* this.#beginRun(this.#setup, null);
    this.#post({ type, id });
  }

  *#beginRun(setup: Setup, snapshot: Snapshot | null): Job<Prepared> {
    const provide = (session: Session): Job<void> => this.#desk.provide(session, setup.data, setup.validation);
    const prepared = yield* prepareRun(this.#module, provide, setup, snapshot, this.#opened?.file ?? null, this.#sharingHost);
    const { session, model, training, sharing } = prepared;
    const run = { setup, training, sharing, seconds: snapshot?.seconds ?? 0, fresh: snapshot === null };
    this.#takeOver({ session, model, run });
    if (snapshot !== null) this.#trials.keep(snapshot);
    return prepared;
  }

  *#open({ type, id, file }: CommandOf<'open'>): Job<void> {
    yield 0;
    const { session, model } = openModel(this.#module, file);
    const opened = { name: file.name, model, resumable: session.resumable() };
    this.#opened = { file, description: opened };
    this.#takeOver({ session, model, run: null });
    this.#post({ type, id, opened });
  }

  #bring({ file, step }: CommandOf<'bring'>): void {
    const trained = new TrainedModel(this.#module, file, step);
    if (this.#trained !== null) this.#answers.end('stopped');
    this.#trained?.current.session.delete();
    this.#trained = trained;
    if (this.#model === null) this.#shows = 'trained';
    this.#postStatus();
  }

  #show(which: ShownModel): void {
    if (which === 'trained' && this.#trained === null) throw new MessageError('noSuchModel');
    this.#answers.end('stopped');
    this.#shows = which;
    this.#postStatus();
  }

  /** Training measures it by the way; else it takes a while. */
  #measureSpeed({ type, id }: CommandOf<'benchmark'>): void {
    const operationsPerSecond = this.#run?.state === 'running' ? this.#operationsPerSecond(this.#run) : 0;
    if (operationsPerSecond > 0) this.#post({ type, id, operationsPerSecond });
    else this.#benchmark.ask(id);
  }

  *#replying(job: Job<Reply>): Job<void> {
    this.#reply(yield* job);
  }

  #reply(reply: Reply): void {
    this.#post(reply, buffersOf(reply));
  }

  // The model and the run -----------------------------------------------------------------------------------------

  #takeOver({ session, model, run }: Taken): void {
    this.#saving.finish();
    this.#trials.forgetRun();
    this.#answers.end('stopped');
    this.#answerStep(null);
    this.#waitBegan = null;
    this.#rests.end();
    this.#session.delete();
    this.#sharing?.delete();
    this.#sharing = run?.sharing ?? null;
    this.#session = session;
    this.#model = model;
    this.#knowsChat = knowsChat(session, this.#module);
    this.#shows = 'own';
    this.#setup = run?.setup ?? null;
    this.#stopRules = run && new StopRules(run.setup.stopping, run.training);
    this.#log = new StepLog();
    this.#throughput = new Throughput(run?.seconds);
    this.#run = run && {
      state: session.training() ? 'paused' : 'done',
      stoppedBy: null,
      report: run.training,
      step: run.training.stepsDone,
      fresh: run.fresh,
      phase: phaseAt(run.training, run.training.stepsDone),
    };
    this.#milestones.forget();
    if (run !== null) this.#milestones.plan(run.setup.question, this.#knowsChat ? 'chat' : 'text', run.training);
    this.#postStatus();
    this.#samples.want();
  }

  #requireRun(): Run {
    if (this.#run === null) throw new MessageError('noTraining');
    return this.#run;
  }

  /** Sets training going, for the `step` command of that number, or until so many steps are taken or it is over. */
  #go(stepCommand: number | null, until = Infinity): void {
    const run = this.#requireRun();
    if (!this.#session.training()) throw new MessageError('trainingOver');
    this.#answerStep(null);
    this.#rests.end();
    this.#stepCommand = stepCommand;
    this.#until = until;
    this.#run = { ...run, state: 'running', stoppedBy: null, fresh: false };
    this.#milestones.reach(run.step);
  }

  /** Trains until a step ends or the time is up. Returns the step that ended. */
  #trainUntil(deadline: number): StepResult | null {
    const run = this.#requireRun();
    const began = performance.now();
    const result = this.#session.trainFor(deadline - began);
    this.#throughput.spend(performance.now() - began);
    if (this.#session.trainingWaits()) this.#wait();
    if (result === null) return null;
    this.#sharing?.stepEnded(result.tokens, this.#throughput.endStep(result.tokens));
    this.#log.add(result, this.#throughput);
    const stoppedBy = this.#stopRules?.after(result) ?? null;
    const state = this.#stateAfter(result, run.state, stoppedBy !== null);
    const { step } = result;
    this.#run = { ...run, state, stoppedBy: state === 'paused' ? stoppedBy : null, step, phase: phaseAt(run.report, step) };
    if (state === 'done') this.#sharing?.end();
    this.#milestones.reach(step);
    if (result.done) this.#milestones.reachEnd();
    return result;
  }

  #wait(): void {
    this.#waitBegan ??= performance.now();
    this.#sharing?.waits();
  }

  /** The step need not wait any more. */
  #goOn(): void {
    this.#endWait();
    this.#rests.begin();
    this.#schedule();
  }

  #endWait(): void {
    if (this.#waitBegan !== null) this.#throughput.spend(performance.now() - this.#waitBegan);
    this.#waitBegan = null;
  }

  #stateAfter({ done, step }: StepResult, state: RunState, stopped: boolean): RunState {
    if (done) return 'done';
    return stopped || this.#stepCommand !== null || step >= this.#until ? 'paused' : state;
  }

  #stop(state: 'paused' | 'failed'): void {
    if (this.#run?.state !== 'running') return;
    this.#endWait();
    this.#rests.end();
    if (state === 'failed') this.#sharing?.end();
    this.#run = { ...this.#run, state };
    this.#tellStopped(null);
  }

  /** Tells all there is to tell once the model stays as it is; what takes long is for a turn of its own. */
  #tellStopped(lastStep: StepResult | null): void {
    this.#postProgress();
    this.#postStatus();
    this.#answerStep(lastStep);
    this.#saving.wantSnapshot();
    this.#samples.want();
  }

  #answerStep(result: StepResult | null): void {
    if (this.#stepCommand === null) return;
    this.#post({ type: 'step', id: this.#stepCommand, result });
    this.#stepCommand = null;
  }

  #operationsPerSecond({ report, phase: now }: Run): number {
    const phase = report.phases.find(({ phase }) => phase === now);
    if (this.#model === null || this.#setup === null || phase === undefined) return 0;
    const { batchSize } = this.#setup.training;
    const length = Math.round(phase.tokens / phase.examples);
    const cost = this.#module.trainingCost(this.#model, this.#model.vocabSize, batchSize, length);
    return (cost.operationsPerToken * this.#throughput.tokensPerSecond) / this.#rests.share;
  }

  // Turns ---------------------------------------------------------------------------------------------------------

  #nextWork(): Work | undefined {
    return this.#works.find(({ busy }) => busy);
  }

  get #canTrain(): boolean {
    return this.#run?.state === 'running' && this.#waitBegan === null && !this.#rests.resting;
  }

  #schedule(): void {
    if (this.#turnAhead || !(this.#canTrain || this.#nextWork() !== undefined)) return;
    this.#turnAhead = true;
    this.#turns.soon(() => this.#turn());
  }

  #turn(): void {
    this.#turnAhead = false;
    const deadline = performance.now() + this.#turns.length;
    const work = this.#nextWork();
    if (work !== undefined) this.#advance(work, deadline);
    else if (this.#canTrain) this.#train(deadline);
    this.#schedule();
  }

  #advance(work: Work, deadline: number): void {
    const began = performance.now();
    try {
      work.advance(deadline);
    } catch (error) {
      work.giveUp(moduleError(error));
    }
    // Meanwhile it was not training that took the time.
    const took = performance.now() - began;
    if (this.#waitBegan !== null) this.#waitBegan += took;
    this.#rests.leaveOut(took);
  }

  #train(deadline: number): void {
    const began = performance.now();
    let last: StepResult | null = null;
    try {
      do last = this.#trainUntil(deadline) ?? last;
      while (performance.now() < deadline && this.#canTrain && !this.#milestones.busy && !hasCheck(last));
    } catch (error) {
      const told = moduleError(error);
      this.#stop('failed');
      return this.#post({ type: 'failed', error: told });
    }
    if (this.#run?.state !== 'running') return this.#tellStopped(last);
    this.#rests.worked(performance.now() - began);
    if (this.#waitBegan === null) this.#rests.begin();
    if (this.#progressThrottle.isDue() || hasCheck(last)) this.#postProgress();
    if (last === null) return; // the model is still what it was
    this.#saving.wantSnapshotNowAndThen();
    // What a check has found is shown beside what it sounds like.
    if (hasCheck(last)) this.#samples.want();
    else this.#samples.wantNowAndThen();
  }

  /** Only one text is generated at a time: the others begin anew after it. */
  #interruptSpeech(): void {
    this.#samples.interrupt();
    this.#milestones.interrupt();
  }

  /** Until tuning has begun, the model has seen plain text only. */
  #likelyMode(): PromptMode {
    return this.#knowsChat && (this.#run === null || this.#run.phase === 'tune') ? 'chat' : 'text';
  }

  #ownModel(): CurrentModel {
    return { session: this.#session, step: this.#run?.step ?? 0, mode: this.#likelyMode() };
  }

  #ownRun(): OwnRun | null {
    return this.#run && this.#setup && { session: this.#session, setup: this.#setup, step: this.#run.step };
  }

  #modelOf(which: ShownModel): CurrentModel {
    return which === 'trained' && this.#trained !== null ? this.#trained.current : this.#ownModel();
  }

  /** That answers. */
  readonly #shownModel = (): CurrentModel => this.#modelOf(this.#shows);

  // Events --------------------------------------------------------------------------------------------------------

  #postStatus(): void {
    const opened = this.#opened?.description ?? null;
    const workers = this.#sharing?.workers ?? null;
    const [own, trained] = [this.#model, this.#trained?.report ?? null];
    const model = this.#shows === 'own' ? own : trained;
    this.#post({ type: 'status', status: { model, shows: this.#shows, own, trained, opened, run: this.#run, workers } });
  }

  #postProgress(): void {
    const news = this.#run && this.#log.take(this.#run.report);
    if (news === null) return;
    this.#progressThrottle.done();
    this.#post({ type: 'progress', ...news }, buffersOf(news.steps));
  }
}
