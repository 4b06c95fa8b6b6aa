/** The verdict of a node: a pure function of what was seen, with its memory passed in and out. */
import type { ChainVerdict, FailureReason, NodeVerdict, VerdictReason } from '../catalogue/labels.ts';
import { formatSeconds } from '../policy/duration.ts';
import type { Ladder } from '../policy/ladder.ts';
import type { HeadView } from '../view.ts';
import type { Lag } from './lag.ts';

export type Answer =
  | { readonly ok: true; readonly head: HeadView; readonly sentAt: number }
  | { readonly ok: false; readonly reason: FailureReason; readonly sentAt: number };

export interface NodeEvidence {
  /** Now, Unix seconds. */
  readonly at: number;
  /** Undefined while a question is under way and nothing new is known. */
  readonly answer: Answer | undefined;
  /** Undefined without a corroborated head. */
  readonly lag: Lag | undefined;
  readonly chain: ChainVerdict;
  /** What the node says of its own sync; a hint. */
  readonly syncing: boolean;
  /** The node is reached through an edge that is itself down. */
  readonly behindDeadEdge: boolean;
  /** None of our nodes answers us, yet members are served by them: it is our way to them that is cut. */
  readonly cutOff: boolean;
  /** Nothing at all answers us. */
  readonly blind: boolean;
  /** Since when it stands alone with its block hashes, Unix seconds. */
  readonly aloneSince: number | undefined;
  readonly ladder: Ladder;
}

export interface NodeMemory {
  readonly verdict: NodeVerdict;
  readonly reason: VerdictReason;
  readonly detail: string;
  readonly since: number;
  /** Send time of the first failure of the current run of failures. */
  readonly failingSince: number | undefined;
  readonly lastFailure: FailureReason | undefined;
  /** Send time of the last good answer. */
  readonly answeredAt: number | undefined;
  readonly number: number | undefined;
  readonly advancedAt: number | undefined;
  /** Since when the evidence has been better than the verdict. */
  readonly betterSince: number | undefined;
}

export const freshNode = (at: number): NodeMemory => ({
  verdict: 'unknown',
  reason: 'not_asked_yet',
  detail: 'not asked yet',
  since: at,
  failingSince: undefined,
  lastFailure: undefined,
  answeredAt: undefined,
  number: undefined,
  advancedAt: undefined,
  betterSince: undefined,
});

interface Judgement {
  readonly verdict: NodeVerdict;
  readonly reason: VerdictReason;
  readonly detail: string;
}

/** Worse is higher: unreachable > wrong_chain > diverged > stalled > syncing > lagging > ok. */
const gravity: Readonly<Record<NodeVerdict, number>> = {
  unreachable: 6,
  wrong_chain: 5,
  diverged: 4,
  stalled: 3,
  syncing: 2,
  lagging: 1,
  ok: 0,
  unknown: 0,
};

/** Answers that say "I am here, but not right" count like no answer, but are told apart for people. */
const garbled: ReadonlySet<FailureReason> = new Set([
  'not_json',
  'truncated',
  'bad_shape',
  'null_result',
  'too_large',
  'rpc_error',
  'future_block',
]);

const remember = (evidence: NodeEvidence, before: NodeMemory): NodeMemory => {
  const { answer } = evidence;
  if (!answer) return before;
  if (!answer.ok) {
    // A question sent before the last good answer can fail after it: that is old news.
    if (before.answeredAt !== undefined && answer.sentAt < before.answeredAt) return before;
    const failingSince = before.failingSince ?? answer.sentAt;
    // A failure breaks a run of better evidence: who answers one question in five has not recovered.
    return { ...before, failingSince, lastFailure: answer.reason, betterSince: undefined };
  }
  const advanced = before.number === undefined || answer.head.number > before.number;
  return {
    ...before,
    failingSince: undefined,
    lastFailure: undefined,
    answeredAt: answer.sentAt,
    number: answer.head.number,
    advancedAt: advanced || before.advancedAt === undefined ? answer.sentAt : before.advancedAt,
  };
};

