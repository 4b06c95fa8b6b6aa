/** Agreement below the head, over HTTP against the simulated fleet. */
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { watchConsistency } from '../../../collector/consistency/watch.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import type { NodeHints } from '../../../collector/probe/api.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { parseHeader } from '../../../collector/rpc/parse.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fleetOf } from '../../unit/router/fleet.ts';
import { linesOf } from '../journey/backend.ts';

let sim: Sim;
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

const fleet = fleetOf();

const hex = (number: number): string => `0x${number.toString(16)}`;

/** Targets as the collector holds them, as far as agreement looks at them, with heads of now. */
const open = async () => {
  const registry = createRegistry(['fast', 'slow']);
  const target = async (name: string, role: 'node' | 'reference', url: string) => {
    const pool = createPool({ url: new Secret(url), headers: {}, via: 'direct' });
    onTestFinished(() => pool.close());
    const labels = { target: name, role, chain: 'arbitrum-one', region: 'eu', vantage: 'eu' } as const;
    const asker = createAsker(pool, labels, registry);
    const seen = await asker.rpc('eth_getBlockByNumber', ['latest', false], 2, parseHeader);
    if (!seen.ok) throw new Error(seen.reason);
    const node = fleet.nodes.find((each) => each.name === name);
    const final = await asker.rpc('eth_getBlockByNumber', ['finalized', false], 2, parseHeader);
    const hints: NodeHints = final.ok ? { finalized: final.value } : {};
    return { role, labels, asker, head: seen.value, failure: undefined, node, hints, settledAloneSince: undefined };
  };
  const targets = await Promise.all([
    ...['arb-eu', 'arb-us', 'arb-ap'].map((name) => target(name, 'node', sim.targets[name] ?? '')),
    ...['arb-ref-1', 'arb-ref-2'].map((name) => target(name, 'reference', sim.targets[name] ?? '')),
  ]);
  let head = Math.max(...targets.map((each) => each.head.number));
  const chain = knownChains['arbitrum-one'];
  // A target of a watch holds more than agreement reads.
  const watch = { chain, state: () => ({ corroborated: { head: { number: head } } }), targets } as never;
  /** Goes back to a window of settled blocks with so many logs, none or some: the head is a hundred above it. */
  const lookAt = async (some: boolean): Promise<void> => {
    const [first] = targets;
    for (let blocks = 0; blocks < 400 && first; blocks++, head--) {
      const range = { fromBlock: hex(head - 119), toBlock: hex(head - 100) };
      const seen = await first.asker.rpc('eth_getLogs', [range], 2);
      if (seen.ok && Array.isArray(seen.value) && seen.value.length > 0 === some) return;
    }
    throw new Error('no such window');
  };
  return { consistency: watchConsistency({ fleet, watches: [watch], recorder: registry }), registry, targets, lookAt };
};

test('all agree, and a fork is seen below heads of different heights and named alone after three heights', async () => {
  const { consistency, registry, targets } = await open();
  await consistency.look();
  const agreement = async () => linesOf(await registry.render('slow'), 'headwatch_hash_agreement{', 'height="settled"');
  expect((await agreement()).map((line) => line.at(-1))).toEqual(['1', '1', '1', '1', '1']);
  await sim.set({ target: 'arb-eu', mode: 'diverge' }, true);
  const eu = () => targets.find(({ labels }) => labels.target === 'arb-eu')?.settledAloneSince;
  for (let height = 0; height < 3; height++) {
    expect(eu()).toBeUndefined();
    await consistency.look();
  }
  expect(eu()).toBeGreaterThan(0);
  expect((await agreement()).find((line) => line.includes('"arb-eu"'))?.at(-1)).toBe('0');
  expect((await agreement()).find((line) => line.includes('"arb-us"'))?.at(-1)).toBe('1');
});

test('a node whose final block alone is another one agrees above it, and is named', async () => {
  const { consistency, registry, targets } = await open();
  await sim.set({ target: 'arb-eu', mode: 'final_other' }, true);
  await consistency.look();
  const agreement = async (height: string) =>
    linesOf(await registry.render('slow'), 'headwatch_hash_agreement{', `height="${height}"`, '"arb-');
  expect((await agreement('settled')).map((line) => line.at(-1))).toEqual(['1', '1', '1', '1', '1']);
  const differs = (await agreement('finalized')).filter((line) => line.endsWith(' 0'));
  expect(differs).toHaveLength(1);
  expect(differs[0]).toContain('target="arb-eu"');
  const told = () => targets.filter(({ hints }) => hints.finalDiffers === true).map(({ labels }) => labels.target);
  expect(told()).toEqual(['arb-eu']);
  await sim.clear();
  await consistency.look();
  expect(told()).toEqual([]);
});

test('a node that has lost logs is told after two windows, and whoever cannot be compared has nothing to show', async () => {
  const { consistency, registry, targets, lookAt } = await open();
  const values = async () =>
    Object.fromEntries(
      linesOf(await registry.render('slow'), 'headwatch_logs_agreement{').map((line) => [
        /target="([^"]+)"/.exec(line)?.[1],
        line.at(-1),
      ]),
    );
  await lookAt(true);
  await consistency.compareLogs();
  const all = { 'arb-eu': '1', 'arb-us': '1', 'arb-ap': '1', 'arb-ref-1': '1', 'arb-ref-2': '1' };
  expect(await values()).toEqual(all);
  await sim.set({ target: 'arb-eu', mode: 'logs_clamped' }, true);
  const { 'arb-eu': _eu, ...others } = all;
  await consistency.compareLogs();
  expect(await values()).toEqual(others);
  await consistency.compareLogs();
  expect(await values()).toEqual({ ...all, 'arb-eu': '0' });
  expect(targets.find(({ labels }) => labels.target === 'arb-eu')?.hints).toHaveProperty('logsDifferAt');
  // Refusing the question is no difference: public endpoints do.
  await sim.set({ target: 'arb-eu', mode: 'logs_fail' }, true);
  await consistency.compareLogs();
  expect(await values()).toEqual(others);
  // A window in which nobody has any says nothing.
  await sim.clear();
  await lookAt(false);
  await consistency.compareLogs();
  expect(await values()).toEqual(others);
});

test('how nodes answer for blocks that do not exist is told, or left out', async () => {
  const { consistency, registry } = await open();
  await sim.set({ target: 'arb-us', mode: 'reset' }, true);
  await consistency.askRanges();
  const lines = linesOf(await registry.render('slow'), 'headwatch_future_range{');
  expect(lines.filter((line) => line.endsWith(' 1'))).toHaveLength(2);
  expect(lines.some((line) => line.includes('"arb-us"'))).toBe(false);
}, 10_000);
