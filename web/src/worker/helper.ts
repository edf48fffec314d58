// A helper: works on the shards that a training worker sends it. What goes wrong it tells, and the other does without it.

import type { GlassGptModule, StepHelper } from 'glassgpt-wasm';

import type { HelperCommand, HelperPost } from '../helper-port';
import { instantiate } from './module';

/** Returns what hears the training worker. */
export function serveHelper(post: HelperPost): (command: HelperCommand) => void {
  let module: GlassGptModule | null = null;
  let helper: StepHelper | null = null;

  async function obey(command: HelperCommand): Promise<void> {
    switch (command.type) {
      case 'load':
        module = await instantiate(command);
        return;
      case 'model':
        if (module !== null) helper = new module.StepHelper(command.model);
        return post({ type: 'ready' });
      case 'work': {
        const sums = helper?.work(command.weights, command.task) ?? [];
        return post(
          { type: 'worked', step: command.step, sums },
          sums.map(({ gradients }) => gradients.buffer),
        );
      }
    }
  }

  let before = Promise.resolve();
  return (command) => {
    before = before.then(() => obey(command)).catch(() => post({ type: 'failed' }));
  };
}
