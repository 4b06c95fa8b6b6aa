/** A node of any other chain, at the depth of plain JSON-RPC: sync, tags, peers, client, fees, blocks taken back. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { nodeKinds } from '../../../exporters/index.ts';
import { watchNode } from './world.ts';

let sim: Sim;
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

test('tells what plain JSON-RPC tells, and asks nothing that only some chains have', async () => {
  const node = watchNode('evm', sim.targets['eth-a'] ?? '');
  await node.light();
  for (const { name } of nodeKinds.evm.slow) expect([name, await node.run(name)]).toEqual([name, 'ok']);
  expect(await node.value('headwatch_syncing')).toBe(0);
  expect(await node.value('headwatch_chain_id')).toBe(1);
  expect(await node.value('headwatch_tag_number', { tag: 'finalized' })).toBeGreaterThan(0);
  expect(await node.value('headwatch_base_fee_wei')).toBe(1_000_000_000);
  expect(await node.value('headwatch_gas_used_ratio')).toBeCloseTo(0.5, 1);
  expect(await node.value('headwatch_client_info', { client: 'geth' })).toBe(1);
  expect(await node.value('headwatch_reorgs_total', { size: 'deep' })).toBe(0);
  expect(await node.text()).not.toMatch(/^headwatch_(blob_base_fee|txpool|nitro|consensus)\w*\{/m);
});

test('takes notice of blocks that are taken back', async () => {
  const node = watchNode('evm', sim.targets['eth-a'] ?? '');
  await node.light();
  await node.run('reorg');
  await sim.set({ target: 'chain:ethereum', mode: 'reorg', seconds: 5 }, true);
  await node.light();
  await node.run('reorg');
  // Of the five only the newest two had been seen by us before.
  expect(await node.value('headwatch_reorg_last_depth_blocks')).toBe(2);
  expect(await node.value('headwatch_reorgs_total', { size: 'short' })).toBe(1);
});

test('is not asked for each block of a chain that is faster than our tick', async () => {
  const node = watchNode('evm', sim.targets['arb-eu'] ?? '', [], 'arbitrum-one');
  await node.light();
  expect(await node.run('reorg')).toBe('ok');
  expect(await node.value('headwatch_reorgs_total')).toBeUndefined();
});
