// What every component looks like: headings, buttons, fields, disclosures.

import { css } from 'lit';

export const shared = css`
  :host {
    display: block;
    overflow-wrap: break-word;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden],
  :is(label, .field):has(> [data-control][hidden]) {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ol,
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
  /* A section of the page: its heading, a sentence of what it is for, and cards. */
  .section {
    display: grid;
    gap: var(--space-4);
    min-width: 0;
  }
  .section > h2,
  .section-head h2 {
    font-size: var(--size-heading);
    letter-spacing: -0.01em;
    line-height: 1.25;
  }
  h3 {
    font-size: var(--size-body);
    font-weight: 650;
  }
  .lead {
    max-width: 68ch;
    color: var(--ink-soft);
  }
  .card {
    min-width: 0;
    padding: var(--space-4);
    border: 1px solid var(--rule);
    border-radius: var(--corner);
    background: var(--panel);
  }
  /* What is wider than the screen moves within its own box. */
  .scroll {
    overflow-x: auto;
    max-width: 100%;
  }
  /* A token: a word of hundreds of letters breaks, in a table it is cut, and one written from right to left stands by itself. */
  .token {
    min-width: 0;
    max-width: 100%;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  td .token,
  th .token {
    display: inline-block;
    overflow: hidden;
    max-width: 20ch;
    text-overflow: ellipsis;
    vertical-align: bottom;
    white-space: nowrap;
  }
  [role='tablist'] {
    display: flex;
    gap: var(--space-1);
    overflow-x: auto;
    border-bottom: 1px solid var(--rule);
  }
  [role='tab'] {
    flex: none;
    border: 0;
    border-bottom: 3px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--ink-soft);
  }
  [role='tab'][aria-selected='true'] {
    border-bottom-color: var(--glass);
    color: var(--ink);
    font-weight: 650;
  }
  table {
    border-collapse: collapse;
    font-size: var(--size-small);
    font-variant-numeric: tabular-nums;
  }
  caption {
    padding-bottom: var(--space-1);
    color: var(--ink-soft);
    text-align: left;
  }
  th,
  td {
    padding: var(--space-1) var(--space-2);
    border-bottom: 1px solid var(--rule);
    text-align: right;
    white-space: nowrap;
  }
  th:first-child {
    text-align: left;
  }
  th {
    font-weight: 600;
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
  select,
  textarea {
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
  button:hover:not(:disabled, [aria-disabled='true']) {
    border-color: var(--glass);
    color: var(--glass);
  }
  button.primary {
    border-color: var(--glass);
    background: var(--glass);
    color: var(--glass-ink);
    font-weight: 650;
  }
  button.primary:hover:not(:disabled, [aria-disabled='true']) {
    color: var(--glass-ink);
    filter: brightness(1.08);
  }
  button:disabled,
  button[aria-disabled='true'] {
    border-color: var(--rule);
    background: transparent;
    color: var(--ink-soft);
    cursor: default;
    opacity: 0.6;
  }
  input:not([type='radio']):not([type='checkbox']):not([type='range']),
  select,
  textarea {
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
  input[type='range'] {
    width: 100%;
    min-height: 32px;
    margin: 0;
    accent-color: var(--glass);
  }
  input[type='radio'],
  input[type='checkbox'] {
    width: max(16px, 1em);
    height: max(16px, 1em);
    margin: 0;
    accent-color: var(--glass);
  }
  summary {
    cursor: pointer;
  }
  summary:hover {
    color: var(--glass);
  }
  @container (min-width: 828px) {
    .card {
      padding: var(--space-5);
    }
  }
  /* Where the system's colours take the place of ours, what is chosen has a line around it. */
  @media (forced-colors: active) {
    :is([aria-current], [aria-pressed='true'], [aria-selected='true'], [role='radio'][aria-checked='true']) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    :focus-visible {
      outline: 3px solid CanvasText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation: none !important;
    }
  }
`;

/** Of a part whose own parts stand one below the other. */
export const stack = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }
`;

/** Of answers in a list, each with what it is above it; of those that are there, with the text as one reads it. */
export const answerColumns = css`
  .answers {
    display: grid;
    gap: var(--space-3);
  }
  .answers > div {
    min-width: 0;
    padding-left: var(--space-3);
    border-left: 3px solid var(--rule);
  }
  .answers > .there {
    border-color: var(--glass);
  }
  dt {
    font-weight: 650;
  }
  dd {
    overflow-wrap: anywhere;
  }
  .there dd:not(.soft) {
    font: var(--size-text) / 1.5 var(--serif);
  }
`;

/** Of a few choices in a line, with what is chosen before them. */
export const choiceRow = css`
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    align-items: center;
  }
  legend {
    float: left;
    margin-right: var(--space-3);
  }
  label.one {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 32px;
    cursor: pointer;
  }
`;

/** Of a bar that tells something above the work, with buttons to answer it. */
export const bar = css`
  .row {
    justify-content: space-between;
    padding: var(--space-2) var(--space-4);
    border-left: 4px solid var(--bar, var(--glass));
    border-radius: var(--corner);
    background: var(--bar-tint, var(--glass-tint));
  }
  p {
    flex: 1 1 30ch;
    overflow-wrap: anywhere;
  }
`;
