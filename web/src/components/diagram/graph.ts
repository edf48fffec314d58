// The model as a graph, made of nothing but the list of operations that the core tells: what there is to be seen, and what
// is inside of what. The drawing and the tree both show this.

import type { Operation, TensorDescription, ValueDescription } from '../../protocol';

/** What a tensor is to its operation. */
export type Role = 'weight' | 'inner' | 'output';

/** A tensor, or of the pairs of an attention what belongs to one head. */
export interface TensorNode {
  id: string;
  is: 'tensor';
  role: Role;
  /** As the core calls it, `blocks.0.query`. */
  name: string;
  /** Without its block, `query`. */
  short: string;
  /** Null where that is as many as there are tokens. */
  rows: number | null;
  cols: number | null;
  /** How many heads it is of, one below the other; 0 if it is of none. */
  heads: number;
  /** Of which it shows one, or null. */
  head: number | null;
}

export interface HeadNode {
  id: string;
  is: 'head';
  head: number;
  tensors: readonly TensorNode[];
}

export interface OperationNode {
  id: string;
  is: 'operation';
  operation: Operation;
  tensors: readonly TensorNode[];
  /** Where it works head by head. */
  heads: readonly HeadNode[];
}

export interface BlockNode {
  id: string;
  is: 'block';
  layer: number;
  operations: readonly OperationNode[];
}

/** What goes in: the tokens; and what comes out: what may come next. */
export interface EndNode {
  id: 'words' | 'next';
  is: 'words' | 'next';
}

export type Node = TensorNode | HeadNode | OperationNode | BlockNode | EndNode;
/** What stands one after the other, from the first operation to the last. */
export type Stage = OperationNode | BlockNode | EndNode;

/** One operation reads what another computes. */
export interface Edge {
  from: string;
  to: string;
  /** It is added as it is. */
  residual: boolean;
}

export interface Graph {
  stages: readonly Stage[];
  /** Between operations, and from and to the ends. */
  edges: readonly Edge[];
  /** Every node by its id. */
  nodes: ReadonlyMap<string, Node>;
  /** The ids of what a node is in, the outermost first. */
  parents: ReadonlyMap<string, readonly string[]>;
}

const shortened = (name: string): string => name.replace(/^blocks\.\d+\./, '');

function weight(operation: string, { name, rows, cols }: TensorDescription): TensorNode {
  const short = shortened(name);
  return { id: `${operation}/weight:${short}`, is: 'tensor', role: 'weight', name, short, rows, cols, heads: 0, head: null };
}

function value(operation: string, role: Role, { name, rows, cols }: ValueDescription): TensorNode {
  const short = shortened(name);
  const pairs = rows === 'P';
  return {
    id: `${operation}/value:${short}`,
    is: 'tensor',
    role,
    name,
    short,
    rows: null,
    cols: pairs ? null : cols,
    heads: pairs ? cols : 0,
    head: null,
  };
}

function operationNode(operation: Operation, index: number): OperationNode {
  const id = `operation${index}`;
  const tensors = [
    ...operation.weights.map((it) => weight(id, it)),
    ...operation.inner.map((it) => value(id, 'inner', it)),
    ...operation.outputs.map((it) => value(id, 'output', it)),
  ];
  const byHead = tensors.filter(({ heads }) => heads > 0);
  const heads = Array.from({ length: Math.max(0, ...byHead.map((its) => its.heads)) }, (_, head): HeadNode => {
    const own = `${id}/head${head}`;
    return { id: own, is: 'head', head, tensors: byHead.map((it) => ({ ...it, id: `${own}:${it.short}`, head })) };
  });
  return { id, is: 'operation', operation, tensors, heads };
}

/** Operations of one block on end are in one. */
function stagesOf(operations: readonly OperationNode[]): Stage[] {
  const stages: Stage[] = [{ id: 'words', is: 'words' }];
  for (const node of operations) {
    const { layer } = node.operation;
    const last = stages.at(-1);
    if (layer === null) stages.push(node);
    else if (last?.is === 'block' && last.layer === layer) (last.operations as OperationNode[]).push(node);
    else stages.push({ id: `block${layer}`, is: 'block', layer, operations: [node] });
  }
  return [...stages, { id: 'next', is: 'next' }];
}

/** From what computes a value to what reads it; what reads nothing reads the words, and nobody reads what comes out. */
function edgesOf(operations: readonly OperationNode[]): Edge[] {
  const maker = new Map(operations.flatMap(({ id, operation }) => operation.outputs.map(({ name }) => [name, id] as const)));
  const edges = new Map<string, Edge>();
  const add = (from: string, to: string, residual: boolean): void => {
    if (!edges.has(`${from} ${to}`)) edges.set(`${from} ${to}`, { from, to, residual });
  };
  for (const { id, operation } of operations) {
    if (operation.inputs.length === 0) add('words', id, false);
    operation.inputs.forEach(({ name }) => add(maker.get(name) ?? 'words', id, false));
  }
  const last = operations.at(-1);
  if (last !== undefined) add(last.id, 'next', false);
  const places = new Map(operations.map(({ id }, i) => [id, i]));
  return [...edges.values()].map((edge) => ({
    ...edge,
    residual: (places.get(edge.to) ?? 0) - (places.get(edge.from) ?? (places.get(edge.to) ?? 0) - 1) > 1,
  }));
}

export function graphOf(list: readonly Operation[]): Graph {
  const operations = list.map(operationNode);
  const stages = stagesOf(operations);
  const nodes = new Map<string, Node>();
  const parents = new Map<string, readonly string[]>();
  const enter = (node: Node, within: readonly string[]): void => {
    nodes.set(node.id, node);
    parents.set(node.id, within);
    for (const child of childrenOf(node)) enter(child, [...within, node.id]);
  };
  for (const stage of stages) enter(stage, []);
  return { stages, edges: edgesOf(operations), nodes, parents };
}

/** What is inside a node. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.is) {
    case 'block':
      return node.operations;
    case 'operation':
      return [...node.tensors, ...node.heads];
    case 'head':
      return node.tensors;
    default:
      return [];
  }
}

/** The operation that a node is, or is in. */
export function operationOf({ nodes, parents }: Graph, id: string): OperationNode | null {
  const within = [...(parents.get(id) ?? []), id].map((its) => nodes.get(its));
  return within.find((node): node is OperationNode => node?.is === 'operation') ?? null;
}
