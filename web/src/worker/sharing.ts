// Shares the steps of a run with helpers, other workers, wherever that is faster. The bits are the same whoever works on
// a step, so that helpers may be tried, and lost, at any time.

import type { GlassGptModule, ModelReport, Session, SharedSteps } from 'glassgpt-wasm';

import type { Workers } from '../protocol';
import type { HelperMessage, HelperPort } from '../helper-port';
import { candidates, WorkerChoice } from './worker-choice';

/** How long a helper may take beyond its time: so many times what this worker took for its own part, and this besides. */
const PATIENCE = 5;
const PATIENCE_MS = 3000;
/** The waiting is counted in such steps, so that a device that slept is not taken for a helper that hangs. */
const TICK_MS = 500;

interface Helper {
  port: HelperPort;
  /** It can be sent work. */
  ready: boolean;
  /** It has not yet brought its part of the step under way. */
  working: boolean;
}

/** Where helpers come from. */
export interface Helpers {
  /** Processor cores of the device. */
  cores: number;
  /** Starts one, which is sent its module. */
  start: () => HelperPort;
}

export interface SharingHost {
  /** Null where no other worker can be started. */
  helpers: Helpers | null;
  /** What the step waited for has come, or will not come: it can go on. */
  wake: () => void;
  /** `workers` is another one. */
  changed: () => void;
}

export class Sharing {
  readonly #host: SharingHost;
  readonly #session: Session;
  readonly #model: ModelReport;
  readonly #shared: SharedSteps;
  #helpers: Helper[] = [];
  #choice: WorkerChoice | null = null;
  #workers: Workers = { count: 1, why: 'small', tried: 1, speedup: 1 };
  #ended = false;

  /** When the step under way began, and the waiting for helpers, in performance.now() terms. */
  #stepBegan = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Of the runs that the session begins from now on. */
  constructor(module: GlassGptModule, session: Session, model: ModelReport, host: SharingHost) {
    this.#host = host;
    this.#session = session;
    this.#model = model;
    this.#shared = new module.SharedSteps();
    this.#shared.share(session, () => this.#beginStep());
  }

  get workers(): Workers {
    return this.#workers;
  }

  /** A step has ended, of so many tokens and milliseconds. */
  stepEnded(tokens: number, milliseconds: number): void {
    if (this.#ended || this.#shared.shards() < 2) return;
    const counts = candidates(this.#host.helpers?.cores ?? 1, this.#shared.shards());
    if (this.#choice === null || this.#mayTryMore(counts)) this.#begin(counts);
    else if (this.#helpers.every(({ ready }) => ready)) this.#measured(tokens, milliseconds);
  }

  /** The step cannot go on before helpers have brought their parts. */
  waits(): void {
    if (this.#timer !== null) return;
    const own = performance.now() - this.#stepBegan;
    let ticksLeft = Math.ceil((PATIENCE * own + PATIENCE_MS) / TICK_MS);
    const tick = (): void => {
      --ticksLeft;
      if (ticksLeft > 0) this.#timer = setTimeout(tick, TICK_MS);
      else this.#lose();
    };
    this.#timer = setTimeout(tick, TICK_MS);
  }

  /** The run is over: nobody helps any more. */
  end(): void {
    this.#ended = true;
    this.#dismiss();
  }

  /** After the session. */
  delete(): void {
    this.end();
    this.#shared.delete();
  }

  /** Steps have got more shards since helpers were tried. */
  #mayTryMore(counts: number[]): boolean {
    const { why, tried } = this.#workers;
    return (why === 'faster' || why === 'slower') && (counts.at(-1) ?? 1) > tried;
  }

  #begin(counts: number[]): void {
    const most = counts.at(-1) ?? 1;
    this.#choice = new WorkerChoice(counts);
    this.#shared.setHelpers(0);
    const { helpers } = this.#host;
    try {
      while (helpers !== null && this.#helpers.length + 1 < most) this.#take(helpers.start());
    } catch {
      this.#dismiss(); // no worker may be made here
    }
    if (this.#helpers.length === 0) this.#give({ count: 1, why: 'alone', tried: 1, speedup: 1 });
    else this.#give({ count: 1, why: 'trying', tried: most, speedup: 1 });
  }

  #take(port: HelperPort): void {
    const helper: Helper = { port, ready: false, working: false };
    this.#helpers.push(helper);
    port.onmessage = (message) => this.#helpers.includes(helper) && this.#hear(helper, message);
    port.onerror = () => this.#helpers.includes(helper) && this.#lose();
    port.postMessage({ type: 'model', model: this.#model });
  }

  #hear(helper: Helper, message: HelperMessage): void {
    switch (message.type) {
      case 'ready':
        helper.ready = true;
        return;
      case 'worked':
        return this.#bring(helper, message);
      case 'failed':
        return this.#lose();
      case 'alive':
        // Browsers that end a worker, for its memory, say nothing.
        navigator.locks.request(message.lock, () => this.#helpers.includes(helper) && this.#lose()).catch(() => {});
        return;
    }
  }

  #measured(tokens: number, milliseconds: number): void {
    const choice = this.#choice;
    if (choice === null || choice.over || this.#helpers.length === 0) return;
    choice.add(this.#shared.helpers() + 1, tokens, milliseconds);
    this.#shared.setHelpers(choice.workers - 1);
    if (!choice.over) return;
    const { workers: count, speedup } = choice;
    for (const { port } of this.#helpers.splice(count - 1)) port.terminate();
    this.#give({ count, why: count > 1 ? 'faster' : 'slower', tried: this.#workers.tried, speedup });
  }

  /** A step begins: its helpers begin, too. */
  #beginStep(): void {
    this.#stepBegan = performance.now();
    try {
      this.#sendTasks();
    } catch {
      this.#lose(true); // no memory for what they are sent
    }
  }

  #sendTasks(): void {
    const count = this.#shared.helpers();
    if (count === 0) return;
    const step = this.#shared.number();
    const weights = this.#session.weights() as Float32Array<ArrayBuffer>;
    for (const [i, helper] of this.#helpers.slice(0, count).entries()) {
      helper.working = true;
      const task = this.#shared.task(i) as Int32Array<ArrayBuffer>;
      const its = i + 1 < count ? weights.slice() : weights;
      helper.port.postMessage({ type: 'work', step, weights: its, task }, [its.buffer, task.buffer]);
    }
  }

  #bring(helper: Helper, { step, sums }: Extract<HelperMessage, { type: 'worked' }>): void {
    if (step !== this.#shared.number()) return; // the step has begun again since
    helper.working = false;
    for (const sum of sums) this.#shared.bring(sum);
    if (!this.#helpers.some(({ working }) => working)) this.#goOn();
  }

  #goOn(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#host.wake();
  }

  /**
   * A helper is lost: this worker does all from now on.
   * @param isOwed the step under way needs what will not come
   */
  #lose(isOwed = this.#helpers.some(({ working }) => working)): void {
    const hadBegun = this.#helpers.every(({ ready }) => ready);
    this.#dismiss();
    if (isOwed) this.#shared.beginAgain();
    this.#give({ count: 1, why: hadBegun ? 'lost' : 'alone', tried: 1, speedup: 1 });
    this.#goOn();
  }

  #dismiss(): void {
    this.#shared.setHelpers(0);
    for (const { port } of this.#helpers.splice(0)) port.terminate();
  }

  #give(workers: Workers): void {
    this.#workers = workers;
    this.#host.changed();
  }
}
