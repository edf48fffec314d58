// The worker's state and what each command does to it.
//
// Work goes in turns: a turn goes on with what the model is saying, else it trains. Between turns the commands get in,
// so that every one of them is heard within a turn. A step of a large model takes many turns.
//
// A command that changes the model prepares a second Session and takes it over only once nothing can fail any more.
//
// Errors of the module are `Error`s in words to act on, and become messages. Anything else that is thrown (a WASM trap,
// a bug of ours) means that the state cannot be trusted: it is left uncaught, and the page replaces the worker.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import {
  type Command,
  type DataFile,
  type ExaminedFile,
  type ModelReport,
  type OpenedFile,
  type Phase,
  type Post,
  type Run,
  type Setup,
  type Snapshot,
  type StepResult,
  type TrainingReport,
  unreachable,
} from '../protocol';
import { phaseAt, Speedometer, StepLog } from './pace';
import { Rhythm } from './rhythm';
import { type Listener, Speaker } from './speaker';

/**
 * A turn may last a piece of a step longer, some 5 ms, and Pause has to be answered within 50; what lies between two
 * turns takes a fraction of a millisecond.
 */
const TURN_MS = 20;
const PROGRESS_MS = 50;
const SNAPSHOT_MS = 10_000;

const PHASES: readonly Phase[] = ['pretrain', 'tune'];

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** A session that a command has got ready to take over. */
interface Prepared {
  session: Session;
  model: ModelReport;
  training: TrainingReport | null;
}

export class Engine {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  readonly #turns = new MessageChannel();
  #turnAhead = false;

  #session: Session;
  #model: ModelReport | null = null;
  #knowsChat = false;
  #opened: { file: DataFile; told: OpenedFile } | null = null;
  #setup: Setup | null = null;
  #run: Run | null = null;
  /** The `step` command that training stops for after one step. */
  #stepCommand: number | null = null;
  #snapshotDue = false;

  #log = new StepLog();
  #speed = new Speedometer();
  readonly #progressRhythm = new Rhythm(PROGRESS_MS);
  readonly #snapshotRhythm = new Rhythm(SNAPSHOT_MS);
  readonly #speaker: Speaker;

  constructor(module: GlassGptModule, post: Post) {
    this.#module = module;
    this.#post = post;
    this.#session = new module.Session();
    this.#speaker = new Speaker(module, post);
    this.#turns.port1.onmessage = () => this.#turn();
    this.#postStatus();
  }

  handle(command: Command): void {
    try {
      this.#obey(command);
    } catch (error) {
      this.#post({ type: 'error', id: command.id, message: messageOf(error) });
    }
    this.#schedule();
  }

