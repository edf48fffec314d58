// The numbers that say how the next word is chosen, as they stand beside what they do.

import { html, type TemplateResult } from 'lit';

import type { QuestionState } from '../page/question-state';
import { ASKING_FIELDS } from '../settings';
import './number-field';

/** Fields that a greedy choice leaves nothing to do. */
const OF_CHANCE: ReadonlySet<string> = new Set(['topK', 'topP', 'seed']);

/** @param control makes an element the control of that name */
export function askingFields(question: QuestionState, control: (name: string, disabled: boolean) => unknown): TemplateResult[] {
  const { asking } = question;
  const greedy = asking.options.temperature === 0;
  return ASKING_FIELDS.map(
    (field) => html`<gg-number-field
      ${control(field.parameter, greedy && OF_CHANCE.has(field.name))}
      area="ask"
      .field=${field}
      .value=${field.get(asking)}
      .take=${(value: number | null) => question.setAsking(field.set(question.asking, value))}
    ></gg-number-field>`,
  );
}
