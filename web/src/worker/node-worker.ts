// The entry of a thread of Node.

import { parentPort, type TransferListItem } from 'node:worker_threads';

import type { Load } from '../engine-port';
import type { Command, Message } from '../protocol';
import { Serving } from './serving';
import { ofThread } from './turns';

const post = (message: Message, transfer: Transferable[] = []): void =>
  parentPort?.postMessage(message, transfer as unknown as TransferListItem[]);

const serving = new Serving(post, ofThread((task) => void setImmediate(task)));
parentPort?.on('message', (message: Load | Command) => serving.hear(message));
