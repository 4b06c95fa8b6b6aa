/** `eth_config`: what an execution client is configured for. */
import { expect, test } from 'vitest';
import { executionUpgradesProbe } from '../../../exporters/ethereumExecution/upgrades.ts';
import { probing } from './support/probing.ts';

const config = (next: unknown, last: unknown = next) => ({
  rpc: { eth_config: { result: { current: { activationTime: 1_764_798_551 }, next, last } } },
});

test('a fork to come is told by its day', async () => {
  const node = probing(executionUpgradesProbe);
  await node.run(config({ activationTime: 4_102_444_800 }));
  expect(node.hints).toEqual({
    forksUntil: 4_102_444_800,
    upgrades: [{ source: 'eth_config', upgrade: 'fork-2100-01-01', at: 4_102_444_800 }],
  });
});

// As `JSON.parse` reads 2^53 - 1 and 2^64 - 1.
test.each([Number.MAX_SAFE_INTEGER, 2 ** 64, 253_402_300_800])('a fork at %d never comes', async (activationTime) => {
  const node = probing(executionUpgradesProbe);
  await node.run(config(null, { activationTime }));
  expect(node.last()).toMatchObject({ ok: true });
  expect(node.hints).toEqual({ forksUntil: 1_764_798_551, upgrades: [] });
});

test.each([-1, 1.5, '1764798551'])('%o is no time', async (activationTime) => {
  const node = probing(executionUpgradesProbe);
  await node.run(config({ activationTime }));
  expect(node.last()).toMatchObject({ ok: false, reason: 'bad_shape' });
  expect(node.hints).toEqual({});
});
