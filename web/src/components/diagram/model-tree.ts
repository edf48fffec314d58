// <gg-model-tree>: the model as a list in which everything of the drawing is: read aloud, and gone through by the arrow
// keys, as the ARIA pattern of trees says.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { shared } from '../../styles/shared';
import { NodeChosen, NodeToggled } from './choosing';
import { childrenOf, type Graph, type Node } from './graph';
import { styled } from './styled';
import { mathOf, nameOf, shapeOf, sizeOf } from './texts';

interface Item {
  node: Node;
  level: number;
  place: number;
  siblings: number;
}

@customElement('gg-model-tree')
export class ModelTree extends GlassElement {
  @property({ attribute: false }) graph: Graph | null = null;
  @property({ attribute: false }) open: ReadonlySet<string> = new Set();
  @property() chosen = '';
  /** Tokens of the sentence; null without a model. */
  @property({ type: Number }) length: number | null = null;

  static override styles = [
    shared,
    css`
      [role='tree'] {
        overflow: auto;
        max-height: 420px;
        padding: var(--space-1);
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        list-style: none;
      }
      [role='treeitem'] {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: var(--space-2);
        min-height: 32px;
        padding: 4px var(--space-2) 4px calc(var(--level) * 18px);
        border-radius: var(--corner);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [role='treeitem'][aria-selected='true'] {
        background: var(--glass-tint);
        box-shadow: inset 3px 0 0 var(--glass);
      }
      .twist {
        width: 1em;
        color: var(--ink-soft);
      }
      .strong {
        font-weight: 600;
      }
      code {
        font-family: var(--mono);
        font-size: var(--size-small);
      }
      math {
        display: inline;
        width: auto;
        margin: 0;
        font-size: var(--size-small);
      }
      @media (forced-colors: active) {
        [role='treeitem'][aria-selected='true'] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
    `,
  ];

  protected override render() {
    const items = this.#items();
    const focusable = items.some(({ node }) => node.id === this.chosen) ? this.chosen : items[0]?.node.id;
    return html`<ul role="tree" aria-label=${t('diagram.tree')} @keydown=${this.#key}>
      ${items.map((item) => this.#item(item, item.node.id === focusable))}
    </ul>`;
  }

  /** What is shown, from top to bottom. */
  #items(): Item[] {
    const items: Item[] = [];
    const enter = (nodes: readonly Node[], level: number): void =>
      nodes.forEach((node, i) => {
        items.push({ node, level, place: i + 1, siblings: nodes.length });
        if (this.open.has(node.id)) enter(childrenOf(node), level + 1);
      });
    enter(this.graph?.stages ?? [], 1);
    return items;
  }

  #item({ node, level, place, siblings }: Item, focusable: boolean) {
    const opens = childrenOf(node).length > 0;
    const isOpen = this.open.has(node.id);
    return html`<li
      role="treeitem"
      data-id=${node.id}
      ${styled({ '--level': String(level) })}
      aria-level=${level}
      aria-posinset=${place}
      aria-setsize=${siblings}
      aria-selected=${node.id === this.chosen}
      aria-expanded=${opens ? isOpen : nothing}
      tabindex=${focusable ? 0 : -1}
      @click=${() => this.#choose(node, opens)}
    >
      <span class="twist" aria-hidden="true">${opens ? (isOpen ? '▾' : '▸') : ''}</span>${this.#text(node)}
    </li>`;
  }

  #text(node: Node) {
    switch (node.is) {
      case 'operation':
        return html`<span class="strong">${nameOf(node)}</span> ${mathOf(node.operation.formula)}`;
      case 'block':
        return html`<span class="strong">${nameOf(node)}</span> <span class="soft">${sizeOf(node)}</span>`;
      case 'tensor':
        return html`<code>${nameOf(node)}</code>
          <span class="soft">${shapeOf(node, this.length)}, ${t(`diagram.roles.${node.role}`)}</span>`;
      default:
        return html`<span class="strong">${nameOf(node)}</span>`;
    }
  }

  #choose(node: Node, opens: boolean): void {
    this.dispatchEvent(new NodeChosen(node.id));
    if (opens) this.dispatchEvent(new NodeToggled(node.id));
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id'];
    const at = items.findIndex(({ node }) => node.id === id);
    const item = items[at];
    if (item === undefined) return;
    const { node, level } = item;
    const opens = childrenOf(node).length > 0;
    const isOpen = this.open.has(node.id);
    const parent = items.slice(0, at).reverse().find((its) => its.level < level);
    const actions: Record<string, () => void> = {
      ArrowDown: () => this.#focus(items[at + 1]),
      ArrowUp: () => this.#focus(items[at - 1]),
      Home: () => this.#focus(items[0]),
      End: () => this.#focus(items.at(-1)),
      ArrowRight: () => (opens && !isOpen ? this.dispatchEvent(new NodeToggled(node.id)) : opens && this.#focus(items[at + 1])),
      ArrowLeft: () => (opens && isOpen ? this.dispatchEvent(new NodeToggled(node.id)) : this.#focus(parent)),
      Enter: () => this.#choose(node, opens),
      ' ': () => this.#choose(node, opens),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  #focus(item: Item | undefined): void {
    if (item === undefined) return;
    this.dispatchEvent(new NodeChosen(item.node.id));
    const element = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(item.node.id)}"]`);
    element?.focus();
  }
}
