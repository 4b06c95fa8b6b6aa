/**
 * What one second of an edge was worth to a member: the definition of a second (docs/second.md), as two pure functions.
 * The light question judges it; then it is joined with what the full journey says.
 */
import type { ChainVerdict, EdgeFault, EdgeState, FailureReason, VerdictReason } from '../catalogue/labels.ts';
import { formatSeconds } from '../policy/duration.ts';
import type { JourneyVerdict, LightWord } from './journey.ts';
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

export type EdgeJudgement = { readonly reason: VerdictReason | FailureReason; readonly detail: string } & (
  | { readonly state: 'bad'; readonly fault: EdgeFault }
  | { readonly state: Exclude<EdgeState, 'bad'>; readonly fault?: never }
);

/** Whether a failure came without any HTTP 200, or as a 200 that is of no use. Steps of a journey fail with more. */
const faultOfFailure: Readonly<Record<FailureReason, 'no_http' | 'bad_answer'>> = {
  timeout: 'no_http',
  refused: 'no_http',
  reset: 'no_http',
  dns: 'no_http',
  tls: 'no_http',
  http_4xx: 'no_http',
  http_5xx: 'no_http',
  http_429: 'no_http',
  http_other: 'no_http',
  http_forbidden: 'no_http',
  edge_error: 'no_http',
  edge_challenge: 'no_http',
  silent: 'no_http',
  cancelled: 'no_http',
  too_large: 'bad_answer',
  truncated: 'bad_answer',
  not_json: 'bad_answer',
  bad_shape: 'bad_answer',
  rpc_error: 'bad_answer',
  rpc_unsupported: 'bad_answer',
  block_unknown: 'bad_answer',
  null_result: 'bad_answer',
  future_block: 'bad_answer',
  wrong_chain: 'bad_answer',
  regressed: 'bad_answer',
  inconsistent: 'bad_answer',
  l1_missing: 'bad_answer',
  logs_differ: 'bad_answer',
  out_of_range: 'bad_answer',
  contract_differs: 'bad_answer',
  blob_missing: 'bad_answer',
  sequencer_unavailable: 'bad_answer',
};

const stale = (seconds: number, how: string): EdgeJudgement => ({
  state: 'bad',
  fault: 'stale',
  reason: 'behind',
  detail: `answers 200 with a head ${formatSeconds(seconds)} ${how}`,
});

/** What the light question alone says of the second in which it was sent. */
export const judgeEdgeSecond = (evidence: EdgeEvidence): EdgeJudgement => {
  const { answer, lag, at } = evidence;
  if (evidence.tainted) return { state: 'unknown', reason: 'confirming', detail: 'the monitor ran late' };
  if (!answer.ok) {
    if (evidence.blind)
      return { state: 'unknown', reason: 'monitor_blind', detail: 'the monitor does not see the Internet' };
    const { reason } = answer;
    return { state: 'bad', fault: faultOfFailure[reason], reason, detail: `failed (${reason})` };
  }
  const age = at - answer.head.timestamp;
  if (lag && lag.seconds >= evidence.stale) return stale(lag.seconds, 'behind');
  // Whoever has the first block after a halt is served, though nobody else has it yet.
  if (evidence.chain === 'halted' && age >= evidence.stale)
    return { state: 'halted', reason: 'behind', detail: 'the chain itself stands still' };
  if (evidence.quiet) {
    return lag
      ? { state: 'good', reason: 'fresh', detail: 'at the head' }
      : { state: 'unknown', reason: 'no_comparison', detail: 'a quiet chain, and nothing to compare with' };
  }
  // Nobody can say whose fault it is, but a member gets an old head all the same. At the head of a chain that is live
  // the age says nothing: slots were missed, or our own clock is fast.
  if (age >= evidence.stale && (!lag || evidence.chain === 'unverifiable')) return stale(age, 'old');
  return { state: 'good', reason: 'fresh', detail: 'at the head' };
};

/** Failures of a connection that never reached anyone who speaks HTTP; a hang has been accepted by someone. */
const unreached: ReadonlySet<string> = new Set<FailureReason>(['refused', 'reset', 'dns', 'tls']);

/**
 * Whether nobody has been reached since an edge went bad; undefined while it is not. One failure tells less than the whole
 * spell: a hang may end with a reset. What nobody knows neither ends a spell nor tells of it.
 * @param before of the second before @param judgement of the second itself @param light what the light question alone said
 */
export const nobodyReached = (
  before: boolean | undefined,
  judgement: EdgeJudgement,
  light: EdgeJudgement,
): boolean | undefined => {
  const word = lightWord(light);
  if (judgement.state !== 'bad') return word === 'silent' ? before : undefined;
  // While the journey catches up with a light question that is answered again, the spell is what it was.
  return word === 'failing' ? before !== false && unreached.has(light.reason) : (before ?? false);
};

/** What a second of the light question means for the journey's memory. */
export const lightWord = ({ state, reason }: EdgeJudgement): LightWord => {
  if (state === 'bad') return 'failing';
  // A quiet chain without comparison has answered well; late ticks and blind monitors have heard nothing.
  return state === 'unknown' && reason !== 'no_comparison' ? 'silent' : 'well';
};

/**
 * Joins a second with what the full journey says. A bad light answer keeps its own fault; without an answer to join, the
 * journey cannot make an unknown second known.
 * @param journey undefined where no journey is run: then the light question alone decides
 */
export const joinJourney = (light: EdgeJudgement, journey: JourneyVerdict | undefined): EdgeJudgement => {
  if (!journey || lightWord(light) !== 'well') return light;
  if (journey.state === 'bad' && journey.failure) {
    return { state: 'bad', fault: 'journey', reason: journey.failure.reason, detail: journey.detail };
  }
  // A halt stays a halt: nothing that the journey does not know makes it less of one.
  if (journey.state === 'unknown' && light.state === 'good')
    return { state: 'unknown', reason: 'not_asked_yet', detail: journey.detail };
  return light;
};
