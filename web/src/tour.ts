// The guided tour: stops at the parts of the page, each with a few words. Loaded when somebody takes it.

import 'driver.js/dist/driver.css';
import './styles/tour.css';

import { type Driver, driver } from 'driver.js';

import { t } from './i18n/translate';

/** Where it stops: a part of <gg-workbench>, and the name of its texts. */
const STOPS = [
  ['gg-training-panel', 'train'],
  ['gg-live-sample', 'sample'],
  ['gg-training-phases', 'phases'],
  ['gg-same-question', 'question'],
  ['gg-ask-box', 'ask'],
  ['gg-data-panel', 'data'],
  ['gg-settings-panel', 'settings'],
  ['gg-watch', 'watch'],
  ['gg-look-inside', 'inside'],
  ['gg-microscope', 'microscope'],
  ['gg-runs', 'runs'],
  ['gg-article', 'article'],
] as const;

/**
 * @param root of <gg-workbench>
 * @param before what has the focus, and gets it back
 * @param show brings a section into sight; done once it is
 */
export function takeTour(root: ShadowRoot, before: Element | null, show: (section: string) => Promise<void>): void {
  const parts = STOPS.flatMap(([part, name]) => {
    const element = root.querySelector<HTMLElement>(part);
    return element === null || element.hidden ? [] : [{ element, name }];
  });
  const sectionOf = (number: number): string => parts[number]?.element.closest('section')?.id ?? '';
  /** A part can be pointed at once its section is there. */
  const goBy = async (tour: Driver, places: 1 | -1): Promise<void> => {
    await show(sectionOf((tour.getActiveIndex() ?? 0) + places));
    if (!tour.isActive()) return;
    if (places > 0) tour.moveNext();
    else tour.movePrevious();
  };
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const tour = driver({
    animate: !calm,
    smoothScroll: !calm,
    showProgress: true,
    progressText: t('tour.progress', { current: '{{current}}', total: '{{total}}' }),
    nextBtnText: t('tour.next'),
    prevBtnText: t('tour.previous'),
    doneBtnText: t('tour.done'),
    onDestroyed: () => before instanceof HTMLElement && before.focus(),
    onNextClick: () => void goBy(tour, 1),
    onPrevClick: () => void goBy(tour, -1),
    steps: parts.map(({ element, name }) => ({
      element,
      popover: { title: t(`tour.${name}.title`), description: t(`tour.${name}.text`) },
    })),
  });
  void show(sectionOf(0)).then(() => tour.drive());
}
