/** Execution nodes under the collector's own probes. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startSim } from '../../../demo/sim/main.ts';
import type { SimAction } from '../../../demo/sim/modes.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { watchNode } from './world.ts';

let sim: Sim;
const on = (target: string, mode: SimAction['mode'], seconds?: number): Promise<void> =>
  sim.set({ target, mode, ...(seconds === undefined ? {} : { seconds }) }, true);
const watch = (name: string) => watchNode('ethereum-execution', sim.targets[name] ?? '');

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

test('geth with a live head that indexes says so, and is not called syncing for it', async () => {
  const node = watch('eth-a');
  expect(await node.run('syncing')).toBe('ok');
  expect(node.hints.syncing).toBe(false);
  expect(await node.value('headwatch_syncing')).toBe(0);
  await on('eth-a', 'indexing');
  expect(await node.run('syncing')).toBe('ok');
  expect(node.hints.syncing).toBe(false);
  expect(await node.value('headwatch_syncing')).toBe(1);
  expect(await node.value('headwatch_index_remaining')).toBe(16);
  await sim.clear();
  await node.run('syncing');
  // Done is absent, not zero.
  expect(await node.value('headwatch_index_remaining')).toBeUndefined();
});

test('a client that really syncs is behind', async () => {
  for (const name of ['eth-a', 'eth-b']) {
    await on(name, 'lag', 600);
    const lagging = watch(name);
    await lagging.run('syncing');
    expect(lagging.hints.syncing).toBe(false);
    await on(name, 'syncing');
    const node = watch(name);
    await node.run('syncing');
    expect(await node.value('headwatch_syncing')).toBe(1);
  }
});

test('fees, fullness and the pool; the header costs no call', async () => {
  const node = watch('eth-a');
  expect(await node.run('header')).toBe('ok');
  expect(await node.value('headwatch_base_fee_wei')).toBeUndefined();
  await node.light();
  for (const probe of ['header', 'txpool', 'blob_fee', 'peers', 'client']) expect(await node.run(probe)).toBe('ok');
  expect(await node.value('headwatch_base_fee_wei')).toBe(1_000_000_000);
  expect(await node.value('headwatch_gas_used_ratio')).toBeCloseTo(0.5, 1);
  expect(await node.value('headwatch_txpool_transactions', { state: 'pending' })).toBe(0x1a2b);
  expect(await node.value('headwatch_txpool_transactions', { state: 'queued' })).toBe(0x3f1);
  expect(await node.value('headwatch_blob_base_fee_wei')).toBe(1);
  expect(await node.value('headwatch_peers', { layer: 'execution' })).toBe(50);
  expect(await node.value('headwatch_client_info', { client: 'geth', version: '1.16.4' })).toBe(1);
  expect(await node.value('headwatch_rpc_requests_total', { method: 'eth_getBlockByNumber' })).toBe(1);
});

test('a node without tags has none, whatever its client says for it', async () => {
  for (const name of ['eth-a', 'eth-b']) {
    const node = watch(name);
    await node.run('tags');
    expect(await node.value('headwatch_tag_number', { tag: 'finalized' })).toBeGreaterThan(0);
    await on(name, 'no_tags');
    expect(await node.run('tags')).toBe('ok');
    expect(await node.value('headwatch_tag_number', { tag: 'finalized' })).toBeUndefined();
    expect(await node.value('headwatch_tag_number', { tag: 'safe' })).toBeUndefined();
  }
});

test('a reorganisation of the chain is counted once, by its depth; the counter is there from the start', async () => {
  const node = watch('eth-a');
  const look = async () => {
    await node.light();
    expect(await node.run('reorg')).toBe('ok');
  };
  await look();
  const count = (size: string) => node.value('headwatch_reorgs_total', { size });
  expect([await count('short'), await count('deep')]).toEqual([0, 0]);
  expect(await node.value('headwatch_reorg_last_depth_blocks')).toBeUndefined();
  await on('chain:ethereum', 'reorg', 5);
  await look();
  // Of the five only the newest two had been seen by us before: at least so many were taken back.
  expect(await node.value('headwatch_reorg_last_depth_blocks')).toBe(2);
  await look();
  expect([await count('short'), await count('deep')]).toEqual([1, 0]);
});

test('a method that is not there is unsupported; no answer is a failure', async () => {
  const node = watchNode('ethereum-execution', sim.targets['arb-eu'] ?? '');
  // A Nitro node's txpool_status crashes: an error is no proof that the method is missing.
  expect(await node.run('txpool')).toBe('rpc_error');
  expect(await node.run('peers')).toBe('ok');
  expect(await node.value('headwatch_rpc_method_supported', { method: 'net_peerCount' })).toBe(0);
  await on('eth-a', 'refuse');
  const gone = watch('eth-a');
  expect(await gone.run('txpool')).toBe('refused');
  expect(await gone.value('headwatch_txpool_transactions')).toBeUndefined();
});
