/**
 * Listens to one source of the sequencer's feed: a relay of ours, or a public one. It connects again after a loss, more
 * slowly each time, for public feeds count connections and answer 429; and it leaves a connection that stays open and
 * brings nothing. No compression is asked for: the feed's own is a private extension.
 */

import { metrics } from '../../collector/catalogue/index.ts';
import type { FailureReason, FeedFault } from '../../collector/catalogue/labels.ts';
import type { Feed, FeedContext, FeedKind } from '../../collector/probe/feed.ts';
import { type Connection, openConnection, socketAddress } from '../../collector/rpc/connection.ts';
import { parseJson } from '../../collector/rpc/jsonRpc.ts';
import { readFrame } from './frame.ts';
import { createFeedMemory } from './memory.ts';
import { createOffsetFinder } from './offset.ts';

/** Milliseconds. */
const firstDelay = 1_000;
const longestDelay = 60_000;
/** Whoever is told to come less often waits so long at once. */
const throttledDelay = 30_000;
/** A connection that brought messages for so long has served. */
const usefulFor = 10_000;
/** Without a message for so long a connection is given up; a quiet chain has messages only when someone transacts. */
const silentAfter = { busy: 30_000, quiet: 15 * 60_000 } as const;
/** A segment of the backlog is 240 messages, a few hundred kB as a rule. Bytes. */
const maxFrame = 8 * 1024 * 1024;

const seconds = (): number => Date.now() / 1000;

export const feedKind: FeedKind = ({ feed, chain, labels, recorder }: FeedContext): Feed => {
  const address = socketAddress(feed.endpoint);
  const memory = createFeedMemory();
  let offset = createOffsetFinder();
  const silence = chain.quiet ? silentAfter.quiet : silentAfter.busy;
  let present: Connection | undefined;
  let delivering = false;
  let stopped = false;
  let delay = firstDelay;
  let retry: NodeJS.Timeout | undefined;
  let watchdog: NodeJS.Timeout | undefined;
  /** After numbers that cannot be, nothing of before is asked for again. */
  let resume = true;

  const fault = (reason: FeedFault): void => recorder.inc(metrics.feedFaults, { ...labels, reason });

  const watch = (): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => present?.end('silent'), silence);
  };

  /** A frame that cannot be read is counted and left; the reason of one after which nothing can be believed. */
  const read = (text: string): FailureReason | undefined => {
    const parsed = parseJson(text);
    const frame = 'value' in parsed ? readFrame(parsed.value) : undefined;
    if (!frame) {
      fault('reason' in parsed ? parsed.reason : 'bad_shape');
      return undefined;
    }
    const took = memory.took(frame, seconds());
    if (took === 'jumped') {
      resume = false;
      return 'out_of_range';
    }
    if (took.gap) fault('gap');
    if (took.anew) offset = createOffsetFinder();
    if (took.fresh.length === 0) return undefined;
    delivering = true;
    watch();
    for (const message of took.fresh) {
      offset.tookMessage(message);
      recorder.inc(metrics.feedMessages, { ...labels, kind: message.kind });
    }
    return undefined;
  };

  const later = (reason: FailureReason, openedAt: number | undefined): void => {
    const served = delivering && openedAt !== undefined && performance.now() - openedAt >= usefulFor;
    if (served) delay = firstDelay;
    const wait = reason === 'http_429' ? Math.max(delay, throttledDelay) : delay;
    // Spread, so that those whom one outage cut off do not all come back in one instant.
    retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    delay = Math.min(longestDelay, delay * 2);
  };

  const connect = (): void => {
    const latest = resume ? memory.latest() : undefined;
    resume = true;
    delivering = false;
    let openedAt: number | undefined;
    const connection = openConnection(
      {
        url: address.url,
        headers: {
          ...address.headers,
          'arbitrum-feed-client-version': '2',
          ...(latest === undefined ? {} : { 'arbitrum-requested-sequence-number': String(latest + 1) }),
        },
      },
      maxFrame,
      {
        onOpen: (header) => {
          openedAt = performance.now();
          memory.connected(seconds());
          const id = header('arbitrum-chain-id');
          if (id !== '' && id !== String(chain.id)) connection.end('wrong_chain');
        },
        onText: (text) => {
          const why = read(text);
          if (why) connection.end(why);
        },
        onEnd: (reason) => {
          clearTimeout(watchdog);
          if (stopped) return;
          fault(reason);
          later(reason, openedAt);
          delivering = false;
        },
      },
    );
    present = connection;
    watch();
  };
  connect();

  return {
    facts: (now) => ({
      connected: delivering,
      lastMessageAt: memory.lastMessageAt(),
      latest: memory.latest(),
      confirmed: memory.confirmed(),
      delay: delivering ? memory.delay(now) : undefined,
      offset: offset.offset(),
    }),
    latestBy: memory.latestBy,
    tookHead: (head) => offset.tookHead(head),
    stop: () => {
      stopped = true;
      clearTimeout(retry);
      clearTimeout(watchdog);
      present?.end('cancelled');
    },
  };
};
