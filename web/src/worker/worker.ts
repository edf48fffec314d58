// The worker's entry.

import type { Load } from '../engine-port';
import type { Command, Message } from '../protocol';
import { Serving } from './serving';
import { ofWorker } from './turns';

const post = (message: Message, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

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

const serving = new Serving(post, ofWorker(), tellAlive());
self.onmessage = ({ data }: MessageEvent<Load | Command>) => serving.hear(data);
