// The page's end of the worker: numbers commands, hands out replies, and replaces a worker that crashed.
//
// Of the model it keeps what that takes: which file was opened, how the run was set up, and the last snapshot.

import type { Arithmetic } from './arithmetic';
import { CoreFault } from './core-words';
import { EngineHost } from './engine-host';
import type { Place } from './engine-port';
import { type Locale, TextError } from './i18n/translate';
import {
  type AskMode,
  type Command,
  type DataFile,
  type Event,
  type GenerationOptions,
  type Message,
  type ReplyTo,
  type Request,
  type Run,
  type Setup,
  type Snapshot,
  type MessageText,
  unreachable,
} from './protocol';

/** What requests that a crash left unanswered are rejected with. `restarted` tells the person, so pages need not. */
export class EngineLost extends Error {}

/** What a request that was cancelled is rejected with. Who cancelled it need not be told. */
export class Cancelled extends Error {
  override readonly name = 'AbortError';
}

/** After which a command that was cancelled and is still not over takes its worker with it, in milliseconds. */
const LAST_WORDS_MS = 2500;

interface Pending {
  resolve: (reply: never) => void;
  reject: (error: Error) => void;
}

/** What the page wants to hear that it did not ask for. */
export interface ClientHandlers {
  event: (event: Event) => void;
  /** An answer is over. */
  answered: (prompt: string, reply: ReplyTo<'ask'>) => void;
  /** The worker crashed and was replaced; `notice` tells a person what that means for their model. */
  restarted: (notice: string) => void;
  /** A command was sent, how far it is, and that it is over. */
  began: (id: number, request: Request) => void;
  working: (id: number, share: number) => void;
  ended: (id: number) => void;
}

/** The events of one answer. */
export type AnswerEvent = Extract<Event, { type: 'answering' | 'token' }>;

export class EngineClient {
  readonly #handlers: ClientHandlers;
  readonly #locale: Locale;
  /** Null before the first request, and once nobody needs it any more. */
  #worker: EngineHost | null = null;
  /** What it calculates with, or will. */
  #arithmetic: Arithmetic = 'exact';
  #disposed = false;
  /** Whether this worker ever got so far as to have an engine. */
  #spoke = false;
  /** No worker could be started: the next request tries again. */
  #ended = false;
  #startingAgain: Promise<void> | null = null;
  /** Is told once whether the worker got so far. */
  #begun: (spoke: boolean) => void = () => {};
  #restoring = false;
  /** Of the worker that is being brought to where the last one was: a state on the way is none to show. */
  #statusMeanwhile: Event | null = null;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();
  readonly #answers = new Map<number, (event: AnswerEvent) => void>();

  #opened: DataFile | null = null;
  #setup: Setup | null = null;
  #snapshot: Snapshot | null = null;
  #run: Run | null = null;
  /** The snapshot from which training went on by itself after a crash. */
  #wentOnFrom: Snapshot | null | undefined;
  #effort: Extract<Request, { type: 'effort' }> | null = null;
  #sample: Extract<Request, { type: 'sample' }> | null = null;
  #brought: Extract<Request, { type: 'bring' }> | null = null;

  constructor(handlers: ClientHandlers, locale: Locale) {
    this.#handlers = handlers;
    this.#locale = locale;
  }

  /** No worker could be started. */
  get isLost(): boolean {
    return this.#ended;
  }

