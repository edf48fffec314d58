// A field on one row: its name, a slider if it has one, its control; below, what is wrong.

import { css } from 'lit';

export const fieldRow = css`
  .field-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 96px;
    align-items: center;
    gap: 0 var(--space-2);
  }
  .field-row.wide {
    grid-template-columns: minmax(min-content, 1fr) minmax(96px, auto);
  }
  .field-row.sliding {
    grid-template-columns: minmax(min-content, 1.2fr) minmax(48px, 1fr) 76px;
  }
  .name {
    display: flex;
    align-items: center;
    hyphens: auto;
  }
  .fault {
    grid-column: 1 / -1;
  }
  input:not([type='range']),
  select {
    min-height: 34px;
  }
  input[aria-invalid='true'] {
    border-color: var(--red) !important;
  }
`;
