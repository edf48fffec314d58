// A prompt with the words marked that the model does not know.

import { css, html } from 'lit';

import { t } from '../i18n/translate';
import type { ExamplePreview } from '../protocol';
import { placesOf } from './memorised';

export const promptMarks = css`
  .given {
    color: var(--ink-soft);
  }
  mark {
    background: none;
    color: inherit;
  }
  .unknown {
    text-decoration: underline wavy var(--amber);
  }
`;

/** @param split the prompt as the tokenizer splits it; null until that is known */
export function markedPrompt(prompt: string, split: ExamplePreview | null) {
  if (split === null) return prompt;
  const unknown = placesOf(split.tokens, prompt).filter((_, i) => split.known[i] === false);
  let done = 0;
  const parts = unknown.map(({ begin, end }) => {
    const before = prompt.slice(done, begin);
    done = end;
    return html`${before}<mark class="unknown" title=${t('ask.unknown')}>${prompt.slice(begin, end)}</mark>`;
  });
  return [...parts, prompt.slice(done)];
}
