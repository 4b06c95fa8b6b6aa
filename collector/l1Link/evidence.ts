/** From what is known of a node, of its chain and of the parent chain to the evidence that the verdict is a function of. */
import type { ChainVerdict } from '../catalogue/labels.ts';
import { type Ladder, limits } from '../policy/ladder.ts';
import type { InboxHint } from '../probe/api.ts';
import type { RollupFacts } from '../probe/l1Link.ts';
import type { Freshness, LinkEvidence } from '../verdict/l1Link.ts';
import { inboxWord, isSawtooth, type LinkMemory } from './history.ts';
import type { L1Final } from './l1Final.ts';

export interface LinkFacts {
  /** Unix seconds. */
  readonly at: number;
  readonly memory: LinkMemory;
  /** Seconds behind; undefined without an answer or a comparison. */
  readonly lag: number | undefined;
  /** Block time of what the node calls final; undefined while it names none. */
  readonly finalizedAt: number | undefined;
  readonly inbox: InboxHint | undefined;
  /** Connected feed sources, where the node tells. */
  readonly feedSources: number | undefined;
  /** It holds messages of its feed behind a gap. */
  readonly feedGap?: boolean;
  readonly chain: ChainVerdict;
  /** It makes no blocks without transactions: nobody knows when one, a batch or a message of the feed is due. */
  readonly quiet: boolean;
  /** Undefined while the parent chain cannot be asked. */
  readonly rollup: RollupFacts | undefined;
  /** Longest time without a batch of late, seconds. */
  readonly paused: number;
  /** Undefined while no node of ours on the parent chain is well. */
  readonly l1Final: L1Final | undefined;
  readonly ladder: Ladder;
}

const youngerThan = (limit: number, age: number | undefined): Freshness =>
  age === undefined ? 'unknown' : age <= limit ? 'fresh' : 'stale';

/** Seconds: the longest time between two batches that is still a rhythm. A head that is older does not even go by them. */
const batchRhythm = limits.batchStopped;

const headWord = ({ memory, lag, quiet, ladder, ...told }: LinkFacts): LinkEvidence['head'] => {
  // A source counts from its first message on.
  const feedSources = quiet ? undefined : told.feedSources;
  // A node that counts its feed sources knows better than the shape of its lag, and sooner.
  if (feedSources === undefined && isSawtooth(memory, ladder.lagging)) return 'sawtooth';
  if (lag === undefined) return 'unknown';
  const withoutFeed = told.feedGap === true || (feedSources !== undefined && feedSources < 1);
  if (withoutFeed && lag < batchRhythm) return 'sawtooth';
  return lag < ladder.lagging ? 'fresh' : 'stale';
};

/** Final on L2 follows final on L1: it is judged against that, so that an L1 that does not finalize blames no node. */
const finalizedWord = ({ at, finalizedAt, l1Final, paused, quiet }: LinkFacts): Freshness => {
  if (quiet || finalizedAt === undefined || l1Final === undefined) return 'unknown';
  return at - finalizedAt - Math.max(0, at - l1Final.agreed) <= limits.finalizedLate + paused ? 'fresh' : 'stale';
};

/** L1 finalizes when two say so, and does not when nobody says so: a single other voice makes it unknown. */
const l1FinalityWord = ({ at, l1Final }: LinkFacts): LinkEvidence['l1Finality'] => {
  if (l1Final === undefined) return 'unheard';
  if (at - l1Final.agreed <= limits.l1FinalizedLate) return 'fresh';
  return at - l1Final.newest <= limits.l1FinalizedLate ? 'unknown' : 'stale';
};

const chainWord: Readonly<Record<ChainVerdict, Freshness>> = {
  live: 'fresh',
  halted: 'stale',
  unverifiable: 'unknown',
};

export const linkEvidence = (facts: LinkFacts): LinkEvidence => {
  const { at, memory, inbox, rollup, quiet } = facts;
  return {
    head: headWord(facts),
    finalized: finalizedWord(facts),
    inbox: inboxWord(memory, at, inbox !== undefined, limits.inboxHolds),
    batches: quiet ? 'unknown' : youngerThan(limits.batchStopped, rollup && at - rollup.postedAt),
    l1Finality: l1FinalityWord(facts),
    reference: chainWord[facts.chain],
  };
};
