// What of an element's attributes cannot be used, as far as one can tell without all that the words mean: for the poster.

import { ALL, isGlobalAttribute, OFF } from './attributes';
import { filled, type PosterTexts } from './poster-texts';
import { PARTS, type Values, VALUES } from './word-values';

/** Characters of a wrong value that are told. */
const MOST_SHOWN = 40;

const shortened = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** The part of a value that is none; null if there is no such part. */
function wrongPart(values: Values, text: string): string | null {
  switch (values.kind) {
    case 'number': {
      const { least, most, whole, optional } = values.range;
      if (optional && text === OFF) return null;
      const value = text.trim() === '' ? NaN : Number(text);
      return value >= least && value <= most && (!whole || Number.isInteger(value)) ? null : text;
    }
    case 'choice':
      return values.of.includes(text) ? null : text;
    case 'list': {
      const items = text.split(/[\s,]+/).filter((item) => item !== '' && item !== ALL && !PARTS.has(item.replace(/^-/, '')));
      return items.length === 0 ? null : items.join(', ');
    }
    case 'text':
      return null;
  }
}

function expected(values: Values, texts: PosterTexts): string {
  if (values.kind === 'choice') return filled(texts.oneOf, { values: values.of.join(', ') });
  if (values.kind !== 'number' || values.range.most === Number.MAX_SAFE_INTEGER) return '';
  return filled(texts.range, { least: String(values.range.least), most: String(values.range.most) });
}

/** What is wrong with the attributes, a sentence or two each. */
export function checkedWords(attributes: Iterable<{ name: string; value: string }>, texts: PosterTexts): string[] {
  return [...attributes].flatMap(({ name, value }) => {
    const values = VALUES.get(name);
    if (values === undefined) return isGlobalAttribute(name) ? [] : [filled(texts.unknown, { name: shortened(name) })];
    const wrong = wrongPart(values, value);
    if (wrong === null) return [];
    return [filled(texts.value, { name, given: shortened(wrong), expected: expected(values, texts) }).trim()];
  });
}
