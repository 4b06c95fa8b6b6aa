/** Which minutes are asked for. Pure; minutes are counted from 1970, windows are [from, to). */

/** Minutes that are asked for again after they were counted, for what came late. */
export const lateMinutes = 3;

export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Reach {
  /** First minute that is still to be counted; undefined: none has been yet. */
  readonly next: number | undefined;
  /** Minutes that are settled end before this one. */
  readonly end: number;
  /** Minutes back that we refill, and that the plan keeps. */
  readonly refill: number;
  readonly kept: number;
}

/** Minutes that a clock may go back and be waited for. */
const awaited = 10;

/**
 * Where counting goes on, and how many minutes are given up because they are too old. Counting begins with the last
 * settled minute, and never goes back; but where it is far ahead of the clock, a clock was wrong, and it begins anew.
 */
export const resume = ({ next, end, refill, kept }: Reach): { readonly next: number; readonly skipped: number } => {
  if (next === undefined || next > end + awaited) return { next: end - 1, skipped: 0 };
  // Two minutes of margin, for what is just being dropped while we ask.
  const oldest = end - Math.max(1, Math.min(refill, kept - 2));
  return next < oldest ? { next: oldest, skipped: oldest - next } : { next, skipped: 0 };
};

/**
 * The next window: at most `span` new minutes, and before them those that may have had late data.
 * @param recent first minute that is remembered
 * @returns undefined when nothing is due
 */
export const nextWindow = (next: number, end: number, span: number, recent: number = next): Window | undefined =>
  next >= end
    ? undefined
    : { from: Math.max(recent, next - lateMinutes), to: Math.min(end, next + Math.max(1, Math.floor(span))) };