  /** Ends the worker. What was asked is cancelled, and so is what will be. */
  dispose(): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#disposed = true;
    worker?.terminate();
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new Cancelled());
    this.#opened = this.#setup = this.#snapshot = this.#effort = this.#sample = this.#brought = null;
  }

  /** Where the engine runs, as far as that is known. */
  get place(): Place {
    return this.#worker?.place ?? 'worker';
  }

  /** What the engine calculates with. */
  get arithmetic(): Arithmetic {
    return this.#arithmetic;
  }

  /** What the run follows from; null without one. */
  get setup(): Setup | null {
    return this.#setup;
  }

  /** What the run last told of itself, which outlives the worker; null without a run. */
  get lastSnapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /**
   * Sends a command. Rejects with the worker's error, in words to show.
   * @param signal asks the worker to leave it, as soon as it can
   */
  async request<T extends Command['type']>(
    request: Extract<Request, { type: T }>,
    signal?: AbortSignal,
  ): Promise<ReplyTo<T>> {
    await this.#calculateAsAsked(request);
    await this.#startAgainIfEnded();
    const id = ++this.#lastId;
    signal?.addEventListener('abort', () => this.#askToCancel(id));
    return this.#send<T>(request, id);
  }

  /** Asks, and hears the answer as it comes. */
  async ask(
    prompt: string,
    mode: AskMode,
    options: GenerationOptions,
    listener: (event: AnswerEvent) => void,
  ): Promise<ReplyTo<'ask'>> {
    await this.#startAgainIfEnded();
    const id = ++this.#lastId;
    this.#answers.set(id, listener);
    try {
      const reply = await this.#send<'ask'>({ type: 'ask', prompt, mode, options }, id);
      this.#handlers.answered(prompt, reply);
      return reply;
    } finally {
      this.#answers.delete(id);
    }
  }

  async #send<T extends Command['type']>(
    request: Extract<Request, { type: T }>,
    id = ++this.#lastId,
  ): Promise<ReplyTo<T>> {
    if (this.#disposed) throw new Cancelled();
    const reply = await new Promise<ReplyTo<T>>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage({ ...request, id });
      this.#handlers.began(id, request);
    });
    this.#remember(request);
    return reply;
  }

  /**
   * Ends a command. One that is in the middle of what cannot be cut into slices goes with its worker, and another worker
   * takes over where the last snapshot was taken.
   */
  cancel(id: number): void {
    const worker = this.#worker;
    this.#askToCancel(id);
    setTimeout(() => {
      if (worker !== this.#worker || !this.#pending.has(id)) return;
      this.#settle(id)?.reject(new Cancelled());
      void this.#replaceWorker(this.#locale.t('engine.cancelled'));
    }, LAST_WORDS_MS);
  }

  #askToCancel(command: number): void {
    if (!this.#pending.has(command)) return;
    this.#send<'cancel'>({ type: 'cancel', command }, ++this.#lastId).catch(() => {}); // a crash tells of itself
  }

  /** A run may begin that is of another arithmetic: that is another module, and takes another worker. */
  async #calculateAsAsked(request: Request): Promise<void> {
    if (request.type !== 'begin' || request.setup.arithmetic === this.#arithmetic) return;
    this.#arithmetic = request.setup.arithmetic;
    if (this.#worker === null || this.#ended || this.#disposed) return;
    this.#worker.terminate();
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new Cancelled());
    this.#setup = this.#snapshot = this.#run = null;
    this.#worker = this.#startWorker();
    await this.#bringBack();
  }

  /** Keeps what a new worker would have to be told. */
  #remember(request: Request): void {
    if (request.type === 'open') {
      this.#opened = request.file;
      this.#setup = null;
      this.#snapshot = null;
    } else if (request.type === 'begin') {
      this.#setup = request.setup;
      this.#snapshot = request.snapshot;
    } else if (request.type === 'reset') {
      this.#snapshot = null;
    } else if (request.type === 'effort') {
      this.#effort = request;
    } else if (request.type === 'sample') {
      this.#sample = request;
    } else if (request.type === 'bring') {
      this.#brought = request;
    }
  }

  #startWorker(): EngineHost {
    const worker = new EngineHost(this.#arithmetic);
    this.#spoke = false;
    // What a worker sent before it was ended may still arrive.
    worker.onmessage = (message) => {
      if (worker === this.#worker) this.#receive(message);
    };
    worker.onerror = (reason) => {
      if (worker === this.#worker) void this.#replaceWorker(this.#locale.t('engine.lost', { reason: reason || this.#locale.t('engine.noReason') }));
    };
    return worker;
  }

  #receive(message: Message): void {
    if (message.type !== 'alive') {
      this.#spoke = true;
      this.#begun(true);
    }
    switch (message.type) {
      case 'alive':
        if (this.#worker !== null) this.#watch(this.#worker, message.lock);
        break;
      case 'error':
        void this.#reject(this.#settle(message.id), message.message);
        break;
      case 'cancelled':
        this.#settle(message.id)?.reject(new Cancelled());
        break;
      case 'working':
        this.#handlers.working(message.id, message.share);
        break;
      case 'answering':
      case 'token':
        this.#answers.get(message.id)?.(message);
        break;
      case 'snapshot':
        this.#snapshot = message.snapshot;
        this.#handlers.event(message);
        break;
      case 'status':
        this.#run = message.status.run;
        if (this.#restoring) this.#statusMeanwhile = message;
        else this.#handlers.event(message);
        break;
      case 'progress':
      case 'sampled':
      case 'milestone':
        this.#handlers.event(message);
        break;
      case 'failed':
        void this.#haveCoreWords().then(() => this.#handlers.event(message));
        break;
      case 'examine':
      case 'measure':
      case 'describe':
      case 'recommend':
      case 'begin':
      case 'run':
      case 'pause':
      case 'step':
      case 'reset':
      case 'effort':
      case 'sample':
      case 'ask':
      case 'stopAnswer':
      case 'open':
      case 'save':
      case 'bring':
      case 'show':
      case 'wantSnapshot':
      case 'benchmark':
      case 'inspect':
      case 'map':
      case 'neighbours':
      case 'tensors':
      case 'dissect':
      case 'observe':
      case 'memorised':
      case 'nearest':
      case 'rewinds':
      case 'retrain':
      case 'experiment':
      case 'choose':
      case 'unknown':
      case 'preview':
      case 'cancel':
        // The reply to a command has its type, so this is what its promise was made for.
        this.#settle(message.id)?.resolve(message as never);
        break;
      default:
        unreachable(message);
    }
  }

  /** In words of the catalogues, or the core's. */
  async #reject(pending: Pending | undefined, words: MessageText): Promise<void> {
    if ('key' in words) return pending?.reject(new TextError(words.key, words.values));
    await this.#haveCoreWords();
    pending?.reject(new CoreFault(words));
  }

  /** What could not be loaded is told in English. */
  #haveCoreWords(): Promise<void> {
    return this.#locale.need('core').catch(() => {});
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (this.#pending.delete(id)) this.#handlers.ended(id);
    return pending;
  }

  /** @param why a sentence */
  async #replaceWorker(why: string): Promise<void> {
    this.#worker?.terminate();
    const error = new EngineLost(why);
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(error);
    if (!this.#spoke) {
      this.#ended = true;
      this.#begun(false);
      return this.#tellEnded(error);
    }
    this.#worker = this.#startWorker();
    if (this.#restoring) return;
    const outcome = await this.#bringBack();
    if (this.#ended) return this.#tellEnded(error);
    this.#handlers.restarted(`${error.message} ${this.#locale.t('engine.startedAgain')} ${outcome}`);
  }

  #tellEnded({ message }: EngineLost): void {
    const left = this.#snapshot === null ? [] : [this.#locale.t('engine.stillThere')];
    this.#handlers.restarted([message, this.#locale.t('engine.notStarted'), ...left].join(' '));
  }

  /** The lock is let go when the worker ends, whatever ends it. */
  #watch(worker: EngineHost, lock: string): void {
    const end = (): void => {
      if (worker === this.#worker) void this.#replaceWorker(this.#locale.t('engine.lost', { reason: this.#locale.t('engine.ended') }));
    };
    const locks = navigator.locks as LockManager | undefined;
    locks?.request(lock, end).catch(() => {}); // it is not watched, then
  }

  /** What could not be started a while ago may be there now: the network is back. */
  async #startAgainIfEnded(): Promise<void> {
    if (this.#disposed) throw new Cancelled();
    if (!this.#ended && this.#startingAgain === null) return;
    this.#startingAgain ??= this.#startAgain().finally(() => (this.#startingAgain = null));
    await this.#startingAgain;
    if (this.#ended) throw new EngineLost(this.#locale.t('engine.notStarted'));
  }

  async #startAgain(): Promise<void> {
    this.#ended = false;
    const begun = new Promise<boolean>((resolve) => (this.#begun = resolve));
    this.#worker = this.#startWorker();
    if (!(await begun)) return;
    const outcome = await this.#bringBack();
    if (!this.#ended) this.#handlers.restarted(`${this.#locale.t('engine.startedAgain')} ${outcome}`);
  }

  /** Has a new worker stand where the one before was. Returns what to tell about it. */
  async #bringBack(): Promise<string> {
    this.#restoring = true;
    const outcome = await this.#restore().catch(({ message }: Error) => {
      const notRestored = this.#locale.t('engine.notRestored', { reason: message || this.#locale.t('engine.noReason') });
      return this.#snapshot === null ? notRestored : `${notRestored} ${this.#locale.t('engine.stillThere')}`;
    });
    this.#restoring = false;
    if (this.#statusMeanwhile !== null) this.#handlers.event(this.#statusMeanwhile);
    this.#statusMeanwhile = null;
    return outcome;
  }

  /** Brings a new worker to where the last snapshot was taken. Returns what to tell about it. */
  async #restore(): Promise<string> {
    const [opened, setup, snapshot, run] = [this.#opened, this.#setup, this.#snapshot, this.#run];
    if (this.#effort !== null) await this.#send(this.#effort);
    if (this.#brought !== null) await this.#send(this.#brought);
    if (opened !== null) await this.#send({ type: 'open', file: opened });
    if (this.#sample !== null) await this.#send(this.#sample);
    if (setup === null) return opened === null ? this.#locale.t('engine.nothingLost') : this.#locale.t('engine.openAgain', { name: opened.name });

    const begun = await this.#send<'begin'>({ type: 'begin', setup, snapshot }).catch((error: Error) => {
      if (snapshot === null) throw error;
      return null;
    });
    if (begun === null && snapshot !== null) {
      // A run that failed leaves a model without training.
      const file = { id: 'snapshot', name: this.#locale.t('engine.trainedModel'), content: snapshot.file };
      await this.#send({ type: 'open', file });
    }
    if (begun === null || run?.state === 'done') return this.#locale.t('engine.trainedOpenAgain');
    const step = begun.training.stepsDone;
    // What crashes again from where it went on the last time would do so for ever.
    if (run?.state !== 'running' || snapshot === this.#wentOnFrom) return this.#locale.t('engine.standsAt', { step });
    this.#wentOnFrom = snapshot;
    await this.#send<'run'>({ type: 'run' });
    return this.#locale.t('engine.goesOn', { step });
  }
}
