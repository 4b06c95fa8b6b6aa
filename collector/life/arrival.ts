/**
 * Subscriptions to new heads of nodes that have `ws:`: whether they deliver, and how long after the first of our sources.
 * A live socket proves nothing: one on which nothing comes while the chain goes on is given up and made anew.
 */
import { metrics } from '../catalogue/index.ts';
import type { Fleet } from '../config/fleet.ts';
import { limits } from '../policy/ladder.ts';
import type { Recorder } from '../registry/registry.ts';
import { type HeadFeed, looksSilent, openHeadFeed } from '../rpc/socket.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { NodeRuntime, TargetRuntime } from '../tick/runtime.ts';
import { createPropagation, type Propagation } from './propagation.ts';

export interface ArrivalOptions {
  readonly fleet: Pick<Fleet, 'ladders'>;
  readonly targets: readonly TargetRuntime[];
  readonly watches: readonly Pick<ChainWatch, 'chain' | 'state'>[];
  readonly recorder: Recorder;
}

/** Milliseconds. With its spread well below what SubscriptionSilent waits: a node that is back must not be told of. */
const longestDelay = 20_000;
/** Seconds: a silent subscription is made anew, and then ever less often while it stays silent. */
const firstPatience = 30;
const longestPatience = 600;

interface Listener {
  readonly target: NodeRuntime;
  readonly feed: HeadFeed;
  heightBefore: number | undefined;
  /** `performance.now()` since when it looks silent. */
  suspectSince: number | undefined;
  /** `performance.now()` at which it was found silent and made anew; it counts again with its next head. */
  silentSince: number | undefined;
  patience: number;
}

export const watchArrival = ({ fleet, targets, watches, recorder }: ArrivalOptions) => {
  const propagations = new Map<string, Propagation>();
  const labelsOf = new Map(targets.map(({ labels }) => [labels.target, labels]));
  const hashes = new Map<string, string>();

  const listeners = targets.flatMap((target): Listener[] => {
    if (target.role !== 'node' || !target.node.ws || target.node.layer !== 'execution') return [];
    const { chain } = target.node;
    const propagation =
      propagations.get(chain) ??
      createPropagation((source, seconds) => {
        const labels = labelsOf.get(source);
        if (labels) recorder.observe(metrics.headPropagation, labels, seconds);
      });
    propagations.set(chain, propagation);
    const deadline = fleet.ladders[chain]?.deadline ?? limits.journeyEvery;
    const feed = openHeadFeed(target.node.ws, deadline, {
      longestDelay,
      jitter: true,
      onHead: ({ hash, at }) => {
        if (hash !== undefined) propagation.arrived(target.labels.target, hash, at);
      },
      onEnd: (reason) => recorder.inc(metrics.subscriptionEnds, { ...target.labels, reason }),
    });
    const fresh = { heightBefore: undefined, suspectSince: undefined, silentSince: undefined, patience: firstPatience };
    return [{ target, feed, ...fresh }];
  });

  /** What light answers have told since the last look. */
  const takeLight = (): void => {
    for (const { labels, head, headAt, failure } of targets) {
      const propagation = propagations.get(labels.chain);
      if (!propagation || !head || failure !== undefined || hashes.get(labels.target) === head.hash) continue;
      hashes.set(labels.target, head.hash);
      propagation.seen(labels.target, head.hash, headAt);
    }
  };

  const judge = (listener: Listener): void => {
    const { target, feed } = listener;
    const seen = feed.state();
    const now = performance.now();
    const watch = watches.find(({ chain }) => chain.name === target.node.chain);
    const height = watch?.state().corroborated?.head.number;
    listener.heightBefore ??= height;
    if (listener.silentSince !== undefined && (seen.head?.at ?? 0) > listener.silentSince) {
      listener.silentSince = undefined;
      listener.patience = firstPatience;
    }
    const { silentSince, heightBefore } = listener;
    const waited = silentSince === undefined || now - silentSince >= listener.patience * 1000;
    if (watch && height !== undefined && heightBefore !== undefined && waited) {
      const stale = fleet.ladders[target.node.chain]?.stale ?? firstPatience;
      const firstHead = 2 * watch.chain.blockTime + 1;
      const looks = looksSilent(seen, { height, heightBefore, now, stale, firstHead });
      listener.suspectSince = looks ? (listener.suspectSince ?? now) : undefined;
      // After a time without blocks HTTP may have the first new one a moment before the subscription tells it.
      if (listener.suspectSince !== undefined && now - listener.suspectSince >= firstHead * 1000) {
        if (silentSince !== undefined) listener.patience = Math.min(longestPatience, 2 * listener.patience);
        listener.silentSince = now;
        listener.suspectSince = undefined;
        feed.resubscribe('silent');
      }
    }
    const silent = listener.silentSince !== undefined;
    // Neither up nor down while the first attempt is under way.
    if (!silent && seen.subscribedAt === undefined && seen.reason === undefined) return;
    const up = !silent && seen.subscribedAt !== undefined;
    recorder.set(metrics.subscriptionUp, target.labels, up ? 1 : 0);
  };

  return {
    /** Once a second. @param now Unix seconds */
    look: (now: number): void => {
      if (listeners.length === 0) return;
      takeLight();
      for (const propagation of propagations.values()) propagation.settle(now);
      for (const listener of listeners) judge(listener);
    },
    stop: (): void => {
      for (const { feed } of listeners) feed.close();
    },
  };
};
