// How the drawing looks.

import { css } from 'lit';

export const viewStyles = css`
  .zoom {
    display: flex;
    justify-content: end;
    gap: var(--space-1);
    margin-bottom: var(--space-2);
  }
  .zoom button {
    min-width: 40px;
    min-height: 40px;
    padding: 0 var(--space-2);
    font-weight: 650;
  }
  /* The view lies within its round corners: having to clip them would take part of every frame, whatever has changed. */
  .round {
    padding: 2px;
    border: 1px solid var(--rule);
    border-radius: var(--corner);
    background: var(--paper);
  }
  .view {
    overflow: auto;
    display: grid;
    height: var(--height, 420px);
    max-height: var(--drawing-height, min(70vh, 560px));
    /* One finger scrolls, two zoom. */
    touch-action: pan-x pan-y;
    overscroll-behavior-x: contain;
    cursor: grab;
  }
  .view:active {
    cursor: grabbing;
  }
  .sizer {
    position: relative;
    overflow: hidden;
    margin: auto;
  }
  .world {
    position: absolute;
    transform-origin: 0 0;
  }
  svg {
    position: absolute;
    top: 0;
    left: 0;
    pointer-events: none;
  }
  .wire {
    fill: none;
    stroke: var(--rule-strong);
    stroke-width: 2;
  }
  .wire.residual {
    stroke-dasharray: 6 4;
  }
  marker path {
    fill: var(--rule-strong);
  }
  .dots div {
    position: absolute;
    top: -6px;
    left: -6px;
    width: 12px;
    height: 12px;
    border-radius: 50%;
    background: var(--heat-positive);
    pointer-events: none;
  }
  .dots.backward div {
    background: var(--heat-negative);
  }
  @media (forced-colors: active) {
    .wire {
      stroke: CanvasText;
    }
    .dots div {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;

export const boxStyles = css`
  .box,
  .frame {
    position: absolute;
    border: 1px solid var(--rule-strong);
    border-radius: var(--corner);
  }
  .box {
    display: grid;
    align-content: start;
    width: max-content;
    min-width: 180px;
    max-width: calc(340px * var(--scale, 1));
    padding: var(--space-1);
    background: var(--panel);
    cursor: default;
  }
  .box.block,
  .box.end {
    width: calc(176px * var(--scale, 1));
    min-width: 0;
  }
  .vertical .box {
    width: calc(272px * var(--scale, 1));
    max-width: none;
  }
  .frame {
    border-style: dashed;
    background: color-mix(in srgb, var(--glass-tint) 45%, transparent);
  }
  .frame > .title {
    width: auto;
    margin: 2px;
  }
  p {
    padding: 0 var(--space-2) var(--space-1);
  }
  button.title {
    display: flex;
    justify-content: space-between;
    gap: var(--space-2);
    width: 100%;
    min-height: 36px;
    padding: var(--space-1) var(--space-2);
    border-color: transparent;
    background: none;
    font-weight: 650;
    line-height: 1.25;
    text-align: left;
  }
  .formula {
    overflow: hidden;
    padding: 2px var(--space-2) var(--space-2);
    font-size: 0.8125rem;
  }
  .vertical .formula {
    overflow-x: auto;
  }
  .chips {
    display: grid;
    gap: 2px;
  }
  button.chip {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-width: 0;
    min-height: 40px;
    padding: 2px var(--space-1);
    border-color: transparent;
    background: none;
    text-align: left;
  }
  .chip.output {
    background: var(--glass-tint);
  }
  .label {
    display: grid;
    min-width: 0;
    line-height: 1.25;
  }
  code {
    overflow: hidden;
    font-family: var(--mono);
    font-size: 0.75rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  small {
    color: var(--ink-soft);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  canvas {
    flex: none;
    width: 48px;
    height: 32px;
    border: 1px solid var(--rule);
    background: var(--heat-none);
    image-rendering: pixelated;
  }
  .weight canvas {
    border: 3px double var(--ink-soft);
  }
  button.chosen {
    border-color: var(--glass);
    box-shadow: 0 0 0 1px var(--glass);
  }
  button.heads {
    min-height: 36px;
    margin-top: 2px;
  }
  .head {
    margin-top: var(--space-1);
    padding: var(--space-1);
    border-top: 1px solid var(--rule);
  }
  .thumbs {
    display: flex;
    flex-wrap: wrap;
    gap: 3px;
    padding: 0 var(--space-2) var(--space-2);
  }
  .thumbs canvas {
    width: 46px;
  }
  .words,
  .next {
    display: grid;
    gap: 2px;
    padding: 0 var(--space-1) var(--space-1);
    list-style: none;
  }
  .words button {
    overflow: hidden;
    width: 100%;
    min-height: 32px;
    padding: 0 var(--space-2);
    border-color: transparent;
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .words button[aria-pressed='true'] {
    border-color: var(--glass);
    background: var(--glass-tint);
    font-weight: 650;
  }
  .vertical .words {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  .next li {
    position: relative;
    display: flex;
    justify-content: space-between;
    gap: var(--space-2);
    min-height: 26px;
    padding: 2px var(--space-1);
  }
  .next bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .next li > :not(.bar) {
    position: relative;
  }
  .bar {
    position: absolute;
    inset: 0 auto 0 0;
    background: var(--glass-tint);
    border-right: 2px solid var(--glass);
  }
`;
