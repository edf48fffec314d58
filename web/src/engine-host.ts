// Where an engine runs: in a worker by its address; where that is not allowed, as for pages of no origin, in one made of
// its text; and where no worker may be started at all, on the page's own thread.

import workerAddress from './worker/worker.ts?worker&url';

import type { Arithmetic } from './arithmetic';
import { fetchAsset } from './assets';
import { engineModule } from './engine-module';
import type { EnginePort, Load, Place } from './engine-port';
import { HELPER, type HelperOrder } from './helper-port';
import { HelperWorkers } from './helper-workers';
import type { Command, Message } from './protocol';

interface Way {
  place: Place;
  start: () => EnginePort | Promise<EnginePort>;
}

/** @param start starts a worker of that name */
function inWorker(start: (name: string) => Worker): EnginePort {
  const worker = start('');
  const helpers = new HelperWorkers(() => start(HELPER), (news, buffers) => worker.postMessage(news, buffers));
  const port: EnginePort = {
    onmessage: () => {},
    onerror: () => {},
    postMessage: (message) => {
      if (message.type === 'load') helpers.load = message;
      worker.postMessage(message);
    },
    terminate: () => {
      worker.terminate();
      helpers.end();
    },
  };
  worker.onmessage = ({ data }: MessageEvent<Message | HelperOrder>) => {
    if (data.type === 'startHelper' || data.type === 'tellHelper' || data.type === 'endHelper') helpers.obey(data);
    else port.onmessage(data);
  };
  worker.onerror = ({ message }) => port.onerror(message);
  return port;
}

async function fromText(): Promise<EnginePort> {
  const response = await fetchAsset(workerAddress);
  if (!response.ok) throw new Error(String(response.status));
  const script = new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
  return inWorker((name) => {
    const address = URL.createObjectURL(script);
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return new Worker(address, { name }); // as a module it does not start where it has to
  });
}

/** The first one that works is the one. */
const WAYS: readonly Way[] = [
  ...(ONE_FILE ? [] : [{ place: 'worker' as const, start: () => inWorker((name) => new Worker(workerAddress, { type: 'module', name })) }]),
  { place: 'worker', start: fromText },
  { place: 'page', start: async () => (await import('./worker/on-page')).engineOnPage() },
];

/** An engine. `onerror` is called once, when it could not be started or has crashed. */
export class EngineHost implements EnginePort {
  onmessage: (message: Message) => void = () => {};
  onerror: (reason: string) => void = () => {};

  #way = 0;
  #port: EnginePort | null = null;
  #ended = false;
  /** What was sent to an engine that has not spoken yet: another one is to hear it, too. */
  #sent: (Load | Command)[] | null = [];

  constructor(arithmetic: Arithmetic) {
    void this.#start();
    void engineModule(arithmetic).then((load) => this.postMessage(load));
  }

  /** Where it runs, as far as that is known. */
  get place(): Place {
    return WAYS[this.#way]?.place ?? 'worker';
  }

  postMessage(message: Load | Command): void {
    if (this.#ended) return;
    this.#sent?.push(message);
    this.#port?.postMessage(message);
  }

  terminate(): void {
    this.#ended = true;
    this.#port?.terminate();
    this.#port = this.#sent = null;
  }

  async #start(): Promise<void> {
    const way = this.#way;
    try {
      const started = WAYS[way]?.start();
      const port = started instanceof Promise ? await started : started;
      if (port === undefined) return;
      if (this.#ended) return port.terminate();
      this.#take(port);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #take(port: EnginePort): void {
    this.#port = port;
    port.onmessage = (message) => {
      if (this.#ended) return;
      this.#sent = null;
      this.onmessage(message);
    };
    port.onerror = (reason) => this.#fail(reason);
    for (const message of this.#sent ?? []) port.postMessage(message);
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.#port?.terminate();
    this.#port = null;
    if (this.#sent !== null && this.#way + 1 < WAYS.length) {
      ++this.#way;
      void this.#start();
      return;
    }
    this.terminate();
    this.onerror(reason);
  }
}
