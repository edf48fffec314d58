// <gg-head-grid>: all heads of all layers as small heat maps, to see at a glance what kinds there are, and to choose
// one.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { Inspection } from '../../protocol';
import { shared, stack } from '../../styles/shared';
import { Drawing } from './drawing';
import { heatColours } from './heat';
import { headWeights } from './inspected';

/** Heads of a layer drawn at most. */
const MOST_HEADS = 12;

@customElement('gg-head-grid')
export class HeadGrid extends GlassElement {
  @property({ attribute: false }) inspection: Inspection | null = null;
  @property({ attribute: false }) choose: (layer: number, head: number) => void = () => undefined;


  constructor() {
    super();
    new Drawing(this, () => this.#draw());
  }

  static override styles = [
    shared,
    stack,
    css`
      .layer {
        display: grid;
        gap: var(--space-2);
      }
      .heads {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(88px, 1fr));
        gap: var(--space-2);
      }
      @container (min-width: 608px) {
        .heads {
          grid-template-columns: repeat(auto-fill, minmax(152px, 1fr));
        }
      }
      button {
        display: grid;
        gap: var(--space-1);
        padding: var(--space-2);
        font-size: var(--size-small);
      }
      canvas {
        width: 100%;
        aspect-ratio: 1;
        image-rendering: pixelated;
      }
    `,
  ];

  protected override render() {
    const { numLayers = 0, numHeads = 0 } = this.inspection ?? {};
    const heads = Math.min(numHeads, MOST_HEADS);
    return html`${Array.from(
      { length: numLayers },
      (_, layer) => html`<div class="layer">
        <h3>${t('inside.layer', { n: layer + 1 })}</h3>
        <div class="heads">
          ${Array.from({ length: heads }, (__, head) => this.#head(layer, head))}
        </div>
      </div>`,
    )}
    ${heads < numHeads ? html`<p class="soft">${t('inside.attention.firstHeads', { n: heads, total: numHeads })}</p>` : nothing}`;
  }

  #head(layer: number, head: number) {
    return html`<button
      aria-label=${t('inside.attention.layerAndHead', { layer: layer + 1, head: head + 1 })}
      @click=${() => this.choose(layer, head)}
    >
      <canvas data-layer=${layer} data-head=${head}></canvas>
      <span>${t('inside.head', { n: head + 1 })}</span>
    </button>`;
  }

  #draw(): void {
    const { inspection } = this;
    if (inspection === null) return;
    const colour = heatColours(this);
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const { layer, head } = canvas.dataset;
      paint(canvas, headWeights(inspection, Number(layer), Number(head)), colour);
    }
  }
}

/** One pixel a cell; what is not attended to at all, because it comes later, stays clear. */
function paint(canvas: HTMLCanvasElement, weights: Float32Array, colour: ReturnType<typeof heatColours>): void {
  const n = Math.sqrt(weights.length);
  const image = new ImageData(n, n);
  for (let row = 0; row < n; row++) {
    for (let col = 0; col <= row; col++) {
      const at = row * n + col;
      image.data.set([...colour(weights[at] ?? 0), 255], at * 4);
    }
  }
  canvas.width = canvas.height = n;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
