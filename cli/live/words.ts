/** Times and heads as commands print them. */
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { HeadView } from '../../collector/view.ts';

/** `17:12:03 UTC, 5 m 3 s ago`; the day too when it was not today. */
export const sinceWords = (at: number | null | undefined, now: number): string => {
  if (at === null || at === undefined) return 'not known';
  const iso = new Date(at * 1000).toISOString();
  const today = new Date(now * 1000).toISOString().slice(0, 10) === iso.slice(0, 10);
  return `${today ? '' : `${iso.slice(0, 10)} `}${iso.slice(11, 19)} UTC, ${formatSeconds(Math.max(0, now - at))} ago`;
};

/** For a column: `5 m 3 s`, `?` when nobody knows. */
export const lasted = (at: number | null | undefined, now: number): string =>
  at === null || at === undefined ? '?' : formatSeconds(Math.max(0, now - at));

/** `…581352`: the part of a height that differs between nodes. */
export const shortHead = (head: HeadView | null | undefined): string => {
  if (!head) return '?';
  const text = String(head.number);
  return text.length > 6 ? `…${text.slice(-6)}` : text;
};

export const secondsText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '?' : `${value.toFixed(1)} s`;
