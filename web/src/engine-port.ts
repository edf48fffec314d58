// What one has of an engine, wherever it runs.

import type { Command, Message } from './protocol';

/** What an engine is sent first: the module, or, where the page could not compile it, where it lies. */
export interface Load {
  type: 'load';
  module: WebAssembly.Module | null;
  /** Absolute. */
  address: string;
}

/** An engine's other end. Its error ends it. */
export interface EnginePort {
  onmessage: (message: Message) => void;
  onerror: (reason: string) => void;
  postMessage: (message: Load | Command) => void;
  terminate: () => void;
}

export type Place = 'worker' | 'page';
