// The guided tour: stops at the parts of the page, each with a few words. Loaded when somebody takes it.

import 'driver.js/dist/driver.css';
import './styles/tour.css';

import { driver } from 'driver.js';

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
 */
export function takeTour(root: ShadowRoot, before: Element | null): void {
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
    steps: STOPS.flatMap(([part, name]) => {
      const element = root.querySelector(part);
      const popover = { title: t(`tour.${name}.title`), description: t(`tour.${name}.text`) };
      return element === null || (element as HTMLElement).hidden ? [] : [{ element, popover }];
    }),
  });
  tour.drive();
}
