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

/**
 * Tells the page a lock that is held as long as this worker lives: browsers that end one, for its memory, say nothing.
 * Where there are no locks the page does without.
 */
async function tellAlive(): Promise<void> {
  const lock = `glassgpt-worker-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const locks = navigator.locks as LockManager | undefined;
  await new Promise<void>((held) => {
    if (locks === undefined) return held();
    locks
      .request(lock, () => {
        post({ type: 'alive', lock });
        held();
        return new Promise(() => {});
      })
      .catch(() => held());
  });
}

Promise.all([createGlassGpt({ locateFile: () => wasmUrl }), tellAlive()]).then(
  ([module]) => {
    const engine = new Engine(module, post);
    begin((command) => engine.handle(command));
  },
  (error: unknown) => {
    const reason = String(error);
    // A browser that does not know the module's instructions, or a connection that failed.
    const isTooOld = /CompileError|LinkError|WebAssembly is not defined/.test(reason);
    const message = new MessageError(isTooOld ? 'tooOld' : 'notLoaded', { reason }).text;
    begin(({ id }) => post({ type: 'error', id, message }));
  },
);
