// The page takes over what its address says, and keeps the address as the choices are from then on.

import { readPage, toldFaults } from '../element/read-words';
import { DATA } from '../element/words';
import { speak } from '../i18n/site-language';
import { t, within } from '../i18n/translate';
import { isOpenedAnew, ownIn, rewriteAddress, sectionIn, writeConfiguration } from './address';
import { configurationOf } from './configuration';
import { loadedLater } from './messages';
import type { Page } from './page';

/** How long the choices rest before they are written, in milliseconds: browsers limit how often that is allowed. */
const REST_MS = 300;

/** What of the page stands in the address, or comes from it. */
type Followed = Pick<Page, 'locale' | 'data' | 'settings' | 'question' | 'choices' | 'notice' | 'presentation' | 'effort' | 'life'>;

/** @param attributes the page's words where the address says nothing */
export async function followAddress(page: Followed, attributes: Iterable<{ name: string; value: string }>): Promise<void> {
  const { locale, data, settings, question, choices, notice, presentation, effort, life: signal } = page;
  const own = ownIn(location.hash);
  const address = new URL(location.href);
  if (own !== null) address.searchParams.set(DATA.name, 'own');
  const reading = readPage(attributes, address, locale.language);
  const { configuration, faults } = reading;
  presentation.replace(reading.presentation);
  const { language } = reading.presentation;
  if (language !== 'auto') await speak(language).catch((error: unknown) => notice.showError(error));
  question.setAsking(configuration.asking);
  await choices.chooseDataset(configuration.dataset, configuration);
  if (own !== null) await takeOwn(page, own);
  if (faults.length > 0) notice.show(within(locale, () => [t('settings.address.lead'), ...toldFaults(reading)].join(' ')));

  let writing = 0;
  const write = (): void => {
    const url = writeConfiguration(new URL(location.href), { ...configurationOf(page), presentation: { ...presentation.current, effort: effort.chosen } });
    const isOfOthers = data.files.length > 0 && data.cameBy !== 'link';
    if (isOfOthers && ownIn(url.hash) !== null) url.hash = sectionIn(url.hash);
    if (url.href !== location.href || isOpenedAnew()) rewriteAddress(url);
  };
  const writeSoon = (): void => {
    clearTimeout(writing);
    writing = window.setTimeout(write, REST_MS);
  };
  for (const state of [data, settings, question, effort]) state.subscribe(writeSoon);
  writeSoon();
  addEventListener(
    'popstate',
    () => {
      if (ownIn(location.hash) === null) return;
      // Somebody has opened a link with other data, which would change nothing but what stands behind the `#`.
      if (isOpenedAnew()) location.reload();
      else writeSoon(); // back to where the data was the link's
    },
    { signal },
  );
  let spoken = locale.language;
  locale.subscribe(() => {
    if (locale.language === spoken) return; // more of its words have come
    spoken = locale.language;
    void choices.followLanguage();
  });
}

async function takeOwn({ notice, ...page }: Followed, own: string): Promise<void> {
  try {
    const [{ takeFromLink }] = await loadedLater(() => Promise.all([import('./taking-shared'), page.locale.need('share')]));
    await takeFromLink(page, own);
  } catch (error) {
    notice.showError(error);
  }
}
