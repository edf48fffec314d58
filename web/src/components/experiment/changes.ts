// What an experiment may change, and how it reads.

import { count, plain } from '../../format';
import { t } from '../../i18n/translate';
import type { Phase } from '../../protocol';
import {
  ACTIVATION_CHOICE,
  type Choice,
  type Field,
  LOSS_CHOICE,
  OPTIMISER_FIELDS,
  PHASE_FIELDS,
  RUN_FIELDS,
  SCHEDULE_CHOICE,
  type Settings,
  SHARE_FIELD,
  SIZE_FIELDS,
  STOP_CHOICE,
} from '../../settings';

/** A number, or one of a few. */
export type Changeable = { kind: 'number'; its: Field<Settings> } | { kind: 'choice'; its: Choice };

const numbers = (fields: readonly Field<Settings>[]): Changeable[] => fields.map((its) => ({ kind: 'number', its }));

/** All that a run with these phases follows from, but for its data and when it pauses. */
export function changeables(phases: readonly Phase[]): Changeable[] {
  const choices = [ACTIVATION_CHOICE, SCHEDULE_CHOICE, ...(phases.includes('tune') ? [LOSS_CHOICE, STOP_CHOICE] : [])];
  return [
    ...phases.flatMap((phase) => numbers(PHASE_FIELDS[phase])),
    ...numbers(SIZE_FIELDS),
    ...numbers([...OPTIMISER_FIELDS, ...RUN_FIELDS, SHARE_FIELD]),
    ...choices.map((its): Changeable => ({ kind: 'choice', its })),
  ];
}

export const nameOf = ({ its }: Changeable): string => t(`settings.${its.name}.label`);

/** The value that settings have, as people read it. */
export function valueText({ kind, its }: Changeable, settings: Settings): string {
  if (kind === 'choice') return t(`settings.${its.name}.is.${its.get(settings)}`);
  const value = its.get(settings);
  if (value === null) return t('settings.off');
  return its.whole ? count(value) : plain(value);
}

/** Settings with another value than they have, to begin with: half a number, or the next of a few. */
export function another({ kind, its }: Changeable, settings: Settings): Settings {
  if (kind === 'choice') {
    const at = its.values.indexOf(its.get(settings));
    return its.set(settings, its.values[(at + 1) % its.values.length] ?? '');
  }
  const value = its.get(settings) ?? its.least;
  const half = its.whole ? Math.floor(value / 2) : value / 2;
  const other = half >= its.least && half !== value ? half : Math.min(its.most, Math.max(2 * value, its.least + its.step));
  return its.set(settings, other);
}
