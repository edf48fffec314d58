// What the figures of training will be, before a step has measured them.

import { count, figures } from '../../format';
import { t } from '../../i18n/translate';
import type { Page } from '../../page/page';
import { aboutSo } from '../preset-choice';

export const FIGURES = ['step', 'epoch', 'loss', 'tokensPerSecond', 'timeLeft'] as const;
export type Figure = (typeof FIGURES)[number];

/** As far as it can be told before the first step; what only training can tell, it says so. */
export function expectedFigure(name: Figure, { data, estimate, settings }: Pick<Page, 'data' | 'estimate' | 'settings'>): string {
  const notYet = t('stage.notYet');
  const about = (value: number | null, written: (value: number) => string): string =>
    value === null || data.vocabSize === 0 ? notYet : t('stage.about.value', { value: written(value) });
  const isNew = settings.start === 'new';
  switch (name) {
    case 'step': {
      const { steps } = estimate;
      return steps === null ? notYet : t('stage.ofAbout', { n: count(0), total: count(steps) });
    }
    case 'epoch': {
      const epochs = data.phases.map((phase) => settings.current.training[phase].epochs).find((its) => its > 0);
      return epochs === undefined ? notYet : t('stage.of', { n: count(0), total: count(epochs) });
    }
    case 'loss':
      // Who guesses blindly; of a model that has learned something nobody knows.
      return about(isNew ? Math.log(data.vocabSize) : null, figures);
    case 'tokensPerSecond':
      return about(estimate.tokensPerSecond, count);
    case 'timeLeft':
      return estimate.seconds === null ? notYet : aboutSo(estimate.seconds);
  }
}
