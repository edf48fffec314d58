// How the model answered the run's question at each milestone.

import type { Event, Milestone } from '../protocol';
import { State } from './state';

type Answer = Extract<Event, { type: 'milestone' }>;
export type Answers = Partial<Record<Milestone, Answer>>;

export class AnswersState extends State {
  byMilestone: Answers = {};

  add(answer: Answer): void {
    this.restore({ ...this.byMilestone, [answer.at]: answer });
  }

  clear(): void {
    this.restore({});
  }

  restore(answers: Answers): void {
    this.byMilestone = answers;
    this.changed();
  }
}
