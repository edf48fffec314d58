// <gg-model-drawing>: the model as boxes with wires between them. It scrolls as any part of a page does, by touch too;
// zooming is by buttons, by two fingers, and by the wheel with the Ctrl key. The keys go from box to box.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { percent } from '../../format';
import { directionOf } from '../../i18n/direction';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { TensorPart, TokenProbability } from '../../protocol';
import { formulaFont } from '../../styles/formula-font';
import { shared } from '../../styles/shared';
import { onColourScheme } from '../inside/heat';
import { tokenText } from '../inside/inspected';
import { boxStyles, viewStyles } from './box-styles';
import { Camera } from './camera';
import { NodeChosen, NodeToggled } from './choosing';
import { clear, paint, paletteOf } from './colours';
import type { BlockNode, Edge, Graph, HeadNode, Node, OperationNode, Stage, TensorNode } from './graph';
import { type Box, type Layout, layOut } from './layout';
import { flow } from './pulse';
import { styled } from './styled';
import { mathOf, nameOf, shapeOf, sizeOf } from './texts';

/** Heads that are drawn at most: the others are in the tree. */
const MOST_HEADS = 16;
/** Tokens that the first box shows. */
const MOST_TOKENS = 10;
/** Weights that a closed block shows. */
const MOST_OF_BLOCK = 6;
/** A narrower drawing goes from top to bottom. */
const NARROW = 700;

/** Another token is followed. */
export class PositionChosen extends CustomEvent<number> {
  constructor(position: number) {
    super('position-chosen', { detail: position, bubbles: true, composed: true });
  }
}

@customElement('gg-model-drawing')
export class ModelDrawing extends GlassElement {
  @property({ attribute: false }) graph: Graph | null = null;
  /** Ids of blocks, and of operations whose heads are shown. */
  @property({ attribute: false }) open: ReadonlySet<string> = new Set();
  @property() chosen = '';
  /** What is known of tensors, by their nodes' ids. */
  @property({ attribute: false }) parts: ReadonlyMap<string, TensorPart> = new Map();
  /** Of the sentence; empty without a model. */
  @property({ attribute: false }) tokens: readonly string[] = [];
  @property({ type: Number }) position = 0;
  @property({ attribute: false }) next: readonly TokenProbability[] = [];
  @state() private vertical = false;

