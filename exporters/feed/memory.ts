/** What is remembered of one source of the feed: a few figures and the last half minute. Times are Unix seconds. */
import type { FeedFrame } from './frame.ts';

/** Seconds before the connection that count as live: the first of its messages with such a stamp ends the backlog. */
const liveWithin = 5;
/** What comes so long after the first message is no backlog any more, however old its stamps: then the feed is late. */
const backlogLasts = 30;
const keptMarks = 512;
/** No chain makes so many messages between two frames; a number beyond it is a lie. */
export const farthestJump = 100_000;

export interface FeedMemory {
  /** A new connection begins: its backlog is to come. */
  readonly connected: (at: number) => void;
  /** What of a frame was new; `jumped`: its numbers cannot be. Nothing of such a frame is kept. */
  readonly took: (
    frame: FeedFrame,
    at: number,
  ) => { readonly fresh: FeedFrame['messages']; readonly gap: boolean } | 'jumped';
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

  return {
    connected: (at) => {
      connectedAt = at;
      firstAt = undefined;
      caughtUp = false;
    },
    took: (frame, at) => {
      const before = latest;
      const fresh = frame.messages.filter(({ sequence }) => before === undefined || sequence > before);
      if (before !== undefined && fresh.some(({ sequence }) => sequence > before + farthestJump)) return 'jumped';
      confirmed = frame.confirmed ?? confirmed;
      if (fresh.length === 0) return { fresh, gap: false };
      firstAt ??= at;
      lastMessageAt = at;
      latest = Math.max(...fresh.map(({ sequence }) => sequence));
      for (const { kind, timestamp } of fresh) if (kind === 'sequencer') stamp = Math.max(stamp ?? 0, timestamp);
      if (stamp !== undefined && (stamp >= connectedAt - liveWithin || at - firstAt >= backlogLasts)) caughtUp = true;
      marks.push({ at, latest });
      if (marks.length > keptMarks) marks = marks.slice(-keptMarks / 2);
      return { fresh, gap: before !== undefined && (fresh[0]?.sequence ?? 0) > before + 1 };
    },
    latest: () => latest,
    confirmed: () => confirmed,
    lastMessageAt: () => lastMessageAt,
    latestBy: (at) => marks.findLast((mark) => mark.at <= at)?.latest,
    delay: (now) => (caughtUp && stamp !== undefined ? Math.max(0, now - stamp) : undefined),
  };
};
