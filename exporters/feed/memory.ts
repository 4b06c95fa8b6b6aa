/** What is remembered of one source of the feed: a few figures and the last half minute. Times are Unix seconds. */
import type { FeedFrame } from './frame.ts';

/** Seconds before the connection that count as live: the first of its messages with such a stamp ends the backlog. */
const liveWithin = 5;
/** What comes so long after the first message is no backlog any more, however old its stamps: then the feed is late. */
const backlogLasts = 30;
const keptMarks = 512;
/** No chain makes so many messages between two frames: a number beyond it is a lie, or its source was away for hours. */
export const farthestJump = 100_000;
/** Seconds for which a source may repeat what was there; what goes on after them, goes on from where the chain is. */
const repeatsLast = 10;

export interface FeedMemory {
  /** A new connection begins: its backlog is to come. */
  readonly connected: (at: number) => void;
  /**
   * What of a frame was new; `jumped`: its numbers cannot be, and nothing of it is kept. `anew`: what was known before
   * cannot be, for the source has contradicted it twice; of that nothing is kept.
   */
  readonly took: (
    frame: FeedFrame,
    at: number,
  ) => { readonly fresh: FeedFrame['messages']; readonly gap: boolean; readonly anew: boolean } | 'jumped';
  readonly latest: () => number | undefined;
  readonly confirmed: () => number | undefined;
  readonly lastMessageAt: () => number | undefined;
  readonly latestBy: (at: number) => number | undefined;
  readonly delay: (now: number) => number | undefined;
}

export const createFeedMemory = (): FeedMemory => {
  let latest: number | undefined;
  let confirmed: number | undefined;
  let lastMessageAt: number | undefined;
  let stamp: number | undefined;
  let connectedAt = 0;
  let firstAt: number | undefined;
  let caughtUp = false;
  /** The latest number and since when; one a quarter of a second. */
  let marks: { readonly at: number; readonly latest: number }[] = [];
  /** The number that was last too far to be believed; undefined once something was. */
  let refused: number | undefined;
  /** What came since the last new message though it was there: since when, and how far it went in its first seconds. */
  let repeated: { readonly since: number; readonly highest: number } | undefined;

  /** One number beyond reach is a lie. Of the next connection's near it, it is we who have not heard for hours. */
  const isFarTwice = (sequence: number): boolean => {
    const before = refused;
    refused = sequence;
    return before !== undefined && Math.abs(sequence - before) <= farthestJump;
  };
  /** A source that repeats what was there ends at our latest. One that goes on below it tells that our latest was a lie. */
  const goesOnBelow = (highest: number, at: number): boolean => {
    if (repeated && at - repeated.since >= repeatsLast) return highest > repeated.highest;
    repeated = { since: repeated?.since ?? at, highest: Math.max(highest, repeated?.highest ?? 0) };
    return false;
  };
  const forget = (): void => {
    latest = confirmed = stamp = firstAt = undefined;
    caughtUp = false;
    marks = [];
  };

  return {
    connected: (at) => {
      connectedAt = at;
      firstAt = undefined;
      caughtUp = false;
    },
    took: (frame, at) => {
      const before = latest;
      const highest = Math.max(...frame.messages.map(({ sequence }) => sequence));
      const far = before !== undefined && highest > before + farthestJump;
      if (far && !isFarTwice(highest)) return 'jumped';
      const below = before !== undefined && frame.messages.length > 0 && highest <= before;
      const anew = far || (below && goesOnBelow(highest, at));
      if (anew) forget();
      const fresh = frame.messages.filter(({ sequence }) => latest === undefined || sequence > latest);
      confirmed = frame.confirmed ?? confirmed;
      if (fresh.length === 0) return { fresh, gap: false, anew };
      refused = repeated = undefined;
      firstAt ??= at;
      lastMessageAt = at;
      latest = highest;
      for (const { kind, timestamp } of fresh) if (kind === 'sequencer') stamp = Math.max(stamp ?? 0, timestamp);
      if (stamp !== undefined && (stamp >= connectedAt - liveWithin || at - firstAt >= backlogLasts)) caughtUp = true;
      marks.push({ at, latest });
      if (marks.length > keptMarks) marks = marks.slice(-keptMarks / 2);
      return { fresh, gap: before !== undefined && (fresh[0]?.sequence ?? 0) > before + 1, anew };
    },
    latest: () => latest,
    confirmed: () => confirmed,
    lastMessageAt: () => lastMessageAt,
    latestBy: (at) => marks.findLast((mark) => mark.at <= at)?.latest,
    delay: (now) => (caughtUp && stamp !== undefined ? Math.max(0, now - stamp) : undefined),
  };
};
