import { describe, expect, it } from 'vitest';
import { nitroMetricsProbe } from '../../../../exporters/arbitrumNitro/ownMetrics.ts';
import { probing } from '../support/probing.ts';

const page = `# TYPE arb_feed_sources_connected gauge
arb_feed_sources_connected 1

# TYPE arb_feed_sources_disconnected gauge
arb_feed_sources_disconnected 2

# TYPE arb_sequencenumber_latest gauge
arb_sequencenumber_latest 440373636

# TYPE arb_sequencenumber_inblock gauge
arb_sequencenumber_inblock 440373635

# TYPE arb_inbox_latest_batch gauge
arb_inbox_latest_batch 1221010

# TYPE arb_inbox_latest_batch_message gauge
arb_inbox_latest_batch_message 440372880

# TYPE arb_block_execution_count counter
arb_block_execution_count 9182

# TYPE arb_block_execution summary
arb_block_execution {quantile="0.5"} 1.82e+07
arb_block_execution {quantile="0.75"} 2.1e+07
arb_block_execution {quantile="0.95"} 9.1e+07
arb_block_execution {quantile="0.99"} 1.2e+08

# TYPE arb_rpc_limitcheck_failure gauge
arb_rpc_limitcheck_failure 3

# TYPE l2chaindata_disk_size gauge
l2chaindata_disk_size 2.5e+12

# TYPE arb_memory_limit gauge
arb_memory_limit 0
`;

describe("a Nitro node's own metrics", () => {
  it('are re-exposed in our units and under our names, and nothing else of the page is', async () => {
    const node = probing(nitroMetricsProbe);
    await node.run({ page });
    expect(node.values()).toEqual({
      'headwatch_nitro_feed_sources{state="connected"}': 1,
      'headwatch_nitro_feed_sources{state="disconnected"}': 2,
      'headwatch_nitro_messages{stage="stored"}': 440_373_636,
      'headwatch_nitro_messages{stage="executed"}': 440_373_636,
      'headwatch_nitro_messages{stage="inbox"}': 440_372_880,
      headwatch_nitro_inbox_batch: 1_221_010,
      'headwatch_nitro_block_execution_seconds{rank="0.5"}': expect.closeTo(0.0182),
      'headwatch_nitro_block_execution_seconds{rank="0.95"}': expect.closeTo(0.091),
      'headwatch_nitro_block_execution_seconds{rank="0.99"}': expect.closeTo(0.12),
      'headwatch_nitro_rpc_limit_checks_total{outcome="refused"}': 0,
      'headwatch_node_disk_bytes{store="chain"}': 2.5e12,
      headwatch_node_restarts_total: 0,
    });
    expect(node.hints.feedSources).toBe(1);
  });

  it('tell how far a node in sync has read: it calls itself in sync with a dead L1 as well', async () => {
    const node = probing(nitroMetricsProbe);
    node.hints.syncing = false;
    await node.run({ page });
    expect(node.hints.inbox).toEqual({ seen: 1_221_010, read: 1_221_010 });
  });

  it('say nothing of the inbox where message extraction has taken over: the classic reader stands still', async () => {
    const node = probing(nitroMetricsProbe);
    node.hints.syncing = false;
    await node.run({ page: `${page}arb_mel_latest_parent_chain_block_number 25103729\narb_mel_stuck 0\n` });
    expect(node.hints.inbox).toBeUndefined();
    expect(node.values()).toMatchObject({ headwatch_nitro_inbox_stuck: 0 });
  });

  it('count what a validator could not follow, and rival assertions, where one runs', async () => {
    const node = probing(nitroMetricsProbe);
    const validator = (failed: number, rivals: number): string =>
      `${page}arb_validator_validations_valid 900\narb_validator_validations_failed ${failed}\narb_validator_scanner_evil_assertion ${rivals}\n`;
    await node.run({ page });
    expect(Object.keys(node.values()).filter((name) => /validations|rival/.test(name))).toEqual([]);
    await node.run({ page: validator(2, 0) });
    await node.run({ page: validator(3, 1) });
    expect(node.values()).toMatchObject({
      'headwatch_nitro_validations_total{outcome="valid"}': 0,
      'headwatch_nitro_validations_total{outcome="failed"}': 1,
      headwatch_nitro_rival_assertions_total: 1,
    });
  });

  it('are forgotten when the page does not come', async () => {
    const node = probing(nitroMetricsProbe);
    node.hints.syncing = false;
    await node.run({ page });
    await node.run({});
    expect(node.hints).toEqual({ syncing: false });
  });
});
