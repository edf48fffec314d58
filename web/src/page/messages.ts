// What the page says to people by itself.

import { Cancelled, EngineLost } from '../client';
import { State } from './state';

/** Shown until it is dismissed. */
export class NoticeState extends State {
  /** Empty if there is none. */
  text = '';

  /** An empty text dismisses. */
  show(text: string): void {
    this.text = text;
    this.changed();
  }

  /** Does it; what goes wrong is shown. Returns whether it went well. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      this.show('');
      await action();
      return true;
    } catch (error) {
      // The client tells of a lost engine itself, and who cancelled something knows it.
      if (!(error instanceof EngineLost || error instanceof Cancelled)) this.show((error as Error).message);
      return false;
    }
  }
}

/** What a screen reader says next. */
export class AnnouncementState extends State {
  text = '';

  /** Has it said when the reader is done with what it is saying. */
  announce(text: string): void {
    this.text = text;
    this.changed();
  }
}
