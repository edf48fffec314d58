// The worker's entry: an engine, or a helper that such a worker has started.

import type { Load } from '../engine-port';
import type { Command, Message } from '../protocol';
import { serveHelper } from './helper';
import { HELPER, type HelperCommand, type HelperMessage, type HelperPort } from './helper-port';
import { Serving } from './serving';
import { ofWorker } from './turns';

const post = (message: Message | HelperMessage, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

/**
 * Tells whoever started this worker a lock that is held as long as it lives: browsers that end one, for its memory, say
 * nothing. Where there are no locks they do without.
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

/** Another worker of this one's script. */
function startHelper({ script }: Load): HelperPort {
  // The address that this worker was made from may be of no use to it. As a module it does not start from its text.
  const address = script ? URL.createObjectURL(script) : self.location.href;
  const worker = new Worker(address, { name: HELPER, type: script ? 'classic' : 'module' });
  const port: HelperPort = {
    onmessage: () => {},
    onerror: () => {},
    postMessage: (message, transfer = []) => worker.postMessage(message, transfer),
    terminate: () => {
      worker.terminate();
      if (script) URL.revokeObjectURL(address);
    },
  };
  worker.onmessage = ({ data }: MessageEvent<HelperMessage>) => port.onmessage(data);
  worker.onerror = (event) => {
    event.preventDefault(); // or it would be this worker's error, too
    port.onerror();
  };
  return port;
}

if (self.name === HELPER) {
  const hear = serveHelper(post);
  self.onmessage = ({ data }: MessageEvent<HelperCommand>) => hear(data);
  void tellAlive();
} else {
  const helpers = typeof Worker === 'undefined' ? null : { cores: navigator.hardwareConcurrency, start: startHelper };
  const serving = new Serving(post, ofWorker(), helpers, tellAlive());
  self.onmessage = ({ data }: MessageEvent<Load | Command>) => serving.hear(data);
}
