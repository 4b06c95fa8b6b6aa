/** How far a node is behind the feed: a pure function of what the feed had brought when the node was asked. */
import type { BlockOffset } from '../probe/feed.ts';

export interface FeedLag {
  readonly blocks: number;
  /** Blocks by which it may be wrong, either way. */
  readonly uncertainty: number;
}

export interface FeedLagFacts {
  /** The newest sequence number when the node's answer was asked for, and when it came. */
  readonly asked: number;
  readonly answered: number;
  readonly offset: BlockOffset;
  /** The head that it gave. */
  readonly number: number;
}

export const feedLagOf = ({ asked, answered, offset, number }: FeedLagFacts): FeedLag => {
  const middle = (offset.low + offset.high) / 2;
  const width = (offset.high - offset.low) / 2;
  return {
    // A node may have the head by a way of its own before our source of the feed tells it.
    blocks: Math.max(0, asked + middle - number),
    uncertainty: width + Math.max(0, answered - asked),
  };
};
