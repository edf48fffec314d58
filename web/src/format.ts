// Numbers, times and names as people read them in the page's language.

import type { Language } from './i18n/languages';
import { language, t } from './i18n/translate';
import type { Phase } from './protocol';
import type { NumberRange } from './settings';

/** Makers of numbers are slow to make: one of each kind and language. */
const made = new Map<string, Intl.NumberFormat>();

function formatter(kind: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name: Language = language();
  const key = `${name} ${kind}`;
  const there = made.get(key) ?? new Intl.NumberFormat(name, options);
  made.set(key, there);
  return there;
}

const whole = (): Intl.NumberFormat => formatter('whole', { maximumFractionDigits: 0 });
const threeFigures = (): Intl.NumberFormat =>
  formatter('figures', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

export const count = (value: number): string => whole().format(value);

/** Three figures that count: 0.0123, 1.23, 12.3, 1,234; below a hundred-thousandth 1.23e-6. */
export function figures(value: number): string {
  if (Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return count(value);
  if (size >= 1e-5) return threeFigures().format(value);
  const [mantissa, exponent] = value.toExponential(2).split('e');
  return `${threeFigures().format(Number(mantissa))}e${exponent}`;
}

/** A number beside an axis: as many figures as it needs. */
export function tick(value: number): string {
  if (Math.abs(value) >= 1000 || value === 0) return count(value);
  if (Math.abs(value) < 1e-5) return value.toExponential(0);
  return formatter('tick', { maximumSignificantDigits: 3 }).format(value);
}

/** As it was typed: 0.0005, 1,234. */
export const plain = (value: number): string => formatter('plain', { maximumFractionDigits: 10 }).format(value);

/** What is smaller than this share is told as just that. */
const LEAST_SHARE = 0.001;

/** Of a share from 0 to 1: 34%, 7.2%, <0.1%. */
export function percent(share: number): string {
  if (share > 0 && share < LEAST_SHARE) return `<${percent(LEAST_SHARE)}`;
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  return formatter(`percent ${digits}`, { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** What a number has to be. */
export function rangeText({ least, most, whole, optional }: NumberRange): string {
  const kind = most === Number.MAX_SAFE_INTEGER ? 'wholeFrom' : whole ? 'wholeFromTo' : 'numberFromTo';
  const range = t(`settings.range.${kind}`, { least: plain(least), most: plain(most) });
  return optional ? `${range} ${t('settings.range.optional')}` : range;
}

export function duration(seconds: number): string {
  if (seconds < 1) return t('format.underASecond');
  if (seconds < 59.5) return t('format.seconds', { n: count(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('format.minutes', { n: count(minutes) });
  return t('format.hours', { h: count(Math.floor(minutes / 60)), m: count(minutes % 60) });
}

export function bytes(value: number): string {
  if (value < 1e6) return `${count(Math.max(1, value / 1e3))} kB`;
  return value < 1e9 ? `${figures(value / 1e6)} MB` : `${figures(value / 1e9)} GB`;
}

export const phaseName = (phase: Phase): string => t(`format.phase.${phase}`);
