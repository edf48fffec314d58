// What was read of a data file, in a sentence.

import { t } from '../i18n/translate';
import type { FileReport } from '../protocol';

const inQuotes = (names: string[], between: string): string => names.map((name) => `“${name}”`).join(between);

/** "chats.csv: 412 chats to tune on, from “question”/“answer”, separated by “;”". */
export function summaryOf(report: FileReport): string {
  const passedOver = report.blankLines > 0 ? [t('data.blankLines', { n: report.blankLines })] : [];
  return [[counts(report), ...source(report)].join(', '), ...leftOut(report), ...passedOver].join('; ');
}

function counts({ name, questions, texts }: FileReport): string {
  return questions > 0 ? t('data.chats', { name, n: questions }) : t('data.texts', { name, n: texts });
}

function source({ takenFrom, separator, format, encoding }: FileReport): string[] {
  return [
    takenFrom.length > 0 ? t('data.from', { names: inQuotes(takenFrom, '/') }) : unnamed(format),
    separator === '\t' ? t('data.tabs') : separator === '' ? '' : t('data.separated', { separator: `“${separator}”` }),
    format === 'json' ? 'JSON' : format === 'json_lines' ? 'JSON Lines' : '',
    encoding === 'UTF-8' ? '' : encoding,
  ].filter((part) => part !== '');
}

/** What the examples of a format are, where no names say it. */
function unnamed(format: FileReport['format']): string {
  if (format === 'text') return t('data.lines');
  return format === 'csv' ? t('data.noHeader') : '';
}

function leftOut({ systemTexts, toolTexts, unanswered, unasked, leftOut, moreLeftOut }: FileReport): string[] {
  const what = [
    systemTexts > 0 ? t('data.systemTexts', { n: systemTexts }) : '',
    toolTexts > 0 ? t('data.toolTexts', { n: toolTexts }) : '',
    unanswered > 0 ? t('data.unanswered', { n: unanswered }) : '',
    unasked > 0 ? t('data.unasked', { n: unasked }) : '',
    inQuotes(leftOut, ', ') + (moreLeftOut ? ' …' : ''),
  ].filter((part) => part !== '');
  return what.length > 0 ? [t('data.leftOut', { what: what.join(', ') })] : [];
}
