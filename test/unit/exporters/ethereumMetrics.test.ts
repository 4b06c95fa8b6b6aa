/** What is re-exposed of the pages of execution and consensus clients. */
import { expect, test } from 'vitest';
import { consensusMetricsProbe } from '../../../exporters/ethereumConsensus/ownMetrics.ts';
import { executionMetricsProbe } from '../../../exporters/ethereumExecution/ownMetrics.ts';
import { probing } from './support/probing.ts';

test('geth: its disk, its calls, and blobs that were not in its pool', async () => {
  const probe = probing(executionMetricsProbe);
  const page = (failed: number, missed: number): string => `# TYPE eth_db_chaindata_disk_size gauge
eth_db_chaindata_disk_size 1.2e+12

# TYPE rpc_requests gauge
rpc_requests 9182

# TYPE rpc_failure gauge
rpc_failure ${failed}

# TYPE engine_getblobs_miss counter
engine_getblobs_miss ${missed}
`;
  await probe.run({ page: page(3, 40) });
  await probe.run({ page: page(5, 41) });
  expect(probe.last()?.reason).toBe('ok');
  expect(probe.values()).toMatchObject({
    'headwatch_node_disk_bytes{store="chain"}': 1.2e12,
    'headwatch_node_rpc_calls_total{outcome="failed"}': 2,
    headwatch_execution_pool_blobs_missed_total: 1,
  });
  expect(probe.values()).not.toHaveProperty('headwatch_execution_blocks_waiting');
});

test('nethermind: blocks that it rejects, and those that wait; a restart of it is no new rejection', async () => {
  const probe = probing(executionMetricsProbe);
  const page = (bad: number): string => `nethermind_bad_blocks ${bad}\nnethermind_processing_queue_size 4\n`;
  for (const bad of [2, 3, 0]) await probe.run({ page: page(bad) });
  expect(probe.values()).toMatchObject({
    headwatch_execution_bad_blocks_total: 1,
    headwatch_execution_blocks_waiting: 4,
  });
});

test('lighthouse: how fast it syncs', async () => {
  const probe = probing(consensusMetricsProbe);
  await probe.run({ page: '# TYPE sync_slots_per_second gauge\nsync_slots_per_second 12.5\n' });
  expect(probe.values()).toEqual({
    headwatch_consensus_sync_slots_per_second: 12.5,
    headwatch_node_restarts_total: 0,
  });
  await probe.run({ page: '<html></html>' });
  expect(probe.values()).toEqual({ headwatch_node_restarts_total: 0 });
});