const judgeFailure = (evidence: NodeEvidence, memory: NodeMemory, since: number): Judgement | undefined => {
  const why = memory.lastFailure ?? 'timeout';
  const lasted = evidence.at - since;
  if (evidence.blind) {
    return { verdict: 'unknown', reason: 'monitor_blind', detail: 'nothing at all answers this monitor' };
  }
  if (why === 'wrong_chain') {
    return { verdict: 'wrong_chain', reason: 'chain_id_differs', detail: 'answers for another chain id' };
  }
  if (evidence.behindDeadEdge) {
    return { verdict: 'unknown', reason: 'edge_is_down', detail: 'reached only through an edge that is down' };
  }
  if (evidence.cutOff) {
    return {
      verdict: 'unknown',
      reason: 'monitor_blind',
      detail: 'no node answers this monitor, yet their edge serves',
    };
  }
  if (lasted < evidence.ladder.unreachable) return undefined;
  const bad = garbled.has(why);
  return {
    verdict: 'unreachable',
    reason: bad ? 'bad_answer' : 'no_answer',
    detail: `${bad ? 'no usable answer' : 'no answer'} for ${formatSeconds(lasted)} (${why})`,
  };
};

const judgeAnswer = (evidence: NodeEvidence, memory: NodeMemory): Judgement => {
  const { lag, ladder, at, aloneSince } = evidence;
  if (aloneSince !== undefined && at - aloneSince >= ladder.diverged) {
    const detail = `other block hashes than everyone else for ${formatSeconds(at - aloneSince)}`;
    return { verdict: 'diverged', reason: 'hash_differs', detail };
  }
  if (!lag)
    return { verdict: 'unknown', reason: 'no_comparison', detail: 'answers, but nothing is there to compare with' };
  const still = at - (memory.advancedAt ?? at);
  const behind = `${formatSeconds(lag.seconds)} (${lag.blocks} blocks) behind`;
  if (still >= ladder.stalled && lag.seconds >= ladder.lagging) {
    return {
      verdict: 'stalled',
      reason: 'no_progress',
      detail: `head has not moved for ${formatSeconds(still)}, ${behind}`,
    };
  }
  if (lag.seconds >= ladder.lagging) {
    return evidence.syncing
      ? { verdict: 'syncing', reason: 'sync_reported', detail: `says that it is syncing, ${behind}` }
      : { verdict: 'lagging', reason: 'behind', detail: behind };
  }
  // Level with an old head that nobody can vouch for is not well: perhaps it is its own.
  const age = evidence.answer?.ok ? at - evidence.answer.head.timestamp : 0;
  if (evidence.chain === 'unverifiable' && age >= ladder.halted) {
    const detail = `head ${formatSeconds(age)} old, and nothing to say whether the chain stands still`;
    return { verdict: 'unknown', reason: 'no_comparison', detail };
  }
  return { verdict: 'ok', reason: 'fresh', detail: lag.blocks === 0 ? 'at the head' : behind };
};

/**
 * Worse evidence counts at once (its own duration is in the ladder); better evidence only after `recovered` seconds
 * without a break, so that a flapping node keeps one verdict.
 */
export const judgeNode = (evidence: NodeEvidence, before: NodeMemory): NodeMemory => {
  const memory = remember(evidence, before);
  const failing = memory.failingSince;
  const found =
    failing === undefined
      ? evidence.answer?.ok
        ? judgeAnswer(evidence, memory)
        : undefined
      : judgeFailure(evidence, memory, failing);
  if (!found) return memory;

  const same = found.verdict === memory.verdict;
  const better = gravity[found.verdict] < gravity[memory.verdict] && found.verdict !== 'unknown';
  if (same || !better) {
    return { ...memory, ...found, since: same ? memory.since : evidence.at, betterSince: undefined };
  }
  const betterSince = memory.betterSince ?? evidence.at;
  if (evidence.at - betterSince < evidence.ladder.recovered) return { ...memory, betterSince };
  return { ...memory, ...found, since: evidence.at, betterSince: undefined };
};
