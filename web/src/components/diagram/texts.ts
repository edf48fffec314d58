// What is said of each node, the same in the drawing, in the tree and below them.

import { formulas } from 'core:operations';

import { count } from '../../format';
import { t } from '../../i18n/translate';
import type { BlockNode, Node, OperationNode, TensorNode } from './graph';

/** A message, if there is one: of a new operation nothing is known but what the core tells. */
function known(id: string): string | null {
  const text = t(id);
  return text === id ? null : text;
}

const spaced = (name: string): string => name.replaceAll('_', ' ');

/** What a node is called. */
export function nameOf(node: Node): string {
  switch (node.is) {
    case 'operation':
      return known(`diagram.operations.${node.operation.name}`) ?? spaced(node.operation.name);
    case 'block':
      return t('diagram.block', { n: count(node.layer + 1) });
    case 'head':
      return t('diagram.head', { n: count(node.head + 1) });
    case 'tensor':
      return node.short;
    case 'words':
    case 'next':
      return t(`diagram.${node.is}`);
  }
}

/** A sentence of what it is for; empty where nobody wrote one. */
export function aboutOf(node: Node): string {
  switch (node.is) {
    case 'operation':
      return known(`diagram.about.${node.operation.name}`) ?? known(`diagram.kinds.${node.operation.kind}`) ?? '';
    case 'tensor':
      return known(`diagram.tensors.${node.role === 'weight' ? 'weight' : 'value'}.${node.short}`) ?? '';
    case 'block':
    case 'head':
    case 'words':
    case 'next':
      return t(`diagram.about.${node.is}`);
  }
}

/** `N × 64`, or with the length of the sentence `7 × 64`. */
export function shapeOf({ rows, cols, heads, head }: TensorNode, length: number | null): string {
  const tokens = length === null ? 'N' : count(length);
  if (heads > 0 && head === null) return t('diagram.shapeOfHeads', { heads, n: tokens });
  return t('diagram.shape', { rows: rows === null ? tokens : count(rows), cols: cols === null ? tokens : count(cols) });
}

const weightsIn = ({ tensors }: OperationNode): number =>
  tensors.reduce((sum, { role, rows, cols }) => (role === 'weight' ? sum + (rows ?? 0) * (cols ?? 0) : sum), 0);

/** How much is in it. */
export function sizeOf(node: BlockNode | OperationNode): string {
  const operations = node.is === 'block' ? node.operations : [node];
  const weights = operations.reduce((sum, its) => sum + weightsIn(its), 0);
  return node.is === 'block'
    ? t('diagram.inBlock', { operations: operations.length, weights: count(weights) })
    : t('diagram.weights', { n: weights, weights: count(weights) });
}

const templates = new Map<string, Element>();

/** A formula as the core tells it, in MathML; as the TeX that it is, if it was not known when the page was built. */
export function mathOf(tex: string): Element {
  let math = templates.get(tex);
  if (math === undefined) {
    const parsed = document.createElement('template');
    parsed.innerHTML = formulas[tex] ?? '';
    math = parsed.content.firstElementChild ?? Object.assign(document.createElement('code'), { textContent: tex });
    templates.set(tex, math);
  }
  return math.cloneNode(true) as Element;
}
