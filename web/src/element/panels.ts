// What of the element can be shown, hidden and locked: its panels, and the controls in them by their words.

import {
  ACTIVATION_CHOICE,
  ARITHMETIC_CHOICE,
  ASKING_FIELDS,
  LOSS_CHOICE,
  SCHEDULE_CHOICE,
  SETTINGS_FIELDS,
  STOP_CHOICE,
  TOKENIZER_CHOICE,
} from '../settings';
import { ALL } from './attributes';

/** In the order in which they stand. */
export const PANELS = [
  'task',
  'trained-model',
  'data',
  'start',
  'settings',
  'training',
  'sample',
  'phases',
  'same-question',
  'ask',
  'diagram',
  'watch',
  'inside',
  'microscope',
  'runs',
  'article',
  'head',
] as const;
export type Panel = (typeof PANELS)[number];

/**
 * What of it is shown where its author names nothing and it stands within a page of others: what it takes to train, to see
 * how that goes, and to ask. The site shows all.
 */
export const SHOWN_IN_ELEMENT: readonly string[] = ['data', 'start', 'training', 'sample', 'ask', 'watch-loss', '-timeline'];

/** The sides of the model that one can look at. */
export const INSIDE_TABS = ['tokens', 'attention', 'next', 'map', 'sizes'] as const;
export type InsideTab = (typeof INSIDE_TABS)[number];

/** Controls of a panel: where some of a group are named, the others of the group are not shown. */
interface Group {
  panel: Panel;
  controls: readonly string[];
}

/** The choices among the settings, by their words. */
const CHOICES = [TOKENIZER_CHOICE, ACTIVATION_CHOICE, SCHEDULE_CHOICE, LOSS_CHOICE, STOP_CHOICE, ARITHMETIC_CHOICE];

const GROUPS: readonly Group[] = [
  { panel: 'data', controls: ['facts', 'stories', 'own'] },
  { panel: 'data', controls: ['data-preview'] },
  { panel: 'start', controls: ['start-from'] },
  {
    panel: 'settings',
    controls: [
      'preset',
      'recipe',
      ...SETTINGS_FIELDS.map(({ parameter }) => parameter),
      ...CHOICES.map(({ parameter }) => parameter),
      'copy-link',
    ],
  },
  { panel: 'training', controls: ['train', 'step', 'reset', 'pause-when-hidden', 'effort', 'lower-rate'] },
  { panel: 'sample', controls: ['sample-prompt'] },
  { panel: 'same-question', controls: ['question'] },
  { panel: 'ask', controls: ['prompt', 'word-by-word', 'side-by-side', 'origins', 'ask-as', ...ASKING_FIELDS.map(({ parameter }) => parameter)] },
  // By itself, as is what takes the microscope's step: the others of the panel are of no use without.
  { panel: 'ask', controls: ['send'] },
  { panel: 'diagram', controls: ['diagram-text', 'diagram-play', 'diagram-show', 'diagram-live'] },
  { panel: 'watch', controls: ['watch-loss', 'watch-gradient', 'watch-rate', 'watch-speed'] },
  { panel: 'watch', controls: ['axis', 'timeline'] },
  { panel: 'inside', controls: INSIDE_TABS.map((tab) => `inside-${tab}`) },
  { panel: 'inside', controls: ['inside-prompt', 'inside-as', 'inside-live'] },
  { panel: 'inside', controls: ['attention-view', 'attention-layer', 'attention-head', 'map-find', 'map-zoom'] },
  {
    panel: 'microscope',
    controls: [
      'microscope-text',
      'microscope-position',
      'microscope-layer',
      'microscope-head',
      'microscope-weight',
      'microscope-stage',
    ],
  },
  { panel: 'microscope', controls: ['microscope-take'] },
  { panel: 'runs', controls: ['open-model', 'save-model', 'resume', 'remove', 'compare', 'experiment'] },
  { panel: 'article', controls: ['article-step', 'article-show'] },
  { panel: 'head', controls: ['tour', 'sections', 'embed', 'language'] },
];

const GROUP_OF = new Map(GROUPS.flatMap((group) => group.controls.map((control) => [control, group] as const)));

/** Every control, with the panel that it stands in. */
export const CONTROLS: ReadonlyMap<string, Panel> = new Map([...GROUP_OF].map(([control, { panel }]) => [control, panel]));

const isPanel = (name: string): name is Panel => (PANELS as readonly string[]).includes(name);

/** Whether there is a panel or a control of that name. */
export const isPart = (name: string): boolean => isPanel(name) || GROUP_OF.has(name);

/** An item of a list: a name, or with a minus before it what is not meant. */
const without = (name: string): string => `-${name}`;

/** A list with what is usual in it, if it names nothing itself or only takes away. */
export const withUsual = (list: readonly string[], usual: readonly string[]): readonly string[] =>
  list.every((item) => item.startsWith('-')) ? [...usual, ...list] : list;

/**
 * Whether a list of what is shown has a panel or a control. A control that is named brings its panel, and is then without
 * the others of its group that are not named.
 */
export function isShown(list: readonly string[], name: string): boolean {
  if (list.includes(without(name))) return false;
  if (name === 'task') return true; // who sets one wants it seen
  const named = list.filter((item) => !item.startsWith('-'));
  const group = GROUP_OF.get(name);
  if (isPanel(name)) return named.some((item) => item === ALL || item === name || CONTROLS.get(item) === name);
  if (group === undefined || !isShown(list, group.panel)) return false;
  return named.includes(name) || !group.controls.some((control) => named.includes(control));
}

/** Whether a list of what is locked has a control: by its name or its panel's, or with all, without being taken away. */
export function isLocked(list: readonly string[], name: string): boolean {
  if (list.includes(without(name))) return false;
  const panel = CONTROLS.get(name);
  return list.includes(ALL) || list.includes(name) || (panel !== undefined && list.includes(panel));
}
