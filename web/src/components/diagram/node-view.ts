// <gg-node-view>: what was chosen in the diagram, from nearby: an operation with its formula, its tensors and its lines of
// C++, or a tensor, down to one number.

import { sources } from 'core:operations';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { TensorPart } from '../../protocol';
import { formulaFont } from '../../styles/formula-font';
import { shared, stack } from '../../styles/shared';
import { number } from '../microscope/numbers';
import '../microscope/source-lines';
import { NodeChosen, NodeToggled } from './choosing';
import { childrenOf, type Graph, type Node, type OperationNode, operationOf, type TensorNode } from './graph';
import './tensor-map';
import type { NumberPlace, Show } from './tensor-map';
import { aboutOf, mathOf, nameOf, shapeOf, sizeOf } from './texts';

@customElement('gg-node-view')
export class NodeView extends GlassElement {
  @property({ attribute: false }) graph: Graph | null = null;
  @property() chosen = '';
  @property({ attribute: false }) open: ReadonlySet<string> = new Set();
  /** What is known of small pictures, by their nodes' ids. */
  @property({ attribute: false }) parts: ReadonlyMap<string, TensorPart> = new Map();
  /** The chosen tensor, and what is around the chosen number. */
  @property({ attribute: false }) whole: TensorPart | null = null;
  @property({ attribute: false }) around: TensorPart | null = null;
  @property({ attribute: false }) place: NumberPlace = { row: 0, col: 0 };
  @property({ attribute: false }) tokens: readonly string[] = [];
  /** The sentence. */
  @property() text = '';
  @property() show: Show = 'values';

  static override styles = [
    shared,
    stack,
    formulaFont,
    css`
      h3 {
        font-size: var(--size-text);
        line-height: 1.3;
      }
      .about {
        max-width: 68ch;
      }
      .formula {
        padding: var(--space-3);
        border-left: 3px solid var(--glass);
        background: var(--paper);
      }
      math {
        width: max-content;
        font-size: var(--size-text);
      }
      code {
        font-family: var(--mono);
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
      .inside {
        display: grid;
        gap: var(--space-1);
        list-style: none;
      }
      .inside button {
        min-height: 40px;
        padding: 0 var(--space-2);
        text-align: left;
      }
      .lines {
        display: grid;
        gap: var(--space-1);
      }
      .stages {
        display: grid;
        gap: var(--space-3);
        list-style: none;
      }
      .stages p {
        padding: 0 var(--space-2);
      }
      nav button,
      .stages button {
        min-height: 32px;
        padding: 0 var(--space-2);
        border-color: transparent;
        color: var(--glass);
        text-decoration: underline;
      }
      /* Beside the tree there is room for it; below each other, the tree says enough. */
      @container (max-width: 827px) {
        .stages {
          display: none;
        }
      }
      nav ol {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        align-items: center;
        list-style: none;
      }
      nav li + li::before {
        content: '›';
        color: var(--ink-soft);
      }
    `,
  ];

  protected override render() {
    const { graph } = this;
    const node = graph?.nodes.get(this.chosen);
    if (graph === null) return nothing;
    if (node === undefined) return this.#stages(graph);
    const about = aboutOf(node);
    return html`${this.#path(graph, node)}
      <div>
        <h3>${node.is === 'tensor' ? html`<code>${node.name}</code>` : nameOf(node)}</h3>
        ${about === '' ? nothing : html`<p class="about">${about}</p>`}
      </div>
      ${this.#inside(graph, node)} ${this.#lines(graph)}`;
  }

  /** The whole model, step by step, while nothing of it is chosen. */
  #stages(graph: Graph) {
    return html`<p class="soft">${t('diagram.choose')}</p>
      <ol class="stages">
        ${graph.stages.map(
          (node) =>
            html`<li>
              <button @click=${() => this.dispatchEvent(new NodeChosen(node.id))}>${nameOf(node)}</button>
              <p>${aboutOf(node)}</p>
            </li>`,
        )}
      </ol>`;
  }

  /** From the whole model to what was chosen. */
  #path(graph: Graph, node: Node) {
    const within = [...(graph.parents.get(node.id) ?? [])].map((id) => graph.nodes.get(id) as Node);
    return html`<nav aria-label=${t('diagram.path')}>
      <ol>
        <li><button @click=${() => this.dispatchEvent(new NodeChosen(''))}>${t('diagram.model')}</button></li>
        ${within.map((its) => html`<li><button @click=${() => this.dispatchEvent(new NodeChosen(its.id))}>${nameOf(its)}</button></li>`)}
        <li aria-current="true">${nameOf(node)}</li>
      </ol>
    </nav>`;
  }

  #inside(graph: Graph, node: Node) {
    switch (node.is) {
      case 'tensor':
        return html`<gg-tensor-map
          .node=${node}
          .operation=${operationOf(graph, node.id)}
          .whole=${this.whole}
          .around=${this.around}
          .place=${this.place}
          .tokens=${this.tokens}
          .text=${this.text}
          .show=${this.show}
        ></gg-tensor-map>`;
      case 'operation':
        return html`<div class="formula scroll" tabindex="0" role="group" aria-label=${t('diagram.formula')}>
            ${mathOf(node.operation.formula)}
          </div>
          <p class="soft">${this.#reads(node)} ${sizeOf(node)}</p>
          ${this.#list(childrenOf(node))}`;
      case 'block':
        return html`<p class="soft">${sizeOf(node)}</p>
          <div class="row">
            <button class="primary" @click=${() => this.dispatchEvent(new NodeToggled(node.id))}>
              ${t(this.open.has(node.id) ? 'diagram.close' : 'diagram.open')}
            </button>
          </div>
          ${this.#list(node.operations)}`;
      case 'head':
        return this.#list(node.tensors);
      default:
        return nothing;
    }
  }

  #reads({ operation }: OperationNode): string {
    const names = operation.inputs.map(({ name }) => name).join(', ');
    return t('diagram.reads', { names: names || t('diagram.words') });
  }

  #list(nodes: readonly Node[]) {
    return html`<ul class="inside">
      ${nodes.map(
        (node) =>
          html`<li>
            <button @click=${() => this.dispatchEvent(new NodeChosen(node.id))}>
              ${node.is === 'tensor' ? this.#tensor(node) : nameOf(node)}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #tensor(node: TensorNode) {
    const part = this.parts.get(node.id);
    const shape = shapeOf(node, this.tokens.length || null);
    return html`<code>${node.short}</code>
      <span class="soft"
        >${shape}, ${t(`diagram.roles.${node.role}`)}${
          part === undefined || part.rows === 0 || this.show === 'changes' ? '' : `, ${t('diagram.rms', { rms: number(part.rms, 3) })}`
        }</span
      >`;
  }

  /** Where the core does it. */
  #lines(graph: Graph) {
    const operation = operationOf(graph, this.chosen)?.operation;
    const its = operation === undefined ? undefined : sources[operation.kind];
    if (its === undefined) return nothing;
    return html`<div class="lines">
      ${(['forward', 'backward'] as const).map(
        (direction) =>
          html`<div class="row">
            <span class="soft">${t(`diagram.lines.${direction}`, { n: count(its[direction].length) })}</span>
            ${its[direction].map((excerpt) => html`<gg-source-lines .excerpt=${excerpt}></gg-source-lines>`)}
          </div>`,
      )}
    </div>`;
  }
}
