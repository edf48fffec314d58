// What the page says to people by itself.

import { Cancelled, EngineLost } from '../client';
import { CoreFault, type Told } from '../core-words';
import { type Locale, t, TextError, within } from '../i18n/translate';
import { State } from './state';

/** What is said of an error: browsers leave the message of some of theirs empty. */
export function reasonOf(error: unknown): string {
  const { name = '', message = '' } = (error ?? {}) as Partial<Error>;
  return message.trim() || name.trim() || t('engine.noReason');
}

/** What is loaded only when it is wanted: the words for a connection that is gone by then. */
export async function loadedLater<T>(load: () => Promise<T>): Promise<T> {
  return load().catch(() => {
    throw new TextError('page.notLoaded');
  });
}

/** Shown until it is dismissed. */
export class NoticeState extends State {
  /** Empty if there is none. */
  text = '';
  /** As `lang` says it, if it is not that of the page. */
  lang: 'en' | null = null;

  readonly #locale: Locale;

  constructor(locale: Locale) {
    super();
    this.#locale = locale;
  }

  /** An empty text dismisses. */
  show(text: string): void {
    this.#show({ text, lang: null });
  }

  /** Shows what is said of an error. */
  showError(error: unknown): void {
    this.#show(within(this.#locale, () => (error instanceof CoreFault ? error.told : { text: reasonOf(error), lang: null })));
  }

  #show(told: Told): void {
    Object.assign(this, told);
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
      if (!(error instanceof EngineLost || error instanceof Cancelled)) this.showError(error);
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
