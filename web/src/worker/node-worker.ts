// The entry of a thread of Node: an engine, or a helper that such a thread has started.

import { cpus } from 'node:os';
import { parentPort, type TransferListItem, Worker, workerData } from 'node:worker_threads';

import type { Load } from '../engine-port';
import type { Command, Message } from '../protocol';
import { serveHelper } from './helper';
import { HELPER, type HelperCommand, type HelperMessage, type HelperPort } from '../helper-port';
import { Serving } from './serving';
import { ofThread } from './turns';

const post = (message: Message | HelperMessage, transfer: Transferable[] = []): void =>
  parentPort?.postMessage(message, transfer as unknown as TransferListItem[]);

/** Another thread of this one's script. */
function startHelper(load: Load): HelperPort {
  const worker = new Worker(new URL(import.meta.url), { workerData: HELPER });
  const port: HelperPort = {
    onmessage: () => {},
    onerror: () => {},
    postMessage: (message, transfer = []) => worker.postMessage(message, transfer as unknown as TransferListItem[]),
    terminate: () => void worker.terminate(),
  };
  worker.on('message', (message: HelperMessage) => port.onmessage(message));
  worker.on('error', () => port.onerror());
  worker.on('exit', () => port.onerror());
  port.postMessage(load);
  return port;
}

if (workerData === HELPER) {
  const hear = serveHelper(post);
  parentPort?.on('message', (command: HelperCommand) => hear(command));
} else {
  const helpers = { cores: cpus().length, start: startHelper };
  const serving = new Serving(post, ofThread((task) => void setImmediate(task)), helpers);
  parentPort?.on('message', (message: Load | Command) => serving.hear(message));
}
