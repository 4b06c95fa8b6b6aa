/** What a source of a sequencer's feed is to the collector; `exporters/feed/` listens to it. Times are Unix seconds. */
import type { FleetFeed } from '../config/fleet.ts';
import type { Chain } from '../policy/chains.ts';
import type { Recorder } from '../registry/registry.ts';
import type { HeadView } from '../view.ts';

export interface FeedLabels {
  readonly feed: string;
  readonly chain: string;
  readonly vantage: string;
}

/** Block height minus sequence number lies between the two; they are equal once it is known for certain. */
export interface BlockOffset {
  readonly low: number;
  readonly high: number;
}

export interface FeedFacts {
  /** Connected, and something has come since. */
  readonly connected: boolean;
  readonly lastMessageAt: number | undefined;
  readonly latest: number | undefined;
  /** The newest message that it knows to be on L1. */
  readonly confirmed: number | undefined;
  /** Age of the sequencer's newest message, seconds; undefined until the backlog is through. */
  readonly delay: number | undefined;
  readonly offset: BlockOffset | undefined;
}

export interface Feed {
  facts(now: number): FeedFacts;
  /** The newest sequence number that it had brought by then; undefined for long ago and before the first. */
  latestBy(at: number): number | undefined;
  /** A head of the chain that someone gave: what heights and sequence numbers have to do with each other. */
  tookHead(head: HeadView): void;
  stop(): void;
}

export interface FeedContext {
  readonly feed: FleetFeed;
  readonly chain: Chain;
  readonly labels: FeedLabels;
  readonly recorder: Recorder;
}

export type FeedKind = (context: FeedContext) => Feed;
