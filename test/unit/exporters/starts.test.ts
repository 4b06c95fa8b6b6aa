/** When a node is seen to have been started anew, and that one start counts once. */
import { expect, test } from 'vitest';
import type { ProbeContext } from '../../../collector/probe/api.ts';
import { nitroMetricsProbe } from '../../../exporters/arbitrumNitro/ownMetrics.ts';
import { consensusMetricsProbe } from '../../../exporters/ethereumConsensus/ownMetrics.ts';
import { clientProbe } from '../../../exporters/evmProbes.ts';
import { noteStart, noteVersion } from '../../../exporters/starts.ts';
import { probing } from './support/probing.ts';

const starts = (node: { values: () => Record<string, number> }) => node.values().headwatch_node_restarts_total;

test('counters that fall are a start; a page that does not come is none', async () => {
  const node = probing(nitroMetricsProbe);
  await node.run({ page: 'rpc_requests 5000\nrpc_failure 3' });
  await node.run({});
  await node.run({ page: 'rpc_requests 5010\nrpc_failure 3' });
  expect(starts(node)).toBe(0);
  // Both fell: one start.
  await node.run({ page: 'rpc_requests 12\nrpc_failure 0' });
  expect(starts(node)).toBe(1);
  await node.run({ page: 'rpc_requests 40\nrpc_failure 0' });
  expect(starts(node)).toBe(1);
});

test('a client that says when its process started is believed', async () => {
  const node = probing(consensusMetricsProbe);
  for (const at of ['1.79e+09', '1.790000001e+09']) await node.run({ page: `process_start_time_seconds ${at}` });
  expect(starts(node)).toBe(0);
  await node.run({ page: 'process_start_time_seconds 1.790000300e+09' });
  expect(starts(node)).toBe(1);
});

test('another version is a start, the first one is not', async () => {
  const node = probing(clientProbe);
  for (const version of ['nitro/v3.10.0-4bed0c5/linux', 'nitro/v3.10.0-4bed0c5/linux', 'nitro/v3.11.0-5bed0c5/linux'])
    await node.run({ rpc: { web3_clientVersion: { result: version } } });
  expect(starts(node)).toBe(1);
  expect(node.hints.clientVersion).toBe('nitro/v3.11.0-5bed0c5');
});

test('both signs of one start count once; starts of a loop count each', () => {
  let count = 0;
  const record = { inc: (_metric: unknown, _labels: unknown, by = 1) => (count += by) };
  // Only these are read.
  const context = { record, labels: {}, hints: {} } as unknown as ProbeContext;
  noteVersion(context, 'nitro/v3.10.0', 0);
  noteStart(context, 'metrics', true, 1_000);
  noteVersion(context, 'nitro/v3.11.0', 1_045);
  expect(count).toBe(1);
  for (const at of [2_000, 2_060, 2_120]) noteStart(context, 'metrics', true, at);
  expect(count).toBe(4);
  noteVersion(context, 'nitro/v3.11.1', 5_000);
  expect(count).toBe(5);
});
