// The terms of the glossary: each with its formula or letter, if it has one, and the line of the core that does it.

import { type Excerpt, EXCERPTS } from '../microscope/excerpts';
import lines from './lines.cpp.json';
import symbols from './symbols.tex.json';

/** What the build puts into the place of the file's own contents. */
const LINES = { ...EXCERPTS, ...(lines as unknown as Readonly<Record<keyof typeof lines, Excerpt>>) };

/** By name, `glossary.terms.<name>` being its texts, in the order in which one meets them. */
const LINE_OF = {
  token: 'encode',
  vocabulary: 'vocabulary',
  unknown: 'unknown',
  context: 'context',
  embedding: 'embedding',
  layer: 'layer',
  attention: 'weights',
  head: 'head',
  query: 'scores',
  key: 'scores',
  value: 'mixed',
  feedForward: 'feedForward',
  activation: 'relu',
  residual: 'residual',
  norm: 'norm',
  logits: 'logits',
  softmax: 'softmax',
  greedy: 'greedy',
  temperature: 'temperature',
  seed: 'seed',
  weight: 'weight',
  loss: 'loss',
  gradient: 'dWeightMatrix',
  learningRate: 'learningRate',
  adam: 'update',
  batch: 'batch',
  epoch: 'epoch',
  pretraining: 'tokens',
  tuning: 'tuning',
  validation: 'validation',
} as const satisfies Record<string, keyof typeof LINES>;

export type TermName = keyof typeof LINE_OF;

export const TERMS = Object.keys(LINE_OF) as TermName[];

export const isTerm = (name: string): name is TermName => Object.hasOwn(LINE_OF, name);

export const lineOf = (name: TermName): Excerpt => LINES[LINE_OF[name]];

/** MathML, which the build makes of the file's TeX; null of a term without a formula. */
export function symbolOf(name: TermName): Element | null {
  const template = document.createElement('template');
  template.innerHTML = (symbols as Partial<Record<TermName, string>>)[name] ?? '';
  return template.content.firstElementChild;
}
