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

/**
 * Why a second of an edge was bad, disjoint: no HTTP 200 at all, a 200 that is no usable answer, a 200 with an old
 * head, or a good light answer while the full journey fails. The four add up to the bad seconds.
 */
export const edgeFaults = ['no_http', 'bad_answer', 'stale', 'journey'] as const;
export type EdgeFault = (typeof edgeFaults)[number];

/** The calls that stand for what a user of an endpoint needs. */
export const journeyNames = ['livepeer-orchestrator', 'l1-reader', 'evm-generic'] as const;
export type JourneyName = (typeof journeyNames)[number];

/** Steps of all journeys; a journey runs those that it needs, in this order, and stops at the first that fails. */
export const journeySteps = [
  'chain_id',
  'head',
  'logs',
  'settled_logs',
  'block_by_hash',
  'gas_price',
  'contracts',
  'boot',
  'safe',
  'finalized',
  'batch_logs',
  'blob',
  'subscription',
] as const;
export type JourneyStep = (typeof journeySteps)[number];

/** What the full journey says of an edge now; `unknown` before the first one and when it has not been run for long. */
export const journeyStates = ['good', 'bad', 'unknown'] as const;
export type JourneyState = (typeof journeyStates)[number];

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
  'http_forbidden',
  'edge_error',
  'edge_challenge',
  'too_large',
  'truncated',
  'not_json',
  'bad_shape',
  'rpc_error',
  'rpc_unsupported',
  'block_unknown',
  'null_result',
  'future_block',
  'wrong_chain',
  'regressed',
  'inconsistent',
  'l1_missing',
  'logs_differ',
  'out_of_range',
  'contract_differs',
  'blob_missing',
  'sequencer_unavailable',
  'silent',
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

/** What is to blame. `client`, `maintenance` and most reclassifications come from people; the rest is learned. */
export const causes = [
  'own_node',
  'own_l1',
  'blob_path',
  'feed',
  'batch_poster',
  'l1_finality',
  'l1_edge',
  'edge',
  'upstream_chain',
  'network',
  'maintenance',
  'client',
  'monitor',
  'unattributed',
] as const;
export type Cause = (typeof causes)[number];

/** Where the way between an Arbitrum node and its parent chain is broken; `unknown` blames nobody. */
export const l1LinkStates = [
  'healthy',
  'own_l1',
  'blob_path',
  'feed',
  'batch_poster',
  'l1_finality',
  'own_node',
  'sequencer',
  'unknown',
] as const;
export type L1LinkState = (typeof l1LinkStates)[number];

/** Transactions that can be in the next block, and those that wait for another one (`txpool_status`). */
export const poolStates = ['pending', 'queued'] as const;

/** A block or two taken back is routine. */
export const reorgSizes = ['short', 'deep'] as const;

/** How a fetch of the blobs of one batch ended: every one asked for, fewer, or no answer about them at all. */
export const blobOutcomes = ['served', 'missing', 'failed'] as const;

/**
 * An execution node and the consensus node that drives it, judged together. `engine_broken`: both are there, and do not
 * reach each other.
 */
export const pairStates = [
  'ok',
  'engine_broken',
  'optimistic',
  'execution_syncing',
  'consensus_behind',
  'consensus_down',
  'execution_down',
  'both_down',
  'apart',
  'unknown',
] as const;
export type PairState = (typeof pairStates)[number];

/** Messages of a sequencer feed: the sequencer's own (kind 3), delayed ones from L1 (9, 12, 13), and any other kind. */
export const feedMessageKinds = ['sequencer', 'delayed', 'other'] as const;
export type FeedMessageKind = (typeof feedMessageKinds)[number];

/** How a connection to a feed ended or was refused, and `gap`: messages that were left out. */
export const feedFaults = [...failureReasons, 'gap'] as const;
export type FeedFault = (typeof feedFaults)[number];

/** Heights at which targets are compared: well below the head, and what all of our nodes call final. */
export const agreedHeights = ['settled', 'finalized'] as const;
export type AgreedHeight = (typeof agreedHeights)[number];

/** How a node answers for logs of blocks that do not exist yet. */
export const rangeManners = ['refused', 'cut'] as const;

/**
 * Who tells of an upgrade: the chain's own schedule (ArbOS), a Nitro node that names its lowest version, the forks that an
 * execution or a consensus client is configured for, or fleet.yaml.
 */
export const upgradeSources = ['arbos', 'nitro', 'eth_config', 'beacon_spec', 'fleet'] as const;
export type UpgradeSource = (typeof upgradeSources)[number];
export const upgradeNeeds = ['yes', 'no', 'unknown'] as const;
export type UpgradeNeed = (typeof upgradeNeeds)[number];

export const tags = ['safe', 'finalized'] as const;
export const layers = ['execution', 'consensus'] as const;
export type Layer = (typeof layers)[number];

/** "3 of 3, can lose 2". */
export const layerCounts = ['have', 'total', 'can_lose'] as const;

/** What leaves the raw figure to make the adjusted ones. */
export const exclusions = ['maintenance', 'upstream'] as const;
export type Exclusion = (typeof exclusions)[number];

/** The figures of a month beside those of its regions: bad in any measured region (the headline), bad in all. */
export const wholeFigures = ['any', 'all'] as const;

export const tickOutcomes = ['ok', 'tainted', 'missed'] as const;
export const sinks = ['discord', 'discord_members', 'pagerduty'] as const;
export type Sink = (typeof sinks)[number];
export const deliveryOutcomes = ['ok', 'rate_limited', 'rejected', 'gone', 'server_error', 'network'] as const;
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];
/** How the paging path was proven: PagerDuty took an event, or a person says that a test page rang. */
export const proofs = ['accepted', 'heard'] as const;
export type Proof = (typeof proofs)[number];

/** `open` label values are bounded by fleet.yaml (target, chain, region, vantage, scope) or by code (method, probe). */
export const targetLabels = { target: 'open', role: roles, chain: 'open', region: 'open', vantage: 'open' } as const;
export const chainLabels = { chain: 'open', vantage: 'open' } as const;
export const vantageLabels = { vantage: 'open' } as const;
