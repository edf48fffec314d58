// How an engine takes turns with all else that runs where it does.

export interface Turns {
  /** How long one may last, in milliseconds, about: a piece of a step more. */
  length: number;
  /** Does it in a task of its own, after those that wait. */
  soon: (task: () => void) => void;
}

/** Of a thread that has nothing else to do. Pause has to be answered within 50 ms. */
const WORKER_MS = 20;
/** Of the page's, which draws in between. */
const PAGE_MS = 10;

function turns(length: number, guard: (task: () => void) => void): Turns {
  const { port1, port2 } = new MessageChannel();
  const tasks: (() => void)[] = [];
  port1.onmessage = () => {
    const task = tasks.shift();
    if (task !== undefined) guard(task);
  };
  return {
    length,
    soon: (task) => {
      tasks.push(task);
      port2.postMessage(null);
    },
  };
}

/** Of a thread of Node, where a channel to oneself is served before all others. */
export const ofThread = (soon: Turns['soon']): Turns => ({ length: WORKER_MS, soon });

/** What a task throws is left uncaught, and reaches the page as an error of the worker. */
export const ofWorker = (): Turns => turns(WORKER_MS, (task) => task());

/** @param guard runs each task, or does not */
export const ofPage = (guard: (task: () => void) => void): Turns => turns(PAGE_MS, guard);