  #layout: Layout | null = null;
  /** What the layout was made of. */
  #laidOut = '';
  readonly #math = new Map<string, Element>();
  readonly #camera = new Camera(this, () => this.#view(), () => this.#layout);
  #width = 0;
  #stopColours = (): void => undefined;
  readonly #resized = new ResizeObserver(() => {
    if (this.clientWidth === this.#width) return;
    this.#width = this.clientWidth;
    this.vertical = this.#width < NARROW;
    this.#laidOut = '';
    this.requestUpdate();
  });

  static override styles = [shared, formulaFont, viewStyles, boxStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#stopColours = onColourScheme(() => this.#paint());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#stopColours();
  }

  // What it shows -------------------------------------------------------------------------------------------------

  protected override render() {
    const { graph } = this;
    if (graph === null) return nothing;
    const stages = graph.stages.flatMap((stage): Stage[] => (this.#isOpen(stage) ? [...stage.operations] : [stage]));
    return html`
      <div class="zoom" role="group" aria-label=${t('diagram.zoom')}>
        <button aria-label=${t('diagram.zoomOut')} @click=${() => this.#camera.zoom(1 / 1.4)}>−</button>
        <button aria-label=${t('diagram.zoomIn')} @click=${() => this.#camera.zoom(1.4)}>+</button>
        <button @click=${() => this.#camera.fit()}>${t('diagram.fit')}</button>
      </div>
      <div class="round">
        <div
          class="view"
          role="group"
          aria-label=${t('diagram.drawing')}
          tabindex="-1"
          @keydown=${this.#key}
          @wheel=${this.#camera.wheel}
          @pointerdown=${this.#camera.down}
          @pointermove=${this.#camera.move}
          @pointerup=${this.#camera.up}
          @pointercancel=${this.#camera.up}
        >
          <div class="sizer">
            <div class="world ${this.vertical ? 'vertical' : ''}">
              <div class="frames">${graph.stages.filter((it) => this.#isOpen(it)).map((block) => this.#frame(block as BlockNode))}</div>
              <svg aria-hidden="true">
                <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
                  <path d="M0 0 8 4 0 8z"></path>
                </marker>
                <g></g>
              </svg>
              ${stages.map((stage) => this.#box(stage))}
              <div class="dots" aria-hidden="true"></div>
            </div>
          </div>
        </div>
      </div>
    `;
  }

  #isOpen(node: Node): node is BlockNode {
    return node.is === 'block' && this.open.has(node.id);
  }

  #frame(block: BlockNode) {
    return html`<div class="frame" data-frame=${block.id}>${this.#title(block)}</div>`;
  }

  #box(stage: Stage) {
    switch (stage.is) {
      case 'operation':
        return html`<div class="box operation" data-box=${stage.id}>${this.#operation(stage)}</div>`;
      case 'block':
        return html`<div class="box block" data-box=${stage.id}>${this.#title(stage)}${this.#ofBlock(stage)}</div>`;
      case 'words':
        return html`<div class="box end" data-box="words">${this.#title(stage)}${this.#words()}</div>`;
      case 'next':
        return html`<div class="box end" data-box="next">${this.#title(stage)}${this.#next()}</div>`;
    }
  }

  #title(node: Stage) {
    const opens = node.is === 'block';
    return html`<button
      class="title ${node.id === this.chosen ? 'chosen' : ''}"
      data-id=${node.id}
      tabindex=${this.#tabIndex(node.id)}
      aria-expanded=${opens ? this.open.has(node.id) : nothing}
      @click=${() => this.#choose(node, opens)}
    >
      <span>${nameOf(node)}</span>${opens ? html`<span class="soft">${this.open.has(node.id) ? '▾' : '▸'}</span>` : nothing}
    </button>`;
  }

  #operation(node: OperationNode) {
    let math = this.#math.get(node.id);
    if (math === undefined || math.getAttribute('data-tex') !== node.operation.formula) {
      math = mathOf(node.operation.formula);
      math.setAttribute('data-tex', node.operation.formula);
      this.#math.set(node.id, math);
    }
    const showsHeads = node.heads.length > 0 && this.open.has(node.id);
    const chips = node.tensors.filter(({ heads }) => heads === 0 || !showsHeads);
    return html`${this.#title(node)}
      <div class="formula">${math}</div>
      <div class="chips">${chips.map((it) => this.#chip(it))}</div>
      ${
        node.heads.length === 0
          ? nothing
          : html`<button class="heads" tabindex="-1" aria-expanded=${showsHeads} @click=${() => this.dispatchEvent(new NodeToggled(node.id))}>
              ${t('diagram.heads', { n: node.heads.length })} ${showsHeads ? '▾' : '▸'}
            </button>`
      }
      ${showsHeads ? this.#heads(node.heads) : nothing}`;
  }

  #heads(heads: readonly HeadNode[]) {
    return html`${heads.slice(0, MOST_HEADS).map(
      (head) =>
        html`<div class="head">
          <span class="soft">${nameOf(head)}</span>
          <div class="chips">${head.tensors.map((it) => this.#chip(it))}</div>
        </div>`,
    )}
    ${heads.length > MOST_HEADS ? html`<p class="soft">${t('diagram.moreHeads', { n: heads.length - MOST_HEADS })}</p>` : nothing}`;
  }

  #chip(node: TensorNode) {
    const length = this.tokens.length || null;
    return html`<button
      class="chip ${node.role} ${node.id === this.chosen ? 'chosen' : ''}"
      data-id=${node.id}
      tabindex=${this.#tabIndex(node.id)}
      @click=${() => this.#choose(node, false)}
    >
      <canvas width="1" height="1" data-tensor=${node.id}></canvas>
      <span class="label"
        ><code>${node.short}</code> <small>${shapeOf(node, length)}</small>
        <span class="visually-hidden">${t(`diagram.roles.${node.role}`)}</span></span
      >
    </button>`;
  }

  /** A closed block: its weights, and what leaves it. */
  #ofBlock(block: BlockNode) {
    const shown = ofClosedBlock(block);
    return html`<p class="soft">${sizeOf(block)}</p>
      <div class="thumbs">${shown.map(({ id }) => html`<canvas width="1" height="1" data-tensor=${id}></canvas>`)}</div>`;
  }

  #words() {
    if (this.tokens.length === 0) return html`<p class="soft">${t('diagram.noWords')}</p>`;
    const first = Math.max(0, Math.min(this.position - MOST_TOKENS + 2, this.tokens.length - MOST_TOKENS));
    const shown = this.tokens.slice(first, first + MOST_TOKENS);
    return html`<ol class="words" dir=${directionOf(shown.join(''))}>
      ${first > 0 ? html`<li class="soft">…</li>` : nothing}
      ${shown.map((token, i) => {
        const at = first + i;
        return html`<li>
          <button tabindex="-1" aria-pressed=${at === this.position} @click=${() => this.dispatchEvent(new PositionChosen(at))}>
            <bdi>${token}</bdi>
          </button>
        </li>`;
      })}
      ${first + shown.length < this.tokens.length ? html`<li class="soft">…</li>` : nothing}
    </ol>`;
  }

  #next() {
    const word = this.tokens[this.position];
    if (word === undefined || this.next.length === 0) return html`<p class="soft">${t('diagram.noNext')}</p>`;
    return html`<p class="soft">${t('diagram.after', { word })}</p>
      <ol class="next">
        ${this.next.map(
          ({ id, token, probability }) =>
            html`<li>
              <span class="bar" ${styled({ width: `${(100 * probability).toFixed(1)}%` })}></span><bdi>${tokenText(id, token)}</bdi>
              <span>${percent(probability)}</span>
            </li>`,
        )}
      </ol>`;
  }

  // Where it stands -----------------------------------------------------------------------------------------------

  protected override updated(changed: PropertyValues): void {
    const key = [this.lang, t('diagram.fit'), this.vertical, [...this.open].join(), this.tokens.length, this.next.length, this.#graphKey()].join('|');
    if (key !== this.#laidOut) this.#layOut(key);
    this.#paint();
    const opened = changed.get('open') as ReadonlySet<string> | undefined;
    if (opened === undefined) return;
    const toggled = [...this.open].find((id) => !opened.has(id)) ?? [...opened].find((id) => !this.open.has(id));
    if (toggled !== undefined) this.#camera.show(toggled);
  }

  #graphKey(): string {
    return this.graph === null ? '' : [...this.graph.nodes.keys()].length + (this.graph.stages.map(({ id }) => id).join() ?? '');
  }

  #layOut(key: string): void {
    const { graph } = this;
    if (graph === null) return;
    const elements = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-box]')];
    if (elements.length === 0 || this.clientWidth === 0) return;
    const boxes = elements.map((element): Box => {
      const id = element.dataset['box'] ?? '';
      const frame = graph.parents.get(id)?.[0] ?? null;
      return { id, width: element.offsetWidth, height: element.offsetHeight, frame };
    });
    const isFirst = this.#laidOut === '';
    const layout = layOut(boxes, this.#edges(graph, boxes), this.vertical);
    this.#layout = layout;
    this.#laidOut = key;
    for (const element of elements) place(element, layout.boxes.get(element.dataset['box'] ?? ''), false);
    for (const frame of this.renderRoot.querySelectorAll<HTMLElement>('[data-frame]')) {
      place(frame, layout.frames.get(frame.dataset['frame'] ?? ''), true);
    }
    this.#drawWires(layout);
    this.#camera.resize(isFirst);
  }

  /** Between what is to be seen: a closed block stands for all that is in it. */
  #edges(graph: Graph, boxes: readonly Box[]): Edge[] {
    const order = new Map(boxes.map(({ id }, i) => [id, i]));
    const seen = (id: string): string => (order.has(id) ? id : (graph.parents.get(id)?.[0] ?? id));
    const edges = new Map<string, Edge>();
    for (const edge of graph.edges) {
      const [from, to] = [seen(edge.from), seen(edge.to)];
      const distance = (order.get(to) ?? 0) - (order.get(from) ?? 0);
      if (distance > 0) edges.set(`${from} ${to}`, { from, to, residual: distance > 1 });
    }
    return [...edges.values()];
  }

  #drawWires({ wires, width, height }: Layout): void {
    const drawing = this.renderRoot.querySelector('svg') as SVGElement;
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(height));
    const group = drawing.querySelector('g') as SVGGElement;
    group.replaceChildren(
      ...wires.map(({ path, residual, from, to }) => {
        const wire = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        wire.setAttribute('d', path);
        wire.setAttribute('marker-end', 'url(#arrow)');
        wire.setAttribute('class', residual ? 'wire residual' : 'wire');
        wire.dataset['wire'] = `${from} ${to}`;
        return wire;
      }),
    );
  }

  #paint(): void {
    const palette = paletteOf(this);
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('canvas[data-tensor]')) {
      const part = this.parts.get(canvas.dataset['tensor'] ?? '');
      if (part === undefined) clear(canvas);
      else paint(canvas, part, palette);
    }
  }

  #view(): HTMLElement {
    return this.renderRoot.querySelector('.view') as HTMLElement;
  }

  // What one does with it -----------------------------------------------------------------------------------------

  /** The tensors that are drawn, on the screen or not. */
  get drawn(): string[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('canvas[data-tensor]')].map(({ dataset }) => dataset['tensor'] ?? '');
  }

  /** Those that are on the screen now. */
  get visible(): string[] {
    const view = this.renderRoot.querySelector('.view')?.getBoundingClientRect();
    if (view === undefined) return [];
    const [top, bottom] = [Math.max(view.top, 0), Math.min(view.bottom, innerHeight)];
    return [...this.renderRoot.querySelectorAll<HTMLElement>('canvas[data-tensor]')]
      .filter((canvas) => {
        const its = canvas.getBoundingClientRect();
        return its.right > view.left && its.left < view.right && its.bottom > top && its.top < bottom;
      })
      .map((canvas) => canvas.dataset['tensor'] ?? '');
  }

  /** Goes to a node, wherever that was chosen. */
  reveal(id: string): void {
    const { graph } = this;
    if (graph === null) return;
    const shown = [id, ...[...(graph.parents.get(id) ?? [])].reverse()].find((its) => this.#layout?.boxes.has(its) || this.#layout?.frames.has(its));
    if (shown !== undefined) this.#camera.show(shown);
  }

  /** Lets what is computed run through the wires. Done once it has arrived. */
  play(direction: 'forward' | 'backward'): Promise<void> {
    const view = this.#view();
    return flow(this.renderRoot, view, direction);
  }

  #choose(node: Node, toggles: boolean): void {
    this.dispatchEvent(new NodeChosen(node.id));
    if (toggles) this.dispatchEvent(new NodeToggled(node.id));
  }

  /** One of all can be reached by the Tab key: the chosen one, or the first. */
  #tabIndex(id: string): 0 | -1 {
    const first = this.graph?.stages[0]?.id;
    const isThere = this.renderRoot.querySelector(`[data-id="${CSS.escape(this.chosen)}"]`) !== null;
    return id === (isThere ? this.chosen : first) ? 0 : -1;
  }

  #key(event: KeyboardEvent): void {
    const zooms: Record<string, () => void> = {
      '+': () => this.#camera.zoom(1.4),
      '-': () => this.#camera.zoom(1 / 1.4),
      '0': () => this.#camera.fit(),
    };
    const zoom = zooms[event.key];
    if (zoom !== undefined) {
      event.preventDefault();
      return zoom();
    }
    const columns = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-frame], [data-box]')]
      .sort((a, b) => (this.vertical ? a.offsetTop - b.offsetTop : a.offsetLeft - b.offsetLeft))
      .map((column) => [...column.querySelectorAll<HTMLElement>('[data-id]')]);
    const focused = (this.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    const at = columns.findIndex((column) => focused !== null && column.includes(focused));
    if (at < 0 || focused === null) return;
    const all = columns.flat();
    const place = all.indexOf(focused);
    // From box to box, or through all that is in them.
    const goals: Record<string, HTMLElement | undefined> = {
      ArrowLeft: columns[at - 1]?.[0],
      ArrowRight: columns[at + 1]?.[0],
      ArrowUp: all[place - 1],
      ArrowDown: all[place + 1],
      Home: all[0],
      End: columns.at(-1)?.[0],
    };
    if (!(event.key in goals)) return;
    event.preventDefault();
    const target = goals[event.key];
    if (target === undefined) return;
    target.tabIndex = 0;
    target.focus({ preventScroll: true });
    const id = target.dataset['id'] ?? '';
    this.dispatchEvent(new NodeChosen(id));
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

/** The tensors that a closed block shows: its matrices, and what leaves it. */
export function ofClosedBlock(block: BlockNode): TensorNode[] {
  const tensors = block.operations.flatMap((its) => its.tensors);
  const matrices = tensors.filter(({ role, rows }) => role === 'weight' && rows !== 1);
  return [...matrices.slice(0, MOST_OF_BLOCK), ...tensors.slice(-1)];
}

function place(element: HTMLElement, placed: { x: number; y: number; width: number; height: number } | undefined, sizes: boolean): void {
  if (placed === undefined) return;
  element.style.left = `${placed.x}px`;
  element.style.top = `${placed.y}px`;
  if (!sizes) return;
  element.style.width = `${placed.width}px`;
  element.style.height = `${placed.height}px`;
}
