/**
 * Block height minus sequence number, found at run time: published figures for Arbitrum One differ by one. The hash of a
 * block on the feed that a node has as its head settles it. Where the feed tells no hashes, a head lies within the
 * messages that carry its second; each such sight narrows the bounds, until nothing is left between them.
 */
import type { BlockOffset } from '../../collector/probe/feed.ts';
import type { HeadView } from '../../collector/view.ts';
import type { FeedMessage } from './frame.ts';

/** Hashes of this many messages are kept: eight minutes at four a second, longer than a node that serves is behind. */
const keptHashes = 2_048;
const keptSeconds = 120;

interface Span {
  first: number;
  last: number;
}

export interface OffsetFinder {
  readonly tookMessage: (message: FeedMessage) => void;
  readonly tookHead: (head: HeadView) => void;
  readonly offset: () => BlockOffset | undefined;
}

const dropOldest = <K>(map: Map<K, unknown>, most: number): void => {
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
};

const meet = (a: BlockOffset, b: BlockOffset): BlockOffset | undefined => {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return low <= high ? { low, high } : undefined;
};

export const createOffsetFinder = (): OffsetFinder => {
  const byHash = new Map<string, number>();
  const bySecond = new Map<number, Span>();
  let second = 0;
  let found: BlockOffset | undefined;
  let certain = false;

  return {
    tookMessage: ({ sequence, timestamp, blockHash }) => {
      if (blockHash !== undefined) {
        byHash.set(blockHash, sequence);
        dropOldest(byHash, keptHashes);
      }
      // A block's stamp never goes back: one that a delayed message makes has that of the block before it.
      second = Math.max(second, timestamp);
      const span = bySecond.get(second);
      if (span) span.last = Math.max(span.last, sequence);
      else bySecond.set(second, { first: sequence, last: sequence });
      dropOldest(bySecond, keptSeconds);
    },
    tookHead: ({ number, timestamp, hash }) => {
      const sequence = byHash.get(hash);
      if (sequence !== undefined) {
        found = { low: number - sequence, high: number - sequence };
        certain = true;
        return;
      }
      const span = bySecond.get(timestamp);
      const [oldest] = bySecond.keys();
      // The second under way is not all there yet, and of the first one only a part came.
      if (certain || !span || timestamp === second || timestamp === oldest) return;
      const bounds = { low: number - span.last, high: number - span.first };
      // Bounds that do not meet: the numbering has begun anew, or a stamp lied. What is seen now counts.
      found = (found && meet(found, bounds)) ?? bounds;
    },
    offset: () => found,
  };
};
