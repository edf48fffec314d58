// What a person should know about a prompt, a sentence each.

import { html, nothing } from 'lit';

import { told } from '../core-words';
import type { Locale } from '../i18n/translate';
import type { CoreMessage } from '../protocol';

/** Fetches the words for notes; until they are there, and if they cannot be fetched, the notes are told in English. */
export function fetchWordsOf(notes: readonly CoreMessage[], locale: Locale): void {
  if (notes.length > 0) locale.need('core').catch(() => {});
}

export const promptNotes = (notes: readonly CoreMessage[]): unknown =>
  notes.map((note) => {
    const { text, lang } = told(note);
    return html`<p class="note" lang=${lang ?? nothing}>${text}</p>`;
  });
