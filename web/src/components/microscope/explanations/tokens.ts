// Before the first operation: from the text to ids.

import { filled } from '../formula';
import type { Stage } from '../stage';
import { quoted, target } from '../step';

export const tokens: Stage = {
  id: 'tokens',
  picks: [],
  formulas: (step, place) => [
    filled('tokens', {
      word: quoted(step.dissection.tokens[place.position] ?? ''),
      id: step.dissection.ids[place.position] ?? 0,
      target: quoted(target(step, place).word),
      targetId: target(step, place).id,
    }),
  ],
  tensors: () => [],
  sources: ['encode', 'tokens'],
};
