import { limits } from '../policy/ladder.ts';
import type { HeadView } from '../view.ts';

/** What another target last claimed, believed or not. */
export interface Claim {
  readonly timestamp: number;
  /** Seconds since it was answered: a reference is asked less often. */
  readonly age: number;
}

/**
 * Whether a head is in the future: ahead of our clock and of most others. When they agree with it, it is our clock
 * that is slow, and nobody is blamed. With nobody to ask, only what no clock of a working host is wrong by.
 * @param claimsOf the other targets; one from before this tick may be a block behind by now
 * @param now Unix seconds
 */
export const isFuture = (head: HeadView, claimsOf: () => readonly Claim[], now: number, blockTime: number): boolean => {
  if (head.timestamp <= now + limits.future) return false;
  const claims = claimsOf();
  if (claims.length === 0) return head.timestamp > now + limits.futureAlone;
  const reach = ({ timestamp, age }: Claim): number => timestamp + age + (age > 0.5 ? blockTime : 0);
  const agree = claims.filter((claim) => reach(claim) >= head.timestamp - limits.future);
  return agree.length === 0 || agree.length < claims.length / 2;
};

/**
 * The same beside one node, where the clock is that of one host: only a head further ahead than any working clock is wrong
 * by, and against others that were heard. A slow clock alone never speaks against a node that answers.
 */
export const isFutureBeside = (
  head: HeadView,
  claimsOf: () => readonly Claim[],
  now: number,
  blockTime: number,
): boolean =>
  head.timestamp > now + limits.futureAlone && claimsOf().length > 0 && isFuture(head, claimsOf, now, blockTime);
