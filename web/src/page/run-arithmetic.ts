// What a run calculates with.

import { type Arithmetic, hasFastest, hasSimd } from '../arithmetic';
import type { EngineClient } from '../client';
import type { PresentationState } from './presentation-state';
import type { SettingsState } from './settings-state';

interface Parts {
  settings: SettingsState;
  presentation: PresentationState;
}

/** Where there is something to hand in, it has to come to the same bits where it is checked. */
const isChecked = ({ presentation }: Parts): boolean => presentation.current.target !== null;

/** Whether people can choose. */
export const mayChooseFastest = (parts: Parts): boolean => hasFastest() && !isChecked(parts);

/** Of the run that begins next. */
export const arithmeticOf = (parts: Parts): Arithmetic => (mayChooseFastest(parts) ? parts.settings.current.arithmetic : 'exact');

/** Of the run that there is, with the reason if it is not what was chosen: a text of `stage.arithmetic`. */
export function arithmeticText(parts: Parts & { client: EngineClient }): string {
  if (parts.client.arithmetic === 'fastest') return 'fastest';
  if (!ONE_FILE && !hasSimd()) return 'noSimd';
  if (parts.settings.current.arithmetic === 'exact') return 'exact';
  return isChecked(parts) ? 'checked' : 'lacking';
}
