// Which commands have to do with the model.

import type { Command } from '../protocol';

/** Those that bring another one. */
export const CHANGE_MODEL: readonly Command['type'][] = ['begin', 'reset', 'open'];

/** Those that are about the one that the commands before them leave. */
export const OF_MODEL: readonly Command['type'][] = [
  'run',
  'pause',
  'step',
  'ask',
  'save',
  'inspect',
  'map',
  'neighbours',
  'tensors',
  'dissect',
  'observe',
  'memorised',
  'nearest',
  'rewinds',
  'choose',
  'unknown',
];
