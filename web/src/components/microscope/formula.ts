// Formulas with their numbers: MathML made while the page was built, whose places are filled here.

import mathml from './formulas.tex.json';
import { decimalSign, number, signed } from './numbers';
import { column, type Step } from './step';

export type FormulaName = keyof typeof mathml;

/** What fills a place: a number, a number after an operator, which may need parentheses there, a text, or MathML. */
export type Filling = number | { signed: number } | string | Element;

/** A formula and what fills its places. */
export interface Filled {
  name: FormulaName;
  values: Readonly<Record<string, Filling>>;
}

export const filled = (name: FormulaName, values: Filled['values'] = {}): Filled => ({ name, values });

const templates = new Map<FormulaName, Element>();

/** The formula as it was made, parsed once. */
function template(name: FormulaName): Element {
  let math = templates.get(name);
  if (math === undefined) {
    const parsed = document.createElement('template');
    parsed.innerHTML = mathml[name];
    math = parsed.content.firstElementChild as Element;
    templates.set(name, math);
  }
  return math;
}

/** A `<math>` with every place filled. */
export function render({ name, values }: Filled): Element {
  const math = template(name).cloneNode(true) as Element;
  for (const constant of math.querySelectorAll('mn:not([data-place])')) {
    constant.textContent = (constant.textContent ?? '').replace('.', decimalSign());
  }
  for (const place of math.querySelectorAll<MathMLElement>('[data-place]')) {
    const value = values[place.dataset['place'] ?? ''];
    if (value === undefined) throw new Error(`the formula ${name} has nothing for ${place.dataset['place']}`);
    if (value instanceof Element) place.replaceWith(value);
    else if (typeof value === 'number')
      place.textContent = Number.isInteger(value) && value >= 0 ? String(value) : number(value);
    else if (typeof value === 'object') place.textContent = signed(value.signed);
    else place.textContent = value;
  }
  return math;
}

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/** Terms that a sum shows before its dots. */
export const TERMS_SHOWN = 3;

function operator(sign: string): Element {
  const made = document.createElementNS(MATHML, 'mo');
  made.textContent = sign;
  return made;
}

/** The terms with plus signs between them, and dots for those that are left out. */
export function sum(terms: readonly Filled[], count: number): Element {
  const row = document.createElementNS(MATHML, 'mrow');
  const parts: Element[][] = terms.map((term) => [...render(term).children]);
  if (count > terms.length) parts.push([operator('⋯')]);
  parts.forEach((part, i) => row.append(...(i > 0 ? [operator('+')] : []), ...part));
  return row;
}

/** a[0] b[0] + a[1] b[1] + …; of numbers that are not known, dots alone. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number> | null, shown = TERMS_SHOWN): Element {
  const terms = Array.from({ length: b === null ? 0 : Math.min(shown, a.length) }, (_, i) => {
    const first = a[i] ?? NaN;
    return filled('product', { a: i === 0 ? number(first) : signed(first), b: signed(b?.[i] ?? NaN) });
  });
  return sum(terms, a.length);
}

/** Terms that a sum of exponentials shows. */
export const TERMS_OF_POWERS = 4;

/** A sum of e^x, beginning with the one in the numerator. */
export function powers(values: readonly number[], count: number): Element {
  return sum(
    values.slice(0, TERMS_OF_POWERS).map((x) => filled('power', { x })),
    count,
  );
}

/** x W in one column of a tensor of the step. */
export function linearTerms(step: Step, x: Float32Array, tensor: string, c: number): Element {
  const weights = step.weights(tensor);
  return dot(x, weights === null ? null : column(weights, c));
}
