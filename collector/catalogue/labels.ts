/** Closed label values and the shared label sets. The label contract of docs/architecture.md in code. */

export const roles = ['node', 'reference', 'edge'] as const;
export type Role = (typeof roles)[number];

/** Verdicts of a node, in order of precedence; `unknown` only without evidence. */
export const nodeVerdicts = [
  'unreachable',
  'wrong_chain',
  'diverged',
  'stalled',
  'syncing',
  'lagging',
  'ok',
  'unknown',
] as const;
export type NodeVerdict = (typeof nodeVerdicts)[number];

export const chainVerdicts = ['live', 'halted', 'unverifiable'] as const;
export type ChainVerdict = (typeof chainVerdicts)[number];

/**
 * What one second of an edge in a region was worth to a member. The four are disjoint and add up to elapsed time:
 * `halted` is bad in the raw figure too, but caused by the chain itself, so it never burns the paging rules.
 */
export const edgeStates = ['good', 'bad', 'halted', 'unknown'] as const;
export type EdgeState = (typeof edgeStates)[number];

/** How the nodes behind an edge count towards its redundancy: only positive evidence makes one `bad`. */
export const nodeConditions = ['ok', 'bad', 'unknown'] as const;
export type NodeCondition = (typeof nodeConditions)[number];

/** How one question ended. `ok` or a closed reason; never an error text. */
export const outcomes = [
  'ok',
  'timeout',
  'refused',
  'reset',
  'dns',
  'tls',
  'http_4xx',
  'http_5xx',
  'http_429',
  'http_other',
  'edge_error',
  'too_large',
  'truncated',
  'not_json',
  'bad_shape',
  'rpc_error',
  'rpc_unsupported',
  'null_result',
  'future_block',
  'wrong_chain',
  'cancelled',
] as const;
export type Outcome = (typeof outcomes)[number];
export type FailureReason = Exclude<Outcome, 'ok'>;
export const failureReasons = outcomes.filter((outcome): outcome is FailureReason => outcome !== 'ok');

/** Why a verdict is what it is; every verdict carries one. */
export const verdictReasons = [
  'fresh',
  'behind',
  'no_progress',
  'sync_reported',
  'no_answer',
  'bad_answer',
  'chain_id_differs',
  'hash_differs',
  'edge_is_down',
  'monitor_blind',
  'no_comparison',
  'not_asked_yet',
  'confirming',
] as const;
export type VerdictReason = (typeof verdictReasons)[number];

export const causes = ['own_node', 'own_l1', 'edge', 'upstream_chain', 'network', 'monitor', 'unattributed'] as const;
export type Cause = (typeof causes)[number];

export const tags = ['safe', 'finalized'] as const;
export const layers = ['execution', 'consensus'] as const;
export type Layer = (typeof layers)[number];

export const tickOutcomes = ['ok', 'tainted', 'missed'] as const;
export const sinks = ['discord', 'pagerduty'] as const;
export type Sink = (typeof sinks)[number];
export const deliveryOutcomes = ['ok', 'rate_limited', 'rejected', 'gone', 'server_error', 'network'] as const;
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

/** `open` label values are bounded by fleet.yaml (target, chain, region, vantage, scope) or by code (method, probe). */
export const targetLabels = { target: 'open', role: roles, chain: 'open', region: 'open', vantage: 'open' } as const;
export const chainLabels = { chain: 'open', vantage: 'open' } as const;
export const vantageLabels = { vantage: 'open' } as const;
