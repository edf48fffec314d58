// The engine on the page's own thread, for where no worker may be started. It behaves like one in a worker, and takes
// shorter turns.

import type { EnginePort } from '../engine-port';
import type { Command, Message } from '../protocol';
import { Serving } from './serving';
import { ofPage } from './turns';

export function engineOnPage(): EnginePort {
  const { port1, port2 } = new MessageChannel();
  let ended = false;
  const end = (): void => {
    ended = true;
    port1.close();
    port2.close();
  };
  // What the engine does not catch means that its state cannot be trusted.
  const guard = (task: () => void): void => {
    if (ended) return;
    try {
      task();
    } catch (error) {
      end();
      port.onerror(error instanceof Error ? error.message : String(error));
    }
  };
  const port: EnginePort = {
    onmessage: () => {},
    onerror: () => {},
    // A page from a file may not send itself a module.
    postMessage: (message) => (message.type === 'load' ? guard(() => serving.hear(message)) : port1.postMessage(message)),
    terminate: end,
  };
  const post = (message: Message, transfer: Transferable[] = []): void => port2.postMessage(message, transfer);
  const serving = new Serving(post, ofPage(guard), null);
  port1.onmessage = ({ data }: MessageEvent<Message>) => port.onmessage(data);
  port2.onmessage = ({ data }: MessageEvent<Command>) => guard(() => serving.hear(data));
  return port;
}
