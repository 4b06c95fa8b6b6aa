/** What one second of an edge was worth to a member: the definition of a second, as a pure function. */
import type { ChainVerdict, EdgeState, FailureReason, VerdictReason } from '../catalogue/labels.ts';
import { formatSeconds } from '../policy/duration.ts';
import type { Lag } from './lag.ts';
import type { Answer } from './node.ts';

export interface EdgeEvidence {
  /** Send time of the question, Unix seconds: the second that is judged. */
  readonly at: number;
  readonly answer: Answer;
  /** Undefined without a corroborated head. */
  readonly lag: Lag | undefined;
  readonly chain: ChainVerdict;
  /** The controls do not answer: we do not see the Internet. */
  readonly blind: boolean;
  /** The tick ran late: its timing proves nothing. */
  readonly tainted: boolean;
  readonly quiet: boolean;
  /** Ladder rung, seconds. */
  readonly stale: number;
}

export interface EdgeJudgement {
  readonly state: EdgeState;
  readonly reason: VerdictReason | FailureReason;
  readonly detail: string;
}

export const judgeEdgeSecond = (evidence: EdgeEvidence): EdgeJudgement => {
  const { answer, lag, at, stale } = evidence;
  if (evidence.tainted) return { state: 'unknown', reason: 'confirming', detail: 'the monitor ran late' };
  if (!answer.ok) {
    if (evidence.blind)
      return { state: 'unknown', reason: 'monitor_blind', detail: 'the monitor does not see the Internet' };
    return { state: 'bad', reason: answer.reason, detail: `failed (${answer.reason})` };
  }
  const age = at - answer.head.timestamp;
  if (lag && lag.seconds >= stale) {
    return { state: 'bad', reason: 'behind', detail: `answers 200 with a head ${formatSeconds(lag.seconds)} behind` };
  }
  if (evidence.chain === 'halted')
    return { state: 'halted', reason: 'behind', detail: 'the chain itself stands still' };
  if (evidence.quiet) {
    return lag
      ? { state: 'good', reason: 'fresh', detail: 'at the head' }
      : { state: 'unknown', reason: 'no_comparison', detail: 'a quiet chain, and nothing to compare with' };
  }
  // Nobody can say whose fault it is, but a member gets an old head all the same. At the head of a chain that is live
  // the age says nothing: slots were missed, or our own clock is fast.
  if (age >= stale && (!lag || evidence.chain === 'unverifiable'))
    return { state: 'bad', reason: 'behind', detail: `answers 200 with a head ${formatSeconds(age)} old` };
  return { state: 'good', reason: 'fresh', detail: 'at the head' };
};
