// An engine in a thread of Node. It takes the place of src/engine-host.ts there.

import { Worker } from 'node:worker_threads';

import workerAddress from '../worker/node-worker.ts?worker&url';

import type { Arithmetic } from '../arithmetic';
import { engineModule } from '../engine-module';
import type { EnginePort, Load, Place } from '../engine-port';
import type { Command, Message } from '../protocol';

export class EngineHost implements EnginePort {
  onmessage: (message: Message) => void = () => {};
  onerror: (reason: string) => void = () => {};
  readonly place: Place = 'worker';

  readonly #worker = new Worker(new URL(workerAddress));
  #ended = false;

  constructor(arithmetic: Arithmetic) {
    this.#worker.on('message', (message: Message) => this.#ended || this.onmessage(message));
    this.#worker.on('error', ({ message }) => this.#fail(message));
    this.#worker.on('exit', (code) => this.#fail(`exit code ${code}`));
    void engineModule(arithmetic).then((load) => this.postMessage(load));
  }

  postMessage(message: Load | Command): void {
    if (!this.#ended) this.#worker.postMessage(message);
  }

  terminate(): void {
    this.#ended = true;
    void this.#worker.terminate();
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.terminate();
    this.onerror(reason);
  }
}
