/** The verdict of a chain as a whole: one halt is one chain verdict, never a verdict on each node. */
import type { ChainVerdict } from '../catalogue/labels.ts';
import { formatSeconds } from '../policy/duration.ts';
import { limits } from '../policy/ladder.ts';

export interface ChainEvidence {
  /** Now, Unix seconds. */
  readonly at: number;
  /** Timestamp of the corroborated head; undefined without one. */
  readonly headTimestamp: number | undefined;
  /** Seconds since we last saw the corroborated head move; undefined while we never have. */
  readonly still: number | undefined;
  /** A node of ours has a head that is not old. */
  readonly nodeGoesOn: boolean;
  /** Seconds since, in a halt, a node of ours was first seen to go on; undefined outside of one. */
  readonly ending?: number | undefined;
  /** Independent references that answered lately. */
  readonly liveReferences: number;
  readonly liveSources: number;
  /** Ladder rung, seconds. */
  readonly halted: number;
  /** A quiet chain makes no blocks without transactions; its age proves nothing. */
  readonly quiet: boolean;
}

export interface ChainJudgement {
  readonly verdict: ChainVerdict;
  readonly detail: string;
}

/**
 * The first block after a halt is with one source before it is with two, and references are asked every few seconds. Until
 * they can have followed, the halt goes on: members still have the old head, and nobody is to blame for it.
 */
const endsWithin = limits.referenceEvery + 2;

export const judgeChain = (evidence: ChainEvidence): ChainJudgement => {
  const { at, headTimestamp, still, nodeGoesOn, ending, liveReferences, liveSources, halted, quiet } = evidence;
  if (headTimestamp === undefined) return { verdict: 'unverifiable', detail: 'no source answers' };
  const age = at - headTimestamp;
  if (quiet && liveReferences === 0 && age >= limits.quietAlone) {
    return {
      verdict: 'unverifiable',
      detail: `a quiet chain: no block for ${formatSeconds(age)}, and no reference to compare with`,
    };
  }
  if (quiet || age < halted)
    return { verdict: 'live', detail: `newest corroborated block ${formatSeconds(Math.max(0, age))} old` };
  if (liveReferences >= 2 && nodeGoesOn && ending !== undefined && ending < endsWithin) {
    return { verdict: 'halted', detail: 'a node goes on after a halt, and nobody else yet' };
  }
  if (liveReferences >= 2 && nodeGoesOn) {
    return {
      verdict: 'unverifiable',
      detail: `a node goes on, but two independent sources agree on no block of the last ${formatSeconds(age)}`,
    };
  }
  if (liveReferences >= 2) {
    // Blocks that come while all of them look old: our own clock is fast, and no chain stands still for that.
    if (still !== undefined && still < halted / 2) {
      return { verdict: 'live', detail: `blocks come, though by our clock the newest is ${formatSeconds(age)} old` };
    }
    return { verdict: 'halted', detail: `no block for ${formatSeconds(age)} at ${liveSources} independent sources` };
  }
  return {
    verdict: 'unverifiable',
    detail: `no block for ${formatSeconds(age)}, and fewer than two references to say whose fault it is`,
  };
};
