import { limits } from '../policy/ladder.ts';
import type { HeadView } from '../view.ts';

interface Other {
  readonly head: HeadView | undefined;
}

/**
 * Whether a head is in the future: ahead of our clock and of everyone else. When the others agree with it, it is our
 * clock that is slow, and nobody is blamed.
 */
export const isFuture = (head: HeadView, others: readonly Other[], now: number): boolean => {
  if (head.timestamp <= now + limits.future) return false;
  const known = others.flatMap((other) => (other.head ? [other.head.timestamp] : []));
  return known.every((timestamp) => head.timestamp > timestamp + limits.future);
};
