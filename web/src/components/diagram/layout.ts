// Where everything of the drawing stands: boxes one after the other in the order of the operations, open blocks in frames,
// and wires between them, those that pass others by as arcs beside them. From left to right, or from top to bottom.

import type { Edge } from './graph';

/** As it was measured. */
export interface Box {
  id: string;
  width: number;
  height: number;
  /** The open block that it stands in. */
  frame: string | null;
}

export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Wire extends Edge {
  /** As SVG writes it. */
  path: string;
}

export interface Layout {
  boxes: ReadonlyMap<string, Placed>;
  frames: ReadonlyMap<string, Placed>;
  wires: readonly Wire[];
  width: number;
  height: number;
}

/** In pixels. */
const GAP = 34;
const MARGIN = 12;
const LANE = 20;
const FRAME_PADDING = 14;
const FRAME_TITLE = 40;

/** Along the flow, and across it. */
interface Span {
  begin: number;
  end: number;
  middle: number;
  near: number;
  far: number;
}

/** @param edges between the boxes' ids */
export function layOut(boxes: readonly Box[], edges: readonly Edge[], vertical: boolean): Layout {
  const along = ({ width, height }: Box): number => (vertical ? height : width);
  const across = ({ width, height }: Box): number => (vertical ? width : height);
  const framed = boxes.some(({ frame }) => frame !== null);
  const before = MARGIN + LANE + (framed ? FRAME_PADDING + (vertical ? 0 : FRAME_TITLE) : 0);
  const after = MARGIN + (framed ? FRAME_PADDING : 0);
  const middle = before + Math.max(0, ...boxes.map(across)) / 2;

  const spans = new Map<string, Span>();
  const frames = new Map<string, Span>();
  let at = MARGIN;
  boxes.forEach((box, i) => {
    const frame = box.frame;
    if (frame !== null && frame !== boxes[i - 1]?.frame) {
      frames.set(frame, { begin: at, end: at, middle, near: Infinity, far: 0 });
      at += FRAME_PADDING + (vertical ? FRAME_TITLE : 0);
    }
    const half = across(box) / 2;
    spans.set(box.id, { begin: at, end: at + along(box), middle, near: middle - half, far: middle + half });
    at += along(box);
    const open = frame === null ? undefined : frames.get(frame);
    if (open !== undefined) {
      open.near = Math.min(open.near, middle - half);
      open.far = Math.max(open.far, middle + half);
      if (frame !== boxes[i + 1]?.frame) at += FRAME_PADDING;
      open.end = at;
    }
    at += GAP;
  });
  const end = at - GAP + MARGIN;
  const breadth = middle + Math.max(0, ...boxes.map(across)) / 2 + after;

  const placed = ({ begin, end: last, near, far }: Span): Placed =>
    vertical
      ? { x: near, y: begin, width: far - near, height: last - begin }
      : { x: begin, y: near, width: last - begin, height: far - near };
  for (const open of frames.values()) {
    open.near -= LANE + FRAME_PADDING + (vertical ? 0 : FRAME_TITLE);
    open.far += FRAME_PADDING;
  }
  const order = [...spans.values()];
  const point = (m: number, c: number): string => (vertical ? `${c} ${m}` : `${m} ${c}`);
  const wires = edges.flatMap((edge): Wire[] => {
    const from = spans.get(edge.from);
    const to = spans.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const [a, b] = [from.end, to.begin];
    if (!edge.residual) {
      return [{ ...edge, path: `M${point(a, middle)} L${point(b, middle)}` }];
    }
    const passed = order.filter(({ begin, end: last }) => begin >= a && last <= b);
    const lane = Math.min(...passed.map(({ near }) => near)) - LANE + 6;
    const path =
      `M${point(a, middle)} C${point(a + GAP, middle)} ${point(a, lane)} ${point(a + GAP, lane)} ` +
      `L${point(b - GAP, lane)} C${point(b, lane)} ${point(b - GAP, middle)} ${point(b, middle)}`;
    return [{ ...edge, path }];
  });
  return {
    boxes: new Map([...spans].map(([id, span]) => [id, placed(span)])),
    frames: new Map([...frames].map(([id, span]) => [id, placed(span)])),
    wires,
    width: vertical ? breadth : end,
    height: vertical ? end : breadth,
  };
}
