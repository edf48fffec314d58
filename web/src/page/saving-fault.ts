// Why a run is not saved.

import { reasonOf } from './messages';

export type SavingFault =
  /** The browser gives the page no more room. How much it has browsers tell, but not truly: so we do not. */
  | { kind: 'full' }
  /** The browser gives the page no storage at all. */
  | { kind: 'forbidden' }
  /** The storage has not answered for some seconds. */
  | { kind: 'silent' }
  /** It was deleted in another tab, or with the browser's data. */
  | { kind: 'gone' }
  /** Another tab goes on with it. */
  | { kind: 'taken' }
  | { kind: 'failed'; reason: string };

/** What an error of the storage comes to. */
export function faultOf(error: unknown): SavingFault {
  const { name } = (error ?? {}) as Partial<Error>;
  if (name === 'QuotaExceededError') return { kind: 'full' };
  if (typeof indexedDB === 'undefined' || name === 'SecurityError' || name === 'InvalidStateError') return { kind: 'forbidden' };
  return { kind: 'failed', reason: reasonOf(error) };
}
