// The sections of the site: what its bar and the ends of addresses lead to.

import type { Panel } from '../../element/panels';

/** Their ids, in the order in which they stand, each with its panels. */
export const SECTIONS: readonly (readonly [id: string, panels: readonly Panel[]])[] = [
  ['data', ['data', 'start', 'settings']],
  ['train', ['training', 'sample', 'phases']],
  ['diagram', ['diagram']],
  ['ask', ['ask', 'same-question']],
  ['watch', ['watch']],
  ['inside', ['inside']],
  ['microscope', ['microscope']],
  ['runs', ['runs']],
  ['article', ['article']],
];
/** Those that stand beside each other where there is room, and in the bar where there is none. */
export const FIRST_SECTIONS: readonly string[] = ['data', 'train', 'diagram', 'ask'];
/** The one that is loaded when somebody goes there. */
export const EMBED = 'embed';
/** The way to all that are not in the bar, where there is room for one section at a time. */
export const MORE = 'more';

/** How the parts of a workbench stand. */
export type Arrangement =
  /** As in a document of others: one below the other, or in two columns, by its own width. */
  | 'element'
  /** The first sections beside each other in one window, the others below. */
  | 'columns'
  /** One section at a time. */
  | 'single'
  /** One below the other: there is no room, and no bar to go between them. */
  | 'stacked';

/** Somebody wants to go to a section. */
export class SectionWanted extends CustomEvent<string> {
  constructor(id: string) {
    super('section-wanted', { detail: id, bubbles: true, composed: true });
  }
}
