/** From what is known of a node, of its chain and of the parent chain to the evidence that the verdict is a function of. */
import type { ChainVerdict } from '../catalogue/labels.ts';
import { type Ladder, limits } from '../policy/ladder.ts';
import type { InboxHint } from '../probe/api.ts';
import type { RollupFacts } from '../probe/l1Link.ts';
import type { Freshness, LinkEvidence } from '../verdict/l1Link.ts';
import { inboxWord, isSawtooth, type LinkMemory } from './history.ts';

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
  /** Block time of the newest block that any source of the parent chain calls final. */
  readonly l1FinalizedAt: number | undefined;
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
const finalizedWord = ({ at, finalizedAt, l1FinalizedAt, paused, quiet }: LinkFacts): Freshness => {
  if (quiet || finalizedAt === undefined || l1FinalizedAt === undefined) return 'unknown';
  return at - finalizedAt - Math.max(0, at - l1FinalizedAt) <= limits.finalizedLate + paused ? 'fresh' : 'stale';
};

const chainWord: Readonly<Record<ChainVerdict, Freshness>> = {
  live: 'fresh',
  halted: 'stale',
  unverifiable: 'unknown',
};

export const linkEvidence = (facts: LinkFacts): LinkEvidence => {
  const { at, memory, inbox, rollup, l1FinalizedAt, quiet } = facts;
  return {
    head: headWord(facts),
    finalized: finalizedWord(facts),
    inbox: inboxWord(memory, at, inbox !== undefined, limits.inboxHolds),
    batches: quiet ? 'unknown' : youngerThan(limits.batchStopped, rollup && at - rollup.postedAt),
    l1Finality: youngerThan(limits.l1FinalizedLate, l1FinalizedAt === undefined ? undefined : at - l1FinalizedAt),
    reference: chainWord[facts.chain],
  };
};
