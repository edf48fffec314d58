// The helpers of an engine in a worker, which are workers, too. The page starts them for it: in Firefox a worker that
// starts another may come to wait for ever (decision 69).

import type { Load } from './engine-port';
import type { HelperNews, HelperOrder, HelperWord } from './helper-port';

export class HelperWorkers {
  readonly #start: () => Worker;
  readonly #tell: (news: HelperNews, buffers: Transferable[]) => void;
  readonly #workers = new Map<number, Worker>();
  #ended = false;
  /** The module that the engine was sent; null before. */
  load: Load | null = null;

  /**
   * @param start starts one
   * @param tell tells the engine
   */
  constructor(start: () => Worker, tell: (news: HelperNews, buffers: Transferable[]) => void) {
    this.#start = start;
    this.#tell = tell;
  }

  obey(order: HelperOrder): void {
    const { helper } = order;
    switch (order.type) {
      case 'startHelper':
        return this.#begin(helper);
      case 'tellHelper':
        return this.#workers.get(helper)?.postMessage(order.message, order.buffers);
      case 'endHelper':
        this.#workers.get(helper)?.terminate();
        this.#workers.delete(helper);
    }
  }

  /** The engine has ended, though orders may still come that it gave before. */
  end(): void {
    this.#ended = true;
    for (const worker of this.#workers.values()) worker.terminate();
    this.#workers.clear();
  }

  #begin(helper: number): void {
    if (this.#ended || this.load === null) return;
    const lose = (): void => this.#tell({ type: 'helperLost', helper }, []);
    try {
      const worker = this.#start();
      this.#workers.set(helper, worker);
      worker.onmessage = ({ data: { message, buffers } }: MessageEvent<HelperWord>) =>
        this.#tell({ type: 'helperSaid', helper, message }, buffers);
      worker.onerror = (event) => {
        event.preventDefault(); // it is done without
        lose();
      };
      worker.postMessage(this.load);
    } catch {
      lose(); // no further worker may be made here
    }
  }
}
