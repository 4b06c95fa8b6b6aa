/** Subscriptions to the simulated nodes: arrival, a live socket that delivers nothing, a node that goes and comes back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { watchArrival } from '../../../collector/life/arrival.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import type { NodeRuntime } from '../../../collector/tick/runtime.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fleetNode } from '../../unit/exporters/support/node.ts';

let sim: Sim;
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterAll(() => sim.stop());

const chain = knownChains['arbitrum-one'];
const target = (name: string): NodeRuntime => {
  const url = new Secret((sim.targets[name] ?? '').replace(/^http/, 'ws'));
  const node = { ...fleetNode, name, ws: { url, headers: {}, via: 'direct' as const } };
  const labels = { target: name, role: 'node', chain: chain.name, region: 'eu', vantage: 'eu' } as const;
  // What arrival reads of a node; nobody asks these.
  return { role: 'node', node, labels, head: undefined, headAt: 0, failure: undefined } as unknown as NodeRuntime;
};

test('heads arrive; a silent socket is told and made anew, and so is a node that was gone', async () => {
  const registry = createRegistry(['slow']);
  const ladders = { [chain.name]: { ...defaultLadder(chain), stale: 1 } };
  const corroborated = () => {
    const { number, timestamp, hash } = sim.truth().chains[chain.name] ?? { number: 0, timestamp: 0, hash: '' };
    return { head: { number, timestamp, hash }, sources: 3, uncertainty: 0 };
  };
  const state = () => ({ verdict: 'live', detail: '', since: 0, corroborated: corroborated() }) as const;
  const arrival = watchArrival({
    fleet: { ladders },
    targets: [target('arb-eu'), target('arb-us')],
    watches: [{ chain, state }],
    recorder: registry,
  });
  const timer = setInterval(() => arrival.look(Date.now() / 1000), 100);
  const value = async (name: string, labels = 'target="arb-eu"'): Promise<number | undefined> => {
    const lines = (await registry.render('slow')).split('\n').filter((line) => line.startsWith(`${name}{`));
    const line = lines.find((one) => labels.split(' ').every((label) => one.includes(label)));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  const up = () => value('headwatch_subscription_up');
  const soon = { timeout: 6_000, interval: 100 };
  try {
    await expect.poll(up, soon).toBe(1);
    await expect.poll(() => value('headwatch_head_propagation_seconds_count'), soon).toBeGreaterThan(2);
    // On one machine both tell a block within a look of the simulator.
    const [count = 0, quick = 0] = await Promise.all([
      value('headwatch_head_propagation_seconds_count'),
      value('headwatch_head_propagation_seconds_bucket', 'target="arb-eu" le="1"'),
    ]);
    expect(quick).toBeGreaterThanOrEqual(count - 1);

    await sim.set({ target: 'arb-eu', mode: 'ws_silent' }, true);
    await expect.poll(up, soon).toBe(0);
    expect(await value('headwatch_subscription_ends_total', 'target="arb-eu" reason="silent"')).toBe(1);
    expect(await value('headwatch_subscription_up', 'target="arb-us"')).toBe(1);
    await sim.clear();
    await expect.poll(up, soon).toBe(1);

    await sim.set({ target: 'arb-eu', mode: 'refuse' }, true);
    await expect.poll(up, soon).toBe(0);
    await sim.clear();
    await expect.poll(up, soon).toBe(1);
    expect(await registry.render('slow')).not.toContain('127.0.0.1');
  } finally {
    clearInterval(timer);
    arrival.stop();
  }
}, 30_000);
