import { counter, gauge } from './define.ts';
import { chainLabels, feedFaults, feedMessageKinds, tags, targetLabels } from './labels.ts';

/** A source of a sequencer feed as the collector hears it: `feed` is its name in fleet.yaml. */
const feedLabels = { feed: 'open', ...chainLabels } as const;

/** What Arbitrum Nitro nodes tell of themselves, and what the sequencer's feed tells. Served on /metrics, every 15 s. */
export const nitroMetrics = {
  nitroBatchesBehind: gauge({
    name: 'headwatch_nitro_batches_behind',
    help: 'Batches that a node has seen on L1 and not read, by its eth_syncing; absent while it says "false" or nothing.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroMessagesBehind: gauge({
    name: 'headwatch_nitro_messages_behind',
    help: 'Messages that a node has stored or is to reach and has not executed; absent while it says "false" or nothing.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroFeedPending: gauge({
    name: 'headwatch_nitro_feed_pending_messages',
    help: 'Messages up to the end of what the feed brought behind a gap (0: none); absent while it says "false" or nothing.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroUnposted: gauge({
    name: 'headwatch_nitro_unposted_messages',
    help: 'Messages that a node has and that no batch it has read holds; absent while it says "false" or nothing.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroArbosFormat: gauge({
    name: 'headwatch_nitro_arbos_format',
    help: 'ArbOS format version in the head of a node (51 is ArbOS 51), from the header that it answers anyway.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroPublisherHealthy: gauge({
    name: 'headwatch_nitro_publisher_healthy',
    help: 'Whether a node can pass transactions on to the sequencer (1) or not (0); absent where it does not say.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroMaintenance: gauge({
    name: 'headwatch_nitro_maintenance_running',
    help: 'Whether a node says that it is at maintenance of its own database (1); absent where it does not say.',
    labels: targetLabels,
    lane: 'slow',
  }),
  tagLost: gauge({
    name: 'headwatch_tag_lost',
    help: 'Whether a node that has had a safe or finalized block names none now (1) or still does (0); absent until it had one.',
    labels: { ...targetLabels, tag: tags },
    lane: 'slow',
  }),
  nitroFeedSources: gauge({
    name: 'headwatch_nitro_feed_sources',
    help: 'Sources of the feed that a node counts itself, connected ones after their first message.',
    labels: { ...targetLabels, state: ['connected', 'disconnected'] },
    lane: 'slow',
  }),
  nitroMessages: gauge({
    name: 'headwatch_nitro_messages',
    help: 'Messages that a node has stored and executed, and that its inbox reader (either of the two) has got from batches.',
    labels: { ...targetLabels, stage: ['stored', 'executed', 'inbox', 'inbox_mel'] },
    lane: 'slow',
  }),
  nitroInboxBatch: gauge({
    name: 'headwatch_nitro_inbox_batch',
    help: 'Number of the last batch that the inbox reader of a node has read.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroInboxStuck: gauge({
    name: 'headwatch_nitro_inbox_stuck',
    help: 'Whether the message extraction of a node says that it is stuck (1); only where a node uses it.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroExecution: gauge({
    name: 'headwatch_nitro_block_execution_seconds',
    help: 'Time that a node takes to execute a block, by quantile, over its own recent blocks.',
    labels: { ...targetLabels, rank: ['0.5', '0.95', '0.99'] },
    lane: 'slow',
  }),
  nitroReorgs: counter({
    name: 'headwatch_nitro_reorgs_total',
    help: 'Reorganisations that a node executed.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nitroLimitChecks: counter({
    name: 'headwatch_nitro_rpc_limit_checks_total',
    help: 'Calls that a node let pass, and refused (HTTP 429), at its own limit of memory.',
    labels: { ...targetLabels, outcome: ['passed', 'refused'] },
    lane: 'slow',
  }),
  nitroValidations: counter({
    name: 'headwatch_nitro_validations_total',
    help: 'Blocks that the validator of a node has found valid, and that it could not follow; only where one runs.',
    labels: { ...targetLabels, outcome: ['valid', 'failed'] },
    lane: 'slow',
  }),
  nitroRivals: counter({
    name: 'headwatch_nitro_rival_assertions_total',
    help: 'Assertions on the parent chain that the validator of a node disagrees with; only where one runs.',
    labels: targetLabels,
    lane: 'slow',
  }),
  nodeMemory: gauge({
    name: 'headwatch_node_memory_bytes',
    help: 'Memory as a node counts it for its own limit: what it uses, and the limit. Its process may hold much more.',
    labels: { ...targetLabels, kind: ['used', 'limit'] },
    lane: 'slow',
  }),
  nodeDisk: gauge({
    name: 'headwatch_node_disk_bytes',
    help: 'Size of the databases of a node on its disk.',
    labels: { ...targetLabels, store: ['chain', 'arbitrum', 'wasm'] },
    lane: 'slow',
  }),
  nodeRpcCalls: counter({
    name: 'headwatch_node_rpc_calls_total',
    help: 'RPC calls of everyone that a node counts, and those of them that failed.',
    labels: { ...targetLabels, outcome: ['asked', 'failed'] },
    lane: 'slow',
  }),
  feedConnected: gauge({
    name: 'headwatch_feed_connected',
    help: 'Whether a source of the feed is connected and has sent something since (1) or not (0).',
    labels: feedLabels,
    lane: 'slow',
  }),
  feedLastMessage: gauge({
    name: 'headwatch_feed_last_message_timestamp_seconds',
    help: 'When a source of the feed last brought a message; absent before the first.',
    labels: feedLabels,
    lane: 'slow',
  }),
  feedDelay: gauge({
    name: 'headwatch_feed_delay_seconds',
    help: "Age of the newest message of the sequencer's own by its stamp of whole seconds; absent until the backlog is through.",
    labels: feedLabels,
    lane: 'slow',
  }),
  feedSequence: gauge({
    name: 'headwatch_feed_sequence_number',
    help: 'Newest message of a source of the feed, and the newest that it knows to be on L1.',
    labels: { ...feedLabels, kind: ['latest', 'confirmed'] },
    lane: 'slow',
  }),
  feedMessages: counter({
    name: 'headwatch_feed_messages_total',
    help: 'Messages of a source of the feed: those of the sequencer, delayed ones from L1, and others.',
    labels: { ...feedLabels, kind: feedMessageKinds },
    lane: 'slow',
  }),
  feedFaults: counter({
    name: 'headwatch_feed_faults_total',
    help: 'What went wrong with a source of the feed, by closed reason.',
    labels: { ...feedLabels, reason: feedFaults },
    lane: 'slow',
  }),
  feedLag: gauge({
    name: 'headwatch_nitro_feed_lag_blocks',
    help: 'Blocks by which a node is behind the newest message of the feed; absent until messages are matched with blocks.',
    labels: targetLabels,
    lane: 'slow',
  }),
  feedLagUncertainty: gauge({
    name: 'headwatch_nitro_feed_lag_uncertainty_blocks',
    help: 'Blocks by which that figure may be wrong: what the feed brought while the node was asked, and how sure the match is.',
    labels: targetLabels,
    lane: 'slow',
  }),
} as const;
