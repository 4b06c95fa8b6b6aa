import { counter, gauge, histogram } from './define.ts';
import { blobOutcomes, failureReasons, pairStates, poolStates, reorgSizes, targetLabels } from './labels.ts';

/** What the two kinds of Ethereum client tell, and what their pairs are worth. Served on /metrics, scraped every 15 s. */
export const ethereumMetrics = {
  baseFee: gauge({
    name: 'headwatch_base_fee_wei',
    help: 'Base fee of the newest header that an execution node answered, in wei.',
    labels: targetLabels,
    lane: 'slow',
  }),
  blobBaseFee: gauge({
    name: 'headwatch_blob_base_fee_wei',
    help: 'Base fee of blobs as an execution node answers it, in wei; absent where it does not.',
    labels: targetLabels,
    lane: 'slow',
  }),
  gasUsedRatio: gauge({
    name: 'headwatch_gas_used_ratio',
    help: 'Gas used by the newest block over its limit (0 to 1).',
    labels: targetLabels,
    lane: 'slow',
  }),
  txpool: gauge({
    name: 'headwatch_txpool_transactions',
    help: 'Transactions in the pool of an execution node, where it offers txpool_status.',
    labels: { ...targetLabels, state: poolStates },
    lane: 'slow',
  }),
  syncRemaining: gauge({
    name: 'headwatch_sync_remaining_blocks',
    help: 'Blocks that a syncing execution node says it has yet to execute; absent while it does not say.',
    labels: targetLabels,
    lane: 'slow',
  }),
  indexRemaining: gauge({
    name: 'headwatch_index_remaining',
    help: 'What an execution node at the head has yet to index (blocks, state, trie nodes); absent when done.',
    labels: targetLabels,
    lane: 'slow',
  }),
  reorgs: counter({
    name: 'headwatch_reorgs_total',
    help: 'Reorganisations: by parent hashes of an execution node, by events of a consensus node. Deep: 3 blocks or more.',
    labels: { ...targetLabels, size: reorgSizes },
    lane: 'slow',
  }),
  reorgDepth: gauge({
    name: 'headwatch_reorg_last_depth_blocks',
    help: 'Blocks that the last reorganisation took back (64: at least so many); absent before the first one.',
    labels: targetLabels,
    lane: 'slow',
  }),
  finalityLag: gauge({
    name: 'headwatch_consensus_finality_lag_epochs',
    help: 'Epochs between the clock and the last finalized one, as a consensus node tells it: 2 or 3 as a rule.',
    labels: targetLabels,
    lane: 'slow',
  }),
  justifiedLag: gauge({
    name: 'headwatch_consensus_justified_lag_epochs',
    help: 'Epochs between the clock and the last justified one: 1 or 2 as a rule.',
    labels: targetLabels,
    lane: 'slow',
  }),
  custodyGroups: gauge({
    name: 'headwatch_consensus_custody_groups',
    help: 'Data column groups that a consensus node keeps, where it says so; with 128 it can serve every blob.',
    labels: targetLabels,
    lane: 'slow',
  }),
  executionClient: gauge({
    name: 'headwatch_consensus_execution_client_info',
    help: 'Execution client that a consensus node says it drives; always 1.',
    labels: { ...targetLabels, client: 'open', version: 'open' },
    lane: 'slow',
  }),
  headArrival: histogram({
    name: 'headwatch_consensus_head_arrival_seconds',
    help: 'From the start of a slot to the event by which a consensus node tells its block.',
    labels: targetLabels,
    lane: 'slow',
    buckets: [0.5, 1, 2, 3, 4, 6, 8, 12],
  }),
  eventsUp: gauge({
    name: 'headwatch_consensus_events_up',
    help: 'Whether the event stream of a consensus node is open and delivers (1) or not (0); absent where not offered.',
    labels: targetLabels,
    lane: 'slow',
  }),
  eventsEnds: counter({
    name: 'headwatch_consensus_events_ends_total',
    help: 'How connections of the event stream of a consensus node ended, by closed reason.',
    labels: { ...targetLabels, reason: failureReasons },
    lane: 'slow',
  }),
  blobFetches: counter({
    name: 'headwatch_blob_fetches_total',
    help: 'Fetches of the blobs of a recent Arbitrum batch from a consensus node: all served, some missing, no answer.',
    labels: { ...targetLabels, outcome: blobOutcomes },
    lane: 'slow',
  }),
  blobMisses: gauge({
    name: 'headwatch_blob_missing_fetches',
    help: 'Fetches in a row that did not get every blob that was asked for; absent before the first answer.',
    labels: targetLabels,
    lane: 'slow',
  }),
  badBlocks: counter({
    name: 'headwatch_execution_bad_blocks_total',
    help: 'Blocks that an execution client has rejected, from its own metrics; counted while we watch.',
    labels: targetLabels,
    lane: 'slow',
  }),
  poolBlobsMissed: counter({
    name: 'headwatch_execution_pool_blobs_missed_total',
    help: 'Blobs that a consensus client asked its execution client for and did not get, from its own metrics.',
    labels: targetLabels,
    lane: 'slow',
  }),
  blocksWaiting: gauge({
    name: 'headwatch_execution_blocks_waiting',
    help: 'Blocks that wait to be executed, from the own metrics of the client.',
    labels: targetLabels,
    lane: 'slow',
  }),
  syncSlots: gauge({
    name: 'headwatch_consensus_sync_slots_per_second',
    help: 'Slots that a consensus client imports a second while it syncs, from its own metrics.',
    labels: targetLabels,
    lane: 'slow',
  }),
  pairState: gauge({
    name: 'headwatch_pair_state',
    help: 'One-hot state of an execution node and the consensus node that drives it, judged together.',
    labels: { ...targetLabels, state: pairStates },
    lane: 'slow',
  }),
} as const;
