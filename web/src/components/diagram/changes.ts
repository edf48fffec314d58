// How much numbers have changed since they were first looked at.

import type { TensorPart } from '../../protocol';
import { NEAR } from './requests';

export class Changes {
  /** Steps that were done then. */
  since = 0;
  #first = new Map<string, TensorPart>();

  /** Nothing was looked at yet: everything is to be. */
  get missing(): boolean {
    return this.#first.size === 0;
  }

  /** What is looked at next is what changes are counted from. */
  forget(): void {
    this.#first.clear();
  }

  /** Puts changes in the place of numbers, where they are known from before. */
  apply(parts: Map<string, TensorPart>, step: number): void {
    if (this.missing) this.since = step;
    for (const [id, part] of parts) {
      if (id === NEAR) continue; // told as they are
      const first = this.#first.get(id);
      if (first === undefined || first.values.length !== part.values.length) this.#first.set(id, part);
      parts.set(id, difference(part, this.#first.get(id) ?? part));
    }
  }
}

function difference(part: TensorPart, first: TensorPart): TensorPart {
  const values = part.values.map((value, i) => value - (first.values[i] ?? NaN));
  let largest = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    largest = Math.max(largest, Math.abs(value));
    squares += value * value;
  }
  return { ...part, values, largest, rms: Math.sqrt(squares / Math.max(1, values.length)) };
}
