// How a document is read, and how that may fail.

/** Why a document gives no text. */
export type DocumentFault =
  /** It cannot be opened without a password. */
  | 'protected'
  /** It is not whole, or not what it seems. */
  | 'damaged'
  /** It holds pictures alone, as of scanned pages. */
  | 'noText'
  /** The library could not be loaded. */
  | 'notLoaded'
  /** None is built in: not into the single file, nor into the package. */
  | 'noReaders';

export class DocumentError extends Error {
  readonly fault: DocumentFault;

  constructor(fault: DocumentFault) {
    super(fault);
    this.fault = fault;
  }
}

/** How far it is, from 0 to 1, and what ends it. */
export interface Reading {
  advance: (share: number) => void;
  signal: AbortSignal;
}