  #obey(command: Command): void {
    const { type, id } = command;
    switch (type) {
      case 'examine':
        return this.#examine(command);
      case 'measure':
        return this.#measure(command);
      case 'begin':
        return this.#begin(command);
      case 'run':
        return this.#startRunning(command);
      case 'pause':
        this.#stop('paused');
        return this.#post({ type, id });
      case 'step':
        return this.#singleStep(command);
      case 'reset':
        return this.#reset(command);
      case 'sample':
        this.#speaker.samplePrompts = command.prompts;
        return this.#post({ type, id });
      case 'ask': {
        const mode = command.mode === 'auto' ? this.#likelyMode() : command.mode;
        return this.#speaker.ask(id, command.prompt, command.options, { ...this.#listener(), mode });
      }
      case 'hush':
        this.#speaker.hush();
        return this.#post({ type, id });
      case 'open':
        return this.#open(command);
      case 'save': {
        const bytes = this.#session.save(command.format, command.withTraining);
        return this.#post({ type, id, file: new Blob([bytes as Uint8Array<ArrayBuffer>]) });
      }
      case 'benchmark':
      case 'inspect':
      case 'map':
      case 'neighbours':
      case 'tensors':
      case 'dissect':
      case 'memorised':
      case 'preview':
        throw new Error(`${type}: not there yet`);
      default:
        return unreachable(command);
    }
  }

  // Commands ------------------------------------------------------------------------------------------------------

  #examine({ type, id, files, maxSeqLen }: Of<'examine'>): void {
    const probe = new this.#module.Session();
    try {
      probe.setData('pretrain', files);
      // The vocabulary depends on the data alone, so the smallest model will do.
      const sizes = { maxSeqLen, embeddingDim: 64, hiddenDim: 128, numLayers: 1, numHeads: 1 };
      const { vocabSize, wordsDropped } = probe.create(sizes, 1);
      const examined = files.map((file) => examineFile(probe, file));
      this.#post({ type, id, files: examined, vocabSize, wordsDropped });
    } finally {
      probe.delete();
    }
  }

  #measure({ type, id, sizes, vocabSize }: Of<'measure'>): void {
    const parameters = this.#module.parameterCount(sizes, vocabSize);
    this.#post({ type, id, cost: { parameters, bytes: 0, operationsPerToken: 0 } });
  }

  #begin({ type, id, setup, snapshot }: Of<'begin'>): void {
    const prepared = this.#prepare(setup, snapshot);
    this.#takeOver(prepared, setup, snapshot === null);
    this.#post({ type, id, model: prepared.model, training: prepared.training });
  }

  #startRunning({ type, id }: Of<'run'>): void {
    const run = this.#requireTraining();
    this.#answerStep(null);
    this.#run = { ...run, state: 'running', fresh: false };
    this.#snapshotRhythm.done();
    this.#speaker.skipSample(); // the first loss comes first
    this.#postStatus();
    this.#post({ type, id });
  }

  #singleStep({ id }: Of<'step'>): void {
    const run = this.#requireTraining();
    this.#answerStep(null);
    this.#speaker.hush();
    this.#stepCommand = id;
    this.#run = { ...run, state: 'running', fresh: false };
    this.#train(performance.now() + TURN_MS);
    if (this.#run.state === 'running') this.#postStatus();
  }

  #reset({ type, id }: Of<'reset'>): void {
    if (this.#setup === null) throw new Error('There is no training to reset. Press Train first.');
    this.#takeOver(this.#prepare(this.#setup, null), this.#setup, true);
    this.#post({ type, id });
  }

  #open({ type, id, file }: Of<'open'>): void {
    const session = new this.#module.Session();
    try {
      const model = session.open(file.name, file.bytes);
      const opened = { name: file.name, model, resumable: session.resumable() };
      this.#opened = { file, told: opened };
      this.#takeOver({ session, model, training: null }, null, true);
      this.#post({ type, id, opened });
    } catch (error) {
      session.delete();
      throw error;
    }
  }

  // The model and the run -----------------------------------------------------------------------------------------

  #prepare(setup: Setup, snapshot: Snapshot | null): Prepared & { training: TrainingReport } {
    const session = new this.#module.Session();
    try {
      for (const phase of PHASES) session.setData(phase, setup.data[phase]);
      if (snapshot !== null) {
        const model = session.open('the last saved state', bytesOf(snapshot.file));
        return { session, model, training: session.resumeTraining(setup.training) };
      }
      const model = this.#startingModel(session, setup);
      const resume = setup.start.kind === 'resume';
      const training = resume ? session.resumeTraining(setup.training) : session.startTraining(setup.training);
      return { session, model, training };
    } catch (error) {
      session.delete();
      throw error;
    }
  }

  #startingModel(session: Session, { start, training }: Setup): ModelReport {
    if (start.kind === 'new') return session.create(start.sizes, training.seed);
    if (this.#opened === null) throw new Error('No model file is open. Open one, or start with a new model.');
    return session.open(this.#opened.file.name, this.#opened.file.bytes);
  }

  #takeOver({ session, model, training }: Prepared, setup: Setup | null, fresh: boolean): void {
    this.#speaker.hush();
    this.#answerStep(null);
    this.#snapshotDue = false;
    this.#session.delete();
    this.#session = session;
    this.#model = model;
    this.#setup = setup;
    this.#log = new StepLog();
    this.#speed = new Speedometer();
    this.#knowsChat = knowsChat(session, this.#module);
    this.#run = training && {
      state: session.training() ? 'paused' : 'done',
      stoppedBy: null,
      report: training,
      step: training.stepsDone,
      fresh,
      phase: phaseAt(training, training.stepsDone),
    };
    this.#postStatus();
    this.#speaker.wantSample();
  }

  #requireRun(): Run {
    if (this.#run === null) throw new Error('There is no training under way. Press Train first.');
    return this.#run;
  }

  #requireTraining(): Run {
    const run = this.#requireRun();
    if (!this.#session.training()) throw new Error('Training has ended. Reset it to train again.');
    return run;
  }

  /** Trains until a step ends or the time is up. Returns the step that ended. */
  #trainUntil(deadline: number): StepResult | null {
    const run = this.#requireRun();
    const began = performance.now();
    const result = this.#session.trainFor(deadline - began);
    this.#speed.spend(performance.now() - began);
    if (result === null) return null;
    this.#speed.endStep(result.tokens);
    this.#log.add(result);
    const state = result.done ? 'done' : this.#stepCommand === null ? run.state : 'paused';
    this.#run = { ...run, state, step: result.step, phase: phaseAt(run.report, result.step) };
    return result;
  }

  #stop(state: 'paused' | 'failed'): void {
    if (this.#run?.state !== 'running') return;
    this.#run = { ...this.#run, state };
    this.#tellStopped(null);
  }

  /** Tells all there is to tell once the model stays as it is; what takes long is for a turn of its own. */
  #tellStopped(lastStep: StepResult | null): void {
    this.#postProgress();
    this.#postStatus();
    this.#answerStep(lastStep);
    this.#snapshotDue = true;
    this.#speaker.wantSample();
  }

  #answerStep(result: StepResult | null): void {
    if (this.#stepCommand === null) return;
    this.#post({ type: 'step', id: this.#stepCommand, result });
    this.#stepCommand = null;
  }

  // Turns ---------------------------------------------------------------------------------------------------------

  #schedule(): void {
    const speaks = this.#model !== null && this.#speaker.busy;
    if (this.#turnAhead || !(this.#snapshotDue || speaks || this.#run?.state === 'running')) return;
    this.#turnAhead = true;
    this.#turns.port2.postMessage(null);
  }

  #turn(): void {
    this.#turnAhead = false;
    const deadline = performance.now() + TURN_MS;
    if (this.#snapshotDue) this.#postSnapshot();
    else if (this.#speaker.busy) this.#speaker.advance(deadline, this.#listener());
    else if (this.#run?.state === 'running') this.#train(deadline);
    this.#schedule();
  }

  #train(deadline: number): void {
    let last: StepResult | null = null;
    try {
      do last = this.#trainUntil(deadline) ?? last;
      while (performance.now() < deadline && this.#run?.state === 'running');
    } catch (error) {
      const message = messageOf(error);
      this.#stop('failed');
      return this.#post({ type: 'failed', message });
    }
    if (this.#run?.state !== 'running') return this.#tellStopped(last);
    if (this.#progressRhythm.isDue()) this.#postProgress();
    if (last === null) return; // the model is still what it was
    if (this.#snapshotRhythm.isDue()) this.#snapshotDue = true;
    this.#speaker.wantSampleNowAndThen();
  }

  /** Until tuning has begun, the model has seen plain text only. */
  #likelyMode(): 'chat' | 'text' {
    return this.#knowsChat && (this.#run === null || this.#run.phase === 'tune') ? 'chat' : 'text';
  }

  #listener(): Listener {
    return { session: this.#session, step: this.#run?.step ?? 0, mode: this.#likelyMode() };
  }

  // Events --------------------------------------------------------------------------------------------------------

  #postStatus(): void {
    const opened = this.#opened?.told ?? null;
    this.#post({ type: 'status', status: { model: this.#model, opened, run: this.#run } });
  }

  #postProgress(): void {
    const news = this.#run && this.#log.take(this.#run.report, this.#speed);
    if (news === null) return;
    this.#progressRhythm.done();
    const { step, loss, epochLoss } = news.steps;
    this.#post({ type: 'progress', ...news }, [step.buffer, loss.buffer, epochLoss.buffer]);
  }

  /** A model too large for it trains on without. */
  #postSnapshot(): void {
    this.#snapshotDue = false;
    const began = performance.now();
    try {
      const bytes = this.#session.save('safetensors', true);
      const file = new Blob([bytes as Uint8Array<ArrayBuffer>]);
      this.#post({ type: 'snapshot', snapshot: { step: this.#run?.step ?? 0, seconds: 0, file } });
    } catch (error) {
      messageOf(error); // throws on what is not a want of memory
    }
    this.#snapshotRhythm.done(began);
  }
}

/** What a file holds for the model of `probe`, whose data it replaces. */
function examineFile(probe: Session, file: DataFile): ExaminedFile {
  const holds = probe.setData('pretrain', [file]);
  const once = { epochs: 1, learningRate: 1e-3 };
  const options = { batchSize: 1, clipNorm: 0, seed: 1, shuffle: false, schedule: 'constant', warmupSteps: 0 } as const;
  const [phase] = probe.startTraining({ pretrain: once, tune: once, ...options }).phases;
  const { tokens = 0, examplesCut = 0, tokensCut = 0 } = phase ?? {};
  return { name: file.name, ...holds, tokens, examplesCut, tokensCut };
}

function bytesOf(file: Blob): Uint8Array {
  return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file));
}

/** Whether the model's vocabulary has the words that frame a question. */
function knowsChat(session: Session, module: GlassGptModule): boolean {
  const options = { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: 1 };
  return session.beginGeneration(module.chatPrompt(''), options).unknown.length === 0;
}

/** The words of an error of the module, or of ours that speaks to a person; anything else is thrown on. */
function messageOf(error: unknown): string {
  if (error instanceof Error && error.name === 'Error') return error.message;
  throw error;
}
