/** Markdown's small parts: escaped text, tables, seconds and ranges. */
import type { Figure } from './model.ts';
import { durationWords, numberWords } from './words.ts';

/** Text that people typed, as text: it may not mark up, break a table or call anyone. */
export const plain = (text: string): string =>
  text
    .replaceAll(/[\\`*_[\]<>|~#$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('@', '&#64;');

export const table = (head: readonly string[], rows: readonly (readonly string[])[], numbersFrom: number): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column >= numbersFrom ? '---:' : '---'));
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
};

export const seconds = (value: number): string => `${numberWords(value)} s`;

/** `841 s (14 min 1 s)`: the number that adds up, and how long that is. */
export const long = (value: number): string =>
  value < 60 ? seconds(value) : `${seconds(value)} (${durationWords(value)})`;

/** `99.991 % (99.962 % if every unmeasured second was bad)`. */
export const rangeWords = (figure: Figure): string => {
  if (figure.percent === null) return 'not measured';
  return figure.percent === figure.worstPercent
    ? `${figure.percent} %`
    : `${figure.percent} % (${figure.worstPercent} % if every unmeasured second was bad)`;
};

export const rangeCell = ({ percent, worstPercent }: Figure): string => {
  if (percent === null) return 'not measured';
  return percent === worstPercent ? `${percent} %` : `${percent} % (${worstPercent} %)`;
};
