import { css } from 'lit';

/** Formulas in MathML. */
export const formulaFont = css`
  math {
    margin: 0;
    /* Fonts that know how formulas are set; without one, exponents stand too high. */
    font-family:
      'STIX Two Math', 'Cambria Math', 'Latin Modern Math', 'Libertinus Math', 'DejaVu Math TeX Gyre', math, var(--serif);
  }
`;
