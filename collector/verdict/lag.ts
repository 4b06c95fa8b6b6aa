import type { HeadView } from '../view.ts';

export interface Lag {
  readonly seconds: number;
  readonly blocks: number;
}

/** What a tick and a stamp of whole seconds may add to the time since the chain went on. */
const trailSlack = 2;

/**
 * Distance to the corroborated head. Block timestamps have a resolution of one second, which on a 250 ms chain would
 * turn one block into a whole second; so the blocks decide within what the timestamps allow.
 * @param blockTime usual seconds between blocks
 * @param sameNumbering false for a consensus node, whose slots are not block numbers: then time alone decides
 * @param behindSince seconds since the chain was last seen no further than this head: nobody is behind for longer
 */
export const lagOf = (
  head: HeadView,
  best: HeadView,
  blockTime: number,
  sameNumbering: boolean,
  behindSince = Number.POSITIVE_INFINITY,
): Lag => {
  const byTime = Math.min(Math.max(0, best.timestamp - head.timestamp), behindSince + trailSlack);
  if (!sameNumbering) {
    const stamps = Math.max(0, best.timestamp - head.timestamp);
    return { seconds: byTime, blocks: Math.round(stamps / blockTime) };
  }
  const blocks = Math.max(0, best.number - head.number);
  if (blocks === 0) return { seconds: 0, blocks: 0 };
  const estimate = blocks * blockTime;
  // Whole-second stamps: the true distance lies within one second of their difference.
  const slack = blockTime < 1 ? 1 : 0;
  return { seconds: Math.min(Math.max(estimate, byTime - slack, 0), byTime + slack), blocks };
};
