// Numbers as formulas and tables of the microscope show them: four figures that count, so that a weight and what a step
// makes of it can be told apart, and powers of ten for what is very small.

import { language } from '../../i18n/translate';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** A hyphen is shorter than a plus, and breaks lines. */
const MINUS = '−';

const superscript = (exponent: number): string =>
  [...String(exponent)].map((digit) => (digit === '-' ? '⁻' : (SUPERSCRIPTS[Number(digit)] ?? ''))).join('');

const makers = new Map<string, Intl.NumberFormat>();

function maker(figures: number): Intl.NumberFormat {
  const key = `${language()} ${figures}`;
  const there =
    makers.get(key) ??
    new Intl.NumberFormat(language(), {
      minimumSignificantDigits: figures,
      maximumSignificantDigits: figures,
      useGrouping: false,
    });
  makers.set(key, there);
  return there;
}

/** A point or a comma. */
export const decimalSign = (): string => maker(2).format(1.5).charAt(1);

/** 0.4312, 12.35, −1.235·10⁻⁶; a dash for what is not a number, as masked scores are. */
export function number(value: number, figures = 4): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const sign = value < 0 ? MINUS : '';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return sign + maker(figures).format(size);
  const [mantissa, exponent] = size.toExponential(figures - 1).split('e');
  return `${sign}${maker(figures).format(Number(mantissa))}·10${superscript(Number(exponent))}`;
}

/** The same in parentheses where it needs them after a dot or a plus: if it has a sign or a power of ten. */
export function signed(value: number): string {
  const text = number(value);
  return value < 0 || text.includes('·') ? `(${text})` : text;
}
