// What every component looks like: headings, buttons, fields, disclosures.

import { css } from 'lit';

export const shared = css`
  :host {
    display: block;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  p,
  ul,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  h2,
  legend {
    padding: 0;
    font-size: var(--size-body);
    font-weight: 650;
  }
  .soft {
    color: var(--ink-soft);
    font-size: var(--size-small);
  }
  .fault {
    color: var(--red);
    font-size: var(--size-small);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
  }
  /* A label above its field, what it means below. */
  .field {
    display: grid;
    gap: var(--space-1);
    align-content: start;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--glass);
    outline-offset: 2px;
  }
  button {
    min-height: 38px;
    padding: var(--space-1) var(--space-4);
    border: 1px solid var(--rule-strong);
    border-radius: var(--corner);
    background: var(--panel);
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--glass);
    color: var(--glass);
  }
  button.primary {
    border-color: var(--glass);
    background: var(--glass);
    color: var(--glass-ink);
    font-weight: 650;
  }
  button.primary:hover:not(:disabled) {
    color: var(--glass-ink);
    filter: brightness(1.08);
  }
  button:disabled {
    border-color: var(--rule);
    background: transparent;
    color: var(--ink-soft);
    cursor: default;
    opacity: 0.6;
  }
  input:not([type='radio']):not([type='checkbox']),
  select {
    width: 100%;
    min-height: 38px;
    padding: var(--space-1) var(--space-2);
    border: 1px solid var(--rule-strong);
    border-radius: var(--corner);
    background: var(--panel);
  }
  input[type='number'] {
    font-variant-numeric: tabular-nums;
  }
  input:disabled,
  select:disabled {
    border-color: var(--rule);
    color: var(--ink-soft);
  }
  input[type='radio'],
  input[type='checkbox'] {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--glass);
  }
  summary {
    cursor: pointer;
  }
  summary:hover {
    color: var(--glass);
  }
`;
