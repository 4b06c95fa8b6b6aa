import { metrics } from '../../../collector/catalogue/index.ts';
import { ProbeFailure } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { type HeadFeed, looksSilent, openHeadFeed } from '../../../collector/rpc/socket.ts';
import type { Step } from '../run.ts';
import type { HeadStep } from './head.ts';

export interface Subscription {
  readonly step: Step;
  /** Milliseconds until its last head is `stale`; undefined where there is none, or it is already. */
  readonly lookAgainIn: () => number | undefined;
  readonly stop: () => void;
}

/**
 * Keeps `eth_subscribe newHeads` open from the first run on. Where there is none, the step makes an attempt of its own: one
 * that failed during an outage says nothing about the time after it. It is silent when its last head is older than
 * `stale` while HTTP has a higher one and stays so; then it is subscribed anew and counts again with its first head.
 * @returns undefined where no WebSocket is configured
 */
export const createSubscription = (
  { socket, chain, ladder, recorder, labels }: JourneyContext,
  head: HeadStep,
): Subscription | undefined => {
  if (!socket) return undefined;
  /** After subscribing the first head may take a block, or two when one is missed. Seconds. */
  const firstHead = 2 * chain.blockTime + 1;
  let feed: HeadFeed | undefined;
  /** Height by HTTP when there was no head by subscription yet. */
  let heightBefore: number | undefined;
  let silentSince: number | undefined;

  /** Milliseconds that an attempt, or the first head after an old one, may take. */
  const patience = ladder.deadline * 1000;

  const isSilent = async (open: HeadFeed): Promise<boolean> => {
    const seen = open.state();
    const height = head.current().number;
    heightBefore ??= height;
    if (silentSince !== undefined && (seen.head?.at ?? 0) > silentSince) silentSince = undefined;
    if (silentSince !== undefined) return true;
    const now = performance.now();
    if (!looksSilent(seen, { height, heightBefore, now, stale: ladder.stale, firstHead })) return false;
    // After a time without blocks HTTP may have the first new one a moment before the subscription tells it.
    await open.until(({ head: told }) => told !== seen.head, Math.min(firstHead * 1000, patience));
    if (open.state().head !== seen.head) return false;
    silentSince = now;
    open.resubscribe();
    return true;
  };

  const judge = async (open: HeadFeed): Promise<'up' | 'connecting' | ProbeFailure> => {
    if (open.state().reason) {
      open.resubscribe();
      await open.until(({ reason, subscribedAt }) => (reason ?? subscribedAt) !== undefined, patience);
      const { reason, subscribedAt } = open.state();
      if (subscribedAt === undefined) return new ProbeFailure(reason ?? 'timeout');
    }
    if (await isSilent(open)) return new ProbeFailure('silent');
    return open.state().subscribedAt === undefined ? 'connecting' : 'up';
  };

  return {
    step: {
      name: 'subscription',
      run: async () => {
        feed ??= openHeadFeed(socket, ladder.deadline);
        const found = await judge(feed);
        if (found === 'connecting') return 'not_run';
        recorder.set(metrics.subscriptionUp, labels, found === 'up' ? 1 : 0);
        if (found !== 'up') throw found;
        return 'done';
      },
    },
    lookAgainIn: () => {
      const seen = feed?.state();
      if (seen?.subscribedAt === undefined || silentSince !== undefined) return undefined;
      const left = (seen.head?.at ?? seen.subscribedAt) + ladder.stale * 1000 - performance.now();
      return left > 0 ? left : undefined;
    },
    stop: () => {
      feed?.close();
      recorder.clear(metrics.subscriptionUp, labels);
    },
  };
};
