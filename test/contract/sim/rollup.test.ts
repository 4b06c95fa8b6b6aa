/** Arbitrum's contracts on the simulated Ethereum, read as the collector reads them. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { rollupKind } from '../../../exporters/index.ts';
import { pathTo } from '../journey/backend.ts';

let sim: Sim;
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

const read = () => {
  const { context } = pathTo(sim.edges.eth.eu ?? '', { chain: knownChains.ethereum, target: 'eth' });
  const probe = rollupKind(knownChains['arbitrum-one']);
  if (!probe) throw new Error('Arbitrum One is not known');
  return probe.ask(context.ask, 2);
};

test('batches are posted, and their messages are those of the chain', async () => {
  const { batchCount, messages, delayed, postedAt } = await read();
  expect(batchCount).toBeGreaterThan(1_221_004);
  // Within a batch or two of the head: 105 s of four messages a second each, and a slot.
  const waiting = (Date.now() / 1000 - 1_778_722_230) * 4 + 462_581_452 - 22_207_817 - messages;
  expect(waiting).toBeGreaterThan(0);
  expect(waiting).toBeLessThan(1_000);
  expect(delayed).toBe(3);
  expect(Date.now() / 1000 - postedAt).toBeLessThan(150);
});

test('a chain that stands still posts no more', async () => {
  const before = await read();
  await sim.set({ target: 'chain:arbitrum-one', mode: 'halt' }, true);
  expect((await read()).batchCount).toBe(before.batchCount);
});

test('another chain has no such contracts', async () => {
  await sim.set({ target: 'edge:eth:eu', mode: 'wrong_chain' }, true);
  await expect(read()).rejects.toMatchObject({ reason: 'bad_shape' });
});
