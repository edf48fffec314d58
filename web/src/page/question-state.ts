// What the model is asked, and how it is to answer.

import { DATASETS } from '../datasets';
import { type Asking, DEFAULT_ASKING } from '../settings';
import { State } from './state';

export class QuestionState extends State {
  /** Asked at each milestone of a run, and suggested to those who ask. */
  text = DATASETS.facts.question;
  asking: Asking = DEFAULT_ASKING;

  setText(text: string): void {
    this.text = text;
    this.changed();
  }

  setAsking(asking: Asking): void {
    this.asking = asking;
    this.changed();
  }
}
