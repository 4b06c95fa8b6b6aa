/**
 * What is re-exposed of an execution client's own metrics, where fleet.yaml names their page: geth 1.17
 * (`--metrics`, port 6060), nethermind, besu and reth by the names of their current releases. Peers, pool and heads are
 * asked by RPC, which every client answers alike, so they are not read here a second time.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { nodeMetricsProbe } from '../nodeMetrics/scrape.ts';
import { processStart, row } from '../nodeMetrics/table.ts';

export const executionTable = {
  disk: row(metrics.nodeDisk, 'eth_db_chaindata_disk_size', { labels: { store: 'chain' }, zeroIsAbsent: true }),
  asked: row(metrics.nodeRpcCalls, 'rpc_requests', { labels: { outcome: 'asked' } }),
  failed: row(metrics.nodeRpcCalls, ['rpc_failure', 'reth_rpc_server_calls_failed_total'], {
    labels: { outcome: 'failed' },
  }),
  badBlocks: row(metrics.badBlocks, 'nethermind_bad_blocks'),
  blobsMissed: row(metrics.poolBlobsMissed, 'engine_getblobs_miss'),
  waiting: row(metrics.blocksWaiting, 'nethermind_processing_queue_size'),
  startedAt: processStart,
} as const;

export const executionMetricsProbe = nodeMetricsProbe(executionTable);
