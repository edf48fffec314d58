// The worker's entry: an engine, or a helper that the page has started for such a worker.

import type { Load } from '../engine-port';
import {
  HELPER,
  type HelperCommand,
  type HelperMessage,
  type HelperNews,
  type HelperOrder,
  type HelperPort,
  type HelperWord,
} from '../helper-port';
import type { Command, Message } from '../protocol';
import { serveHelper } from './helper';
import { Serving } from './serving';
import { ofWorker } from './turns';

/**
 * Tells whoever started this worker, or works with it, a lock that is held as long as it lives: browsers that end one, for
 * its memory, say nothing. Where there are no locks they do without.
 */
async function tellAlive(post: (message: { type: 'alive'; lock: string }) => void): Promise<void> {
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

function beHelper(): void {
  const post = (message: HelperMessage, buffers: Transferable[] = []): void =>
    self.postMessage({ message, buffers } satisfies HelperWord, { transfer: buffers });
  const hear = serveHelper(post);
  self.onmessage = ({ data }: MessageEvent<HelperCommand>) => hear(data);
  void tellAlive(post);
}

function beEngine(): void {
  const post = (message: Message | HelperOrder, transfer: Transferable[] = []): void =>
    self.postMessage(message, { transfer });
  const helpers: HelperPort[] = [];

  function startHelper(): HelperPort {
    const helper = helpers.length;
    const port: HelperPort = {
      onmessage: () => {},
      onerror: () => {},
      postMessage: (message, buffers = []) => post({ type: 'tellHelper', helper, message, buffers }, buffers),
      terminate: () => post({ type: 'endHelper', helper }),
    };
    helpers.push(port);
    post({ type: 'startHelper', helper });
    return port;
  }

  const source = { cores: navigator.hardwareConcurrency, start: startHelper };
  const serving = new Serving(post, ofWorker(), source, tellAlive(post));
  self.onmessage = ({ data }: MessageEvent<Load | Command | HelperNews>) => {
    if (data.type === 'helperSaid') helpers[data.helper]?.onmessage(data.message);
    else if (data.type === 'helperLost') helpers[data.helper]?.onerror();
    else serving.hear(data);
  };
}

if (self.name === HELPER) beHelper();
else beEngine();
