/** What of a node has to be watched for a while before it says something of its way to L1. Pure; times in Unix seconds. */
import type { InboxHint } from '../probe/api.ts';
import type { RollupFacts } from '../probe/l1Link.ts';
import type { LinkEvidence } from '../verdict/l1Link.ts';

interface LagPoint {
  readonly at: number;
  readonly lag: number;
}

export interface LinkMemory {
  /** Of the last minutes, oldest first. */
  readonly lags: readonly LagPoint[];
  /** Since when it has had batches unread, or unseen. */
  readonly unreadSince: number | undefined;
  readonly missedSince: number | undefined;
}

export const freshLink: LinkMemory = { lags: [], unreadSince: undefined, missedSince: undefined };

/** Seconds of lag that are kept: a few batches on the real chain. */
const remembered = 300;
/** A fall of the lag that no slow node makes: from far behind to the end of a batch, from one look to the next. Seconds. */
const fall = 10;
const falls = 2;
/** One batch is always just being read. */
const tolerated = 1;

/** @param lag seconds; undefined without an answer */
export const tookLag = (memory: LinkMemory, at: number, lag: number | undefined): LinkMemory => {
  if (lag === undefined) return memory;
  return { ...memory, lags: [...memory.lags.filter((point) => at - point.at < remembered), { at, lag }] };
};

/** Whether the head came in jumps: it fell behind and was nearly level at once, several times, rising in between. */
export const isSawtooth = ({ lags }: LinkMemory, lagging: number): boolean => {
  let count = 0;
  let lowest = 0;
  let before = 0;
  for (const { lag } of lags) {
    const rose = before >= lagging && before - lowest >= fall;
    if (rose && before - lag >= Math.max(fall, before / 2)) {
      count += 1;
      lowest = lag;
    } else lowest = Math.min(lowest, lag);
    before = lag;
  }
  return count >= falls;
};

export const tookInbox = (
  memory: LinkMemory,
  at: number,
  inbox: InboxHint | undefined,
  rollup: Pick<RollupFacts, 'batchCount'> | undefined,
): LinkMemory => {
  const unread = inbox !== undefined && inbox.seen - inbox.read > tolerated;
  const missed = inbox !== undefined && rollup !== undefined && rollup.batchCount - inbox.seen > tolerated;
  return {
    ...memory,
    unreadSince: unread ? (memory.unreadSince ?? at) : undefined,
    missedSince: missed ? (memory.missedSince ?? at) : undefined,
  };
};

/** Delivery times of batches that are kept: longer than Ethereum takes to make one final. Seconds. */
const postsKept = 2700;

/** @param posts times at which batches were delivered, oldest first */
export const tookPost = (posts: readonly number[], postedAt: number): readonly number[] =>
  posts.at(-1) === postedAt ? posts : [...posts.filter((at) => postedAt - at < postsKept), postedAt];

/** The longest time without a batch, as far as it is remembered: what came after it is final that much later. */
export const longestPause = (posts: readonly number[]): number =>
  posts.reduce((longest, at, index) => Math.max(longest, at - (posts[index - 1] ?? at)), 0);

/** What lasts long enough counts; until then nothing is known, neither good nor bad. */
export const inboxWord = (
  { unreadSince, missedSince }: LinkMemory,
  at: number,
  known: boolean,
  holds: number,
): LinkEvidence['inbox'] => {
  if (!known) return 'unknown';
  if (unreadSince === undefined && missedSince === undefined) return 'read';
  if (unreadSince !== undefined && at - unreadSince >= holds) return 'seen';
  if (missedSince !== undefined && at - missedSince >= holds) return 'missed';
  return 'unknown';
};
