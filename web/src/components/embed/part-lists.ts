// The lists of `show` and `lock` that say what was chosen for each panel and control.

import { ALL } from '../../element/attributes';
import { CONTROLS, PANELS } from '../../element/panels';

/** `shown` is free to be changed; of a control, without a choice of its own, as its panel. */
export type PartChoice = 'shown' | 'locked' | 'hidden';

/** By name of a panel or control; what is not there was not chosen. */
export type PartChoices = Readonly<Record<string, PartChoice>>;

export function listsOf(choices: PartChoices): { show: string[]; lock: string[] } {
  const of = (panel: string): PartChoice => choices[panel] ?? 'shown';
  const shown = PANELS.filter((panel) => of(panel) !== 'hidden');
  const hidden = PANELS.filter((panel) => of(panel) === 'hidden');
  const controls = [...CONTROLS].filter(([, panel]) => of(panel) !== 'hidden');
  const chosen = (choice: PartChoice): string[] => controls.filter(([control]) => choices[control] === choice).map(([name]) => name);
  const without = (names: readonly string[]): string[] => names.map((name) => `-${name}`);
  const taken = without(chosen('hidden'));
  // Whichever says it in fewer words.
  const show = shown.length < hidden.length && shown.length > 0 ? [...shown, ...taken] : [ALL, ...without(hidden), ...taken];
  const isLocked = ([, panel]: readonly [string, string]): boolean => of(panel) === 'locked';
  const free = controls.filter((its) => isLocked(its) && choices[its[0]] === 'shown').map(([name]) => name);
  const lockedAlone = controls.filter((its) => !isLocked(its) && choices[its[0]] === 'locked').map(([name]) => name);
  return { show, lock: [...shown.filter((panel) => of(panel) === 'locked'), ...lockedAlone, ...without(free)] };
}
