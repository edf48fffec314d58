// The worker's entry: loads the WASM module and hands each command to the engine.

import createGlassGpt from 'glassgpt-wasm';
import wasmUrl from 'glassgpt-wasm/glassgpt.wasm?url';

import type { Command, Message } from '../protocol';
import { Engine } from './engine';
import { MessageError } from './errors';

const post = (message: Message, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

/** Commands that came before the module was there. */
const waiting: Command[] = [];
let handle = (command: Command): void => void waiting.push(command);
self.onmessage = (event: MessageEvent<Command>) => handle(event.data);

function begin(handler: (command: Command) => void): void {
  handle = handler;
  // In a task of its own, so that what is thrown reaches the page as the worker's `error` event.
  setTimeout(() => waiting.splice(0).forEach(handler));
}

createGlassGpt({ locateFile: () => wasmUrl }).then(
  (module) => {
    const engine = new Engine(module, post);
    begin((command) => engine.handle(command));
  },
  (error: unknown) => {
    const message = new MessageError('notLoaded', { reason: String(error) }).text;
    begin(({ id }) => post({ type: 'error', id, message }));
  },
);
