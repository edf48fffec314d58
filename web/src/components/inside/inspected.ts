// What the tabs of <gg-look-inside> draw: replies of the worker, and when they were taken.

import { t } from '../../i18n/translate';
import type { EmbeddingMap, Inspection, TensorSize, TokenProbability } from '../../protocol';

/** What the model did with a prompt. */
export interface InspectedPrompt {
  /** Steps trained when it was taken. */
  step: number;
  mode: 'chat' | 'text';
  inspection: Inspection;
}

export interface InspectedMap {
  step: number;
  map: EmbeddingMap;
}

export interface InspectedSizes {
  step: number;
  tensors: TensorSize[];
  /** Of the prompt; empty without one. */
  activations: Inspection['activations'];
}

/** Words drawn at most: the last ones of a longer prompt. */
export const MOST_WORDS = 40;

/** Likeliest tokens asked for at each position. */
export const TOP = 10;

/** Groups on the map of words: as many as there are colours for series. */
export const GROUPS = 6;

/** The tokens of ids 0 and 1. */
const SPECIAL = ['<unk>', '</s>'];
const UNKNOWN_ID = 0;
const END_ID = 1;

export interface Word {
  text: string;
  id: number;
  unknown: boolean;
  /** In the prompt, from 0. */
  position: number;
}

/** The last words of the prompt, as a person wrote them. */
export function wordsOf({ words, ids }: Inspection): Word[] {
  const first = Math.max(0, ids.length - MOST_WORDS);
  return ids.slice(first).map((id, i) => ({
    text: id === END_ID ? t('inside.end') : (words[first + i] ?? ''),
    id,
    unknown: id === UNKNOWN_ID,
    position: first + i,
  }));
}

/** A token of the vocabulary as it is shown. */
export function tokenText(id: number, token: string): string {
  if (id === END_ID) return t('inside.end');
  return id === UNKNOWN_ID ? t('inside.anyUnknown') : token;
}

/** A token of which only the text is known. */
export const tokenNamed = (token: string): string => tokenText(SPECIAL.indexOf(token), token);

export const shown = ({ id, token }: TokenProbability): string => tokenText(id, token);

/** Attention of one head among the last n words of the prompt, [n, n]. */
export function headWeights({ attention, numHeads, ids }: Inspection, layer: number, head: number): Float32Array {
  const total = ids.length;
  const size = Math.min(total, MOST_WORDS);
  const first = total - size;
  const begin = (layer * numHeads + head) * total * total;
  const weights = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const from = begin + (first + row) * total + first;
    weights.set(attention.subarray(from, from + size), row * size);
  }
  return weights;
}

/** Whether both looked at the same prompt. */
export function samePrompt(a: Inspection, b: Inspection): boolean {
  return a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i]);
}
