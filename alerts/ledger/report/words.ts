/** What the report says, in words for members. */
import type { EdgeFault, EdgeState } from '../../../collector/catalogue/labels.ts';
import type { Verdict } from './percent.ts';

export const faultWords: Readonly<Record<EdgeFault, string>> = {
  no_http: 'no HTTP answer',
  bad_answer: 'wrong answers',
  stale: 'old blocks',
  journey: 'calls of a member failed',
};

export const stateWords: Readonly<Record<Exclude<EdgeState, 'good'>, string>> = {
  bad: 'bad',
  halted: 'chain halted',
  unknown: 'unknown',
};

export const verdictWords: Readonly<Record<Verdict, string>> = {
  kept: 'kept',
  missed: 'missed',
  cannot_be_told: 'cannot be told',
};

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `October 2026` for `2026-10`. */
export const monthWords = (month: string): string =>
  `${monthNames[Number(month.slice(5)) - 1] ?? month} ${month.slice(0, 4)}`;

/** `2026-10-03 04:12:33`, UTC. */
export const timeWords = (at: number): string =>
  new Date(Math.floor(at) * 1000).toISOString().slice(0, 19).replace('T', ' ');

const dayWords = (at: number): string => {
  const date = new Date(at * 1000);
  return `${date.getUTCDate()} ${(monthNames[date.getUTCMonth()] ?? '').slice(0, 3)}`;
};

/** `3 Oct 04:12:33 to 04:14:37`, UTC, within a month whose year is known; no-break spaces hold each date together. */
export const spanWords = (from: number, to: number): string => {
  const clock = (at: number): string => timeWords(at).slice(11);
  const start = `${dayWords(from)} ${clock(from)}`.replaceAll(' ', '\u00a0');
  const end = dayWords(from) === dayWords(to) ? clock(to) : `${dayWords(to)} ${clock(to)}`.replaceAll(' ', '\u00a0');
  return `${start} to\u00a0${end}`;
};

const units: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** `8 min 55 s`; whole seconds, cut off. */
export const durationWords = (seconds: number): string => {
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.length > 0 ? parts.join(' ') : '0 s';
};

/** `2,678,400`, so that a number can be read aloud. */
export const numberWords = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
