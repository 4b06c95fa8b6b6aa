/** What nodes of the simulated fleet tell of upgrades, through the collector's own probes. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { watchNode } from '../ethereum/world.ts';

let sim: Sim;
const day = 86_400;
const plan = (target: string): Promise<void> => sim.set({ target, mode: 'upgrade', seconds: 5 * day }, true);
const watch = (kind: Parameters<typeof watchNode>[0], name: string) => watchNode(kind, sim.targets[name] ?? '');
const inDays = (at: number | undefined): number => Math.round(((at ?? 0) - Date.now() / 1000) / day);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

test('a Nitro node tells what its chain has scheduled, and does not offer a lowest version', async () => {
  const node = watch('arbitrum-nitro', 'arb-eu');
  expect(await node.run('upgrades')).toBe('ok');
  expect(node.hints.upgrades).toEqual([]);
  expect(await node.value('headwatch_rpc_method_supported', { method: 'arb_getMinRequiredNitroVersion' })).toBe(0);
  await plan('arb-eu');
  await node.run('upgrades');
  expect(node.hints.upgrades).toMatchObject([{ source: 'arbos', upgrade: 'arbos-60', arbos: 60 }]);
  expect(inDays(node.hints.upgrades?.[0]?.at)).toBe(5);
});

test('an execution client tells the forks that it is configured for; one without eth_config is not judged by it', async () => {
  const node = watch('ethereum-execution', 'eth-a');
  await node.run('upgrades');
  expect([node.hints.upgrades, node.hints.forksUntil]).toEqual([[], 1_764_798_551]);
  await plan('eth-a');
  await node.run('upgrades');
  expect(node.hints.upgrades).toMatchObject([{ source: 'eth_config', upgrade: expect.stringMatching(/^fork-20\d\d/) }]);
  expect(inDays(node.hints.forksUntil)).toBe(5);

  const erigon = watch('ethereum-execution', 'eth-ref-2');
  expect(await erigon.run('upgrades')).toBe('ok');
  expect([erigon.hints.upgrades, erigon.hints.forksUntil]).toEqual([undefined, undefined]);
  expect(await erigon.value('headwatch_rpc_method_supported', { method: 'eth_config' })).toBe(0);
});

test('a consensus client tells its forks in the spec that is read anyway; the far future is no plan', async () => {
  const node = watch('ethereum-consensus', 'beacon-a');
  await node.light();
  expect(await node.run('upgrades')).toBe('ok');
  expect(node.hints.upgrades).toEqual([]);
  // Fulu, by genesis and slots; the blob schedule of the sim ends earlier.
  expect(inDays(node.hints.forksUntil)).toBeLessThan(0);
  await plan('beacon-a');
  const later = watch('ethereum-consensus', 'beacon-a');
  await later.light();
  await later.run('upgrades');
  expect(later.hints.upgrades).toMatchObject([{ source: 'beacon_spec', upgrade: 'gloas' }]);
  expect(inDays(later.hints.upgrades?.[0]?.at)).toBe(5);
  expect(await later.value('headwatch_rpc_requests_total', { method: 'config_spec' })).toBe(1);
});

test('a node that does not answer has told nothing', async () => {
  await sim.set({ target: 'arb-eu', mode: 'refuse' }, true);
  const node = watch('arbitrum-nitro', 'arb-eu');
  expect(await node.run('upgrades')).toBe('refused');
  expect(node.hints.upgrades).toBeUndefined();
});
