// The configuration in the page's address: what differs from the defaults of its dataset, and what of a recipe was set by
// hand, by its words. Everything else in the address stays.

import { readPage, toldFaults } from '../element/read-words';
import { DATA, defaultSaid, type Said, WORDS, wordsOf } from '../element/words';
import { speak } from '../i18n/site-language';
import { t, within } from '../i18n/translate';
import type { Page } from './page';

/** How long the choices rest before they are written, in milliseconds: browsers limit how often that is allowed. */
const REST_MS = 300;

/** The address with the words that it takes to say the configuration, and without those that it does not. */
export function writeConfiguration(address: URL, said: Said): URL {
  const url = new URL(address);
  const words = wordsOf(said);
  for (const { name, area, older } of WORDS) {
    if (older !== undefined) url.searchParams.delete(older);
    if (area === 'presentation' && name !== 'effort') continue; // nobody changes the others here
    const text = words[name];
    if (text !== undefined) url.searchParams.set(name, text);
    else url.searchParams.delete(name);
  }
  return url;
}

/** Where that is not allowed, as in documents that have no address of their own, it stays as it is. */
export function rewriteAddress(url: URL | string): void {
  try {
    history.replaceState(history.state, '', url);
  } catch {
    // Nothing depends on it.
  }
}

/** Goes to another place of the page, from which one can go back; where that is not allowed, only the page does. */
export function goToAddress(hash: string): void {
  if (hash === location.hash) return;
  try {
    history.pushState(history.state, '', hash);
  } catch {
    // Nothing depends on it.
  }
}

/** The address as everybody reads it: one without words would mean data in the reader's own language. */
export function sharedAddress(address: string): string {
  const url = new URL(address);
  const says = WORDS.some(({ name, older }) => name !== 'language' && [name, older ?? name].some((its) => url.searchParams.has(its)));
  if (!says) url.searchParams.set(DATA.name, DATA.write(defaultSaid('facts')));
  return url.href;
}

/** What of the page stands in the address, or comes from it. */
type Followed = Pick<Page, 'locale' | 'data' | 'settings' | 'question' | 'choices' | 'notice' | 'presentation' | 'effort'>;

/**
 * Takes over what the page's address says, and keeps the address as the choices are from then on.
 * @param attributes the page's words where the address says nothing
 */
export async function followAddress(page: Followed, attributes: Iterable<{ name: string; value: string }>): Promise<void> {
  const { locale, data, settings, question, choices, notice, presentation, effort } = page;
  const reading = readPage(attributes, new URL(location.href), locale.language);
  const { configuration, faults } = reading;
  presentation.replace(reading.presentation);
  const { language } = reading.presentation;
  if (language !== 'auto') await speak(language).catch((error: unknown) => notice.showError(error));
  question.setAsking(configuration.asking);
  await choices.chooseDataset(configuration.dataset, configuration);
  if (faults.length > 0) notice.show(within(locale, () => [t('settings.address.lead'), ...toldFaults(reading)].join(' ')));

  let writing = 0;
  const write = (): void => {
    const url = writeConfiguration(new URL(location.href), {
      dataset: data.dataset.name,
      files: data.dataset.name === 'own' ? data.dataset.files : [],
      settings: settings.current,
      asking: question.asking,
      question: question.text,
      presentation: { ...presentation.current, effort: effort.chosen },
    });
    if (url.href !== location.href) rewriteAddress(url);
  };
  const writeSoon = (): void => {
    clearTimeout(writing);
    writing = window.setTimeout(write, REST_MS);
  };
  for (const state of [data, settings, question, effort]) state.subscribe(writeSoon);
  writeSoon();
  let spoken = locale.language;
  locale.subscribe(() => {
    if (locale.language === spoken) return; // more of its words have come
    spoken = locale.language;
    void choices.followLanguage();
  });
}
