// What a training worker and its helpers, other workers with modules of their own, say to each other.

import type { ModelReport, ShardSum } from 'glassgpt-wasm';

import type { Load } from './engine-port';

export type HelperCommand =
  | Load
  /** The sizes of the model that all steps from now on are of. */
  | { type: 'model'; model: ModelReport }
  /** A part of a step. Both arrays are handed over. */
  | { type: 'work'; step: number; weights: Float32Array<ArrayBuffer>; task: Int32Array<ArrayBuffer> };

export type HelperMessage =
  /** It has begun, and holds the Web Lock of that name as long as it lives. */
  | { type: 'alive'; lock: string }
  /** It can be sent work. */
  | { type: 'ready' }
  /** What the part of the step comes to. */
  | { type: 'worked'; step: number; sums: ShardSum[] }
  /** It could not begin, or go on, and does no more. */
  | { type: 'failed' };

export type HelperPost = (message: HelperMessage, transfer?: Transferable[]) => void;

/** A helper's other end. Its error ends it. */
export interface HelperPort {
  onmessage: (message: HelperMessage) => void;
  onerror: () => void;
  postMessage: (message: HelperCommand, transfer?: Transferable[]) => void;
  terminate: () => void;
}

/** Where helpers come from. */
export interface HelperSource {
  /** Processor cores of the device, as far as it tells. */
  cores: number;
  /** Starts one, which is sent the module that the engine itself was. */
  start: (load: Load) => HelperPort;
}

/** What an engine in a worker has the page do with its helpers, which have numbers. */
export type HelperOrder =
  | { type: 'startHelper'; helper: number }
  /** The buffers are handed over. */
  | { type: 'tellHelper'; helper: number; message: HelperCommand; buffers: Transferable[] }
  | { type: 'endHelper'; helper: number };

/** What the page tells the engine of one. */
export type HelperNews =
  | { type: 'helperSaid'; helper: number; message: HelperMessage }
  /** It could not be started, or has crashed. */
  | { type: 'helperLost'; helper: number };

/** What a helper tells the page. The buffers are handed over. */
export interface HelperWord {
  message: HelperMessage;
  buffers: Transferable[];
}

/** The name, or role, by which the script of a worker knows that it is one. */
export const HELPER = 'glassgpt-helper';
