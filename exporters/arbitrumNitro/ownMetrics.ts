/**
 * What is re-exposed of a Nitro node's own metrics (`--metrics`, port 6070; names of v3.10). Its L1 reader and its blob
 * client count nothing at all: how they do shows only in the inbox. With message extraction (MEL, v3.10 and later) the
 * classic inbox reader stands still, so both are read.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import type { NodeHints } from '../../collector/probe/api.ts';
import { nodeMetricsProbe } from '../nodeMetrics/scrape.ts';
import { hintRow, row } from '../nodeMetrics/table.ts';
import { settleInbox } from './inbox.ts';

const nanoseconds = 1e-9;
const execution = (quantile: '0.5' | '0.95' | '0.99') =>
  row(metrics.nitroExecution, 'arb_block_execution', {
    where: { quantile },
    labels: { rank: quantile },
    scale: nanoseconds,
  });

export const nitroTable = {
  // Connected counts from the first message on. A feed that was never reached leaves both at 0.
  feedConnected: row(metrics.nitroFeedSources, 'arb_feed_sources_connected', { labels: { state: 'connected' } }),
  feedLost: row(metrics.nitroFeedSources, 'arb_feed_sources_disconnected', { labels: { state: 'disconnected' } }),
  stored: row(metrics.nitroMessages, 'arb_sequencenumber_latest', { labels: { stage: 'stored' } }),
  // An index where the others are counts.
  executed: row(metrics.nitroMessages, 'arb_sequencenumber_inblock', { labels: { stage: 'executed' }, plus: 1 }),
  inbox: row(metrics.nitroMessages, 'arb_inbox_latest_batch_message', {
    labels: { stage: 'inbox' },
    zeroIsAbsent: true,
  }),
  inboxMel: row(metrics.nitroMessages, 'arb_mel_latest_msg_count', {
    labels: { stage: 'inbox_mel' },
    zeroIsAbsent: true,
  }),
  batch: row(metrics.nitroInboxBatch, 'arb_inbox_latest_batch', { zeroIsAbsent: true }),
  melStuck: row(metrics.nitroInboxStuck, 'arb_mel_stuck'),
  melBlock: hintRow('arb_mel_latest_parent_chain_block_number', { zeroIsAbsent: true }),
  execution50: execution('0.5'),
  execution95: execution('0.95'),
  execution99: execution('0.99'),
  reorgs: row(metrics.nitroReorgs, 'chain_reorg_executes'),
  passed: row(metrics.nitroLimitChecks, 'arb_rpc_limitcheck_success', { labels: { outcome: 'passed' } }),
  refused: row(metrics.nitroLimitChecks, 'arb_rpc_limitcheck_failure', { labels: { outcome: 'refused' } }),
  valid: row(metrics.nitroValidations, 'arb_validator_validations_valid', { labels: { outcome: 'valid' } }),
  invalid: row(metrics.nitroValidations, 'arb_validator_validations_failed', { labels: { outcome: 'failed' } }),
  rivals: row(metrics.nitroRivals, 'arb_validator_scanner_evil_assertion'),
  memoryUsed: row(metrics.nodeMemory, 'arb_memory_usage', { labels: { kind: 'used' }, zeroIsAbsent: true }),
  memoryLimit: row(metrics.nodeMemory, 'arb_memory_limit', { labels: { kind: 'limit' }, zeroIsAbsent: true }),
  diskChain: row(metrics.nodeDisk, 'l2chaindata_disk_size', { labels: { store: 'chain' }, zeroIsAbsent: true }),
  diskArbitrum: row(metrics.nodeDisk, 'arbitrumdata_disk_size', { labels: { store: 'arbitrum' }, zeroIsAbsent: true }),
  diskWasm: row(metrics.nodeDisk, 'wasm_disk_size', { labels: { store: 'wasm' }, zeroIsAbsent: true }),
  asked: row(metrics.nodeRpcCalls, 'rpc_requests', { labels: { outcome: 'asked' } }),
  failed: row(metrics.nodeRpcCalls, 'rpc_failure', { labels: { outcome: 'failed' } }),
} as const;

/** A count of the page, and when it last grew. */
const grew = (hints: NodeHints, key: 'refusedCalls' | 'refuted', count: number | undefined): void => {
  const before = hints[key];
  if (count === undefined) delete hints[key];
  else hints[key] = { count, grewAt: before && count > before.count ? Date.now() / 1000 : before?.grewAt };
};

export const nitroMetricsProbe = nodeMetricsProbe(nitroTable, ({ hints }, readings) => {
  delete hints.feedSources;
  delete hints.inboxBatch;
  if (readings?.feedConnected !== undefined) hints.feedSources = readings.feedConnected;
  // Where messages are extracted by MEL the classic reader's batch is an old one.
  if (readings?.batch !== undefined && readings.melBlock === undefined) {
    hints.inboxBatch = { batch: readings.batch, at: Date.now() / 1000 };
  }
  grew(hints, 'refusedCalls', readings?.refused);
  const { invalid, rivals } = readings ?? {};
  grew(hints, 'refuted', invalid === undefined && rivals === undefined ? undefined : (invalid ?? 0) + (rivals ?? 0));
  settleInbox(hints);
});
