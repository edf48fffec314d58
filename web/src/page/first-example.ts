// The first example of the data that is trained on now, or was for the model that is shown: a sentence to begin with.

import type { DataFile } from '../protocol';
import { contextAndShare } from './data-state';
import type { Page } from './page';

/** As people write it: that it ends, a text says by itself. */
const withoutEnd = (text: string): string => text.replace(/\s*<\/s>\s*$/, '');

export class FirstExample {
  /** Empty while there is none. */
  text = '';
  /** The data that it is of. */
  #of: DataFile[] | null = null;

  constructor(readonly page: () => Page) {}

  /** Looks for it, if the data is another. Returns whether it did. */
  async find(): Promise<boolean> {
    const { data, settings, status, shown } = this.page();
    if (shown.isTrained) {
      const before = this.text;
      this.text = shown.record?.example ?? '';
      this.#of = null;
      return this.text !== before;
    }
    const phase = status.run?.phase ?? data.phases[0];
    if (phase === undefined) return false;
    const files = data.training[phase];
    if (files === this.#of || files.length === 0) return false;
    this.#of = files;
    // Data that cannot be read is told of where it is chosen; here nothing is proposed.
    const reply = await data.preview(1, contextAndShare(settings.current), 'new').catch(() => null);
    if (files === this.#of) this.text = withoutEnd(reply?.examples[phase][0]?.text ?? '');
    return true;
  }
}
