import { limits } from '../policy/ladder.ts';
import type { HeadView } from '../view.ts';

/**
 * Whether a head is in the future: ahead of our clock and of most others. When they agree with it, it is our clock
 * that is slow, and nobody is blamed.
 * @param claims heads of the other targets, as they claim them
 */
export const isFuture = (head: HeadView, claims: readonly HeadView[], now: number): boolean => {
  if (head.timestamp <= now + limits.future) return false;
  const agree = claims.filter(({ timestamp }) => timestamp >= head.timestamp - limits.future);
  return agree.length === 0 || agree.length < claims.length / 2;
};
