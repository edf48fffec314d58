// Takes over a run that somebody else has set up and passed on with its data. Nothing is trained by that. Its texts are in
// the catalogue `share`.

import { readMessage, toldFaults } from '../element/read-words';
import { type Locale, t, TextError, within } from '../i18n/translate';
import { fromAddress, unpacked } from '../shared-run';
import type { Choices } from './choices';
import type { DataState } from './data-state';
import type { NoticeState } from './messages';
import type { QuestionState } from './question-state';
import type { SettingsState } from './settings-state';
import type { StatusState } from './status-state';

/** What of the page it works on. */
interface Parts {
  locale: Locale;
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  status: StatusState;
  choices: Choices;
  notice: NoticeState;
}

/** Takes the data in a link; the settings stand in its address, and were taken over before. */
export async function takeFromLink({ choices }: Pick<Parts, 'choices'>, text: string): Promise<void> {
  const { files } = await fromAddress(text);
  await choices.takeOwnFiles(files, 'link');
}

/**
 * Takes the data in a file and all that is set in it; if the data cannot be read, everything stays as it was.
 * @param isFixed whether a word cannot be changed here
 */
export async function takeFromFile(parts: Parts, file: Blob, isFixed: (word: string) => boolean): Promise<void> {
  const { locale, data, settings, question, status, choices, notice } = parts;
  if (status.locked) throw new TextError('data.underWay');
  const { words, files } = await unpacked(file);
  if (Object.keys(words).some(isFixed)) throw new TextError('words.fixed');
  await choices.takeOwnFiles(files, 'file');
  if (data.cameBy !== 'file' || data.fault !== '') return; // why it was not taken, the data tell
  if (settings.start !== 'new') choices.chooseStart('new');
  const reading = readMessage({ ...words, data: 'own' });
  const { configuration, faults } = reading;
  question.setAsking(configuration.asking);
  question.setText(configuration.question);
  choices.changeSettings(configuration.settings);
  if (faults.length > 0) notice.show(within(locale, () => [t('share.faults'), ...toldFaults(reading)].join(' ')));
}
