// What people chose, as the words say it.

import type { Configuration } from '../element/words';
import type { Page } from './page';

export const configurationOf = ({ data, settings, question }: Pick<Page, 'data' | 'settings' | 'question'>): Configuration => ({
  dataset: data.dataset.name,
  files: data.dataset.name === 'own' ? data.dataset.files : [],
  settings: settings.current,
  asking: question.asking,
  question: question.text,
});
