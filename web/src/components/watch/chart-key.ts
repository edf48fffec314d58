// What a chart's lines mean, beside short pieces of them.

import { css } from 'lit';

export const chartKey = css`
  .key {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-4);
  }
  .key > span::before {
    content: '';
    display: inline-block;
    width: 18px;
    margin-right: var(--space-2);
    border-top: 2px solid var(--rule-strong);
    vertical-align: middle;
  }
  .key > .mean::before {
    border-top: 3px solid var(--series-1);
  }
  .key > .held::before {
    border-top: 2px dashed var(--series-3);
  }
  .key > .level::before {
    border-top: 2px dashed var(--amber);
  }
`;
