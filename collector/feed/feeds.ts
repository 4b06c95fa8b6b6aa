/** Listens to the feeds of fleet.yaml, and says how far the nodes are behind them. Central collector only. */
import { metrics } from '../catalogue/index.ts';
import type { Fleet } from '../config/fleet.ts';
import type { BlockOffset, Feed, FeedFacts, FeedKind, FeedLabels } from '../probe/feed.ts';
import type { Recorder } from '../registry/registry.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { TargetRuntime } from '../tick/runtime.ts';
import { feedLagOf } from './nodeLag.ts';

export interface FeedsOptions {
  readonly fleet: Fleet;
  readonly vantage: string;
  readonly targets: readonly TargetRuntime[];
  readonly watches: readonly Pick<ChainWatch, 'chain' | 'state'>[];
  readonly recorder: Recorder;
  readonly kind: FeedKind;
}

export interface Feeds {
  /** What each source tells now, by its name. */
  facts(): ReadonlyMap<string, FeedFacts>;
  stop(): void;
}

interface Listener {
  readonly feed: Feed;
  readonly labels: FeedLabels;
}

/** Milliseconds. Heads are offered this often to be matched with messages; figures are told at the same pace. */
const every = 1_000;
/** A head that came longer ago is not compared. Seconds. */
const headHolds = 5;

export const watchFeeds = ({ fleet, vantage, targets, watches, recorder, kind }: FeedsOptions): Feeds => {
  const listeners = (fleet.feeds ?? []).flatMap((feed): Listener[] => {
    const chain = fleet.chains[feed.chain];
    if (!chain) return [];
    const labels = { feed: feed.name, chain: feed.chain, vantage };
    return [{ labels, feed: kind({ feed, chain, labels, recorder }) }];
  });

  const tell = ({ labels }: Listener, { connected, lastMessageAt, delay, latest, confirmed }: FeedFacts): void => {
    recorder.set(metrics.feedConnected, labels, connected ? 1 : 0);
    if (lastMessageAt !== undefined) recorder.set(metrics.feedLastMessage, labels, lastMessageAt);
    if (delay === undefined) recorder.clear(metrics.feedDelay, labels);
    else recorder.set(metrics.feedDelay, labels, delay);
    if (latest !== undefined) recorder.set(metrics.feedSequence, { ...labels, kind: 'latest' }, latest);
    if (confirmed !== undefined) recorder.set(metrics.feedSequence, { ...labels, kind: 'confirmed' }, confirmed);
  };

  /** Of the sources of a chain that deliver, the one that is furthest. */
  const furthest = (chain: string, now: number): { readonly feed: Feed; readonly offset: BlockOffset } | undefined => {
    const able = listeners.flatMap(({ feed, labels }) => {
      const { connected, latest, offset } = feed.facts(now);
      return labels.chain === chain && connected && latest !== undefined && offset ? [{ feed, offset, latest }] : [];
    });
    return able.sort((a, b) => b.latest - a.latest)[0];
  };

  const compare = (target: TargetRuntime, now: number): void => {
    if (target.role !== 'node') return;
    const best = furthest(target.labels.chain, now);
    const { head, headAt, headRoundTrip, failure } = target;
    const asked = best?.feed.latestBy(headAt - headRoundTrip);
    const answered = best?.feed.latestBy(headAt);
    const known = failure === undefined && head && now - headAt <= headHolds;
    if (!best || !known || asked === undefined || answered === undefined) {
      recorder.clear(metrics.feedLag, target.labels);
      recorder.clear(metrics.feedLagUncertainty, target.labels);
      return;
    }
    const lag = feedLagOf({ asked, answered, offset: best.offset, number: head.number });
    recorder.set(metrics.feedLag, target.labels, lag.blocks);
    recorder.set(metrics.feedLagUncertainty, target.labels, lag.uncertainty);
  };

  const chains = new Set(listeners.map(({ labels }) => labels.chain));
  const compared = targets.filter(({ labels, role }) => role === 'node' && chains.has(labels.chain));
  const look = (): void => {
    const now = Date.now() / 1000;
    for (const listener of listeners) {
      // Two sources have reached it: what one alone claims is matched with nothing.
      const chain = watches.find((watch) => watch.chain.name === listener.labels.chain)?.state();
      if (chain?.corroborated) listener.feed.tookHead(chain.corroborated.head);
      tell(listener, listener.feed.facts(now));
    }
    for (const target of compared) compare(target, now);
  };
  const timer = listeners.length > 0 ? setInterval(look, every) : undefined;

  return {
    facts: () => new Map(listeners.map(({ labels, feed }) => [labels.feed, feed.facts(Date.now() / 1000)])),
    stop: () => {
      clearInterval(timer);
      for (const { feed } of listeners) feed.stop();
    },
  };
};
