// An answer that is over, and how it was asked for.

import type { GenerationOptions } from '../../protocol';

export interface Answered {
  prompt: string;
  mode: 'chat' | 'text';
  options: GenerationOptions;
  text: string;
}
