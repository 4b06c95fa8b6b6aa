/**
 * What headwatch asks of one node in a day, counted by the simulated node itself, against the budget that docs/nodes.md
 * promises. A question that comes twice as often, or one more in each run, is seen here before a node pays for it.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { consistencyPace, watchConsistency } from '../../../collector/consistency/watch.ts';
import { rollupEvery } from '../../../collector/l1Link/rollups.ts';
import { silentLog } from '../../../collector/log.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { newCompany } from '../../../collector/probe/journey.ts';
import { createProbeRunner } from '../../../collector/probe/runner.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import type { EndpointPool } from '../../../collector/rpc/pool.ts';
import { assemble, executionsBeside } from '../../../collector/tick/assemble.ts';
import type { NodeRuntime } from '../../../collector/tick/runtime.ts';
import { createWatches } from '../../../collector/tick/watches.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { journeyKinds, nodeKinds, rollupKind } from '../../../exporters/index.ts';
import { budgetOf } from '../../bench/fleet/budget.ts';
import { parse } from '../../unit/config/support.ts';

const day = 86_400;
/** The name under which the simulated fleet has a node; of references it is all the same whose they are. */
const simulated = (node: string): string => (node === 'other' ? 'arb-ref-1' : node);

let sim: Sim;
let pools: readonly EndpointPool[] = [];
let nodes: readonly NodeRuntime[] = [];
let consistency: ReturnType<typeof watchConsistency>;
const registry = createRegistry(['fast', 'slow']);
let fleet: ReturnType<typeof parse>;

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
  const rpc = (name: string): string => `rpc: "${sim.targets[name]}"`;
  fleet = parse(`
service: { name: t }
vantage: eu
nodes:
  - { name: arb-eu, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, ${rpc('arb-eu')}, metrics: "${sim.metrics['arb-eu']}" }
  - { name: arb-us, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, ${rpc('arb-us')} }
  - { name: arb-ap, kind: evm, chain: arbitrum-one, region: eu, ${rpc('arb-ap')} }
  - { name: other, kind: evm, chain: arbitrum-one, region: eu, ${rpc(simulated('other'))} }
  - { name: eth-a, kind: ethereum-execution, chain: ethereum, region: eu, ${rpc('eth-a')}, beacon: beacon-a }
  - { name: eth-b, kind: ethereum-execution, chain: ethereum, region: eu, ${rpc('eth-b')} }
  - { name: beacon-a, kind: ethereum-consensus, chain: ethereum, region: eu, ${rpc('beacon-a')} }
references:
  - { name: eth-ref, chain: ethereum, ${rpc('eth-ref-1')} }
edges:
  - { name: any, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "${sim.edges.arb.us}", regions: { eu: [arb-ap] } }
  - { name: arb, chain: arbitrum-one, audience: members, journey: livepeer-orchestrator, rpc: "${sim.edges.arb.eu}", regions: { eu: [arb-eu] } }
  - { name: eth, chain: ethereum, audience: internal, journey: l1-reader, rpc: "${sim.edges.eth.eu}", regions: { eu: [eth-a] } }
`);
  const never = (): boolean => false;
  const controls = { blind: never, blindAfter: async () => false, clocks: () => [], stop: async () => undefined };
  const all = assemble({
    fleet,
    vantage: 'eu',
    central: true,
    kinds: nodeKinds,
    plainLight: nodeKinds.evm.light,
    recorder: registry,
  });
  pools = all.pools;
  nodes = all.targets.filter((target): target is NodeRuntime => target.role === 'node');
  const watches = createWatches({
    fleet,
    vantage: 'eu',
    targets: all.targets,
    recorder: registry,
    controls,
    everythingFails: never,
    log: silentLog,
    lightRecovered: () => undefined,
  });
  for (const watch of watches) await watch.run(Date.now() / 1000, false);
  consistency = watchConsistency({ fleet, watches, recorder: registry });
}, 30_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all(pools.map((pool) => pool.close()));
  await sim.stop();
});

/** What all nodes of the fleet were asked while something ran, by node. */
const askedDuring = async (work: () => Promise<unknown>): Promise<(node: string) => number> => {
  const total = (node: string): number =>
    Object.entries(sim.requests()[simulated(node)] ?? {})
      // The simulated load balancer's own.
      .filter(([method]) => method !== 'health_check')
      .reduce((sum, [, count]) => sum + count, 0);
  const before = new Map(nodes.map(({ node: { name } }) => [name, total(name)]));
  await work();
  return (node) => total(node) - (before.get(node) ?? 0);
};

/** Adds up calls a day by node: so many a run, so many runs a day. */
const newBill = () => {
  const perDay = new Map<string, number>();
  return {
    of: (node: string): number => Math.round(perDay.get(node) ?? 0),
    /** The first run may ask what later ones remember; the second is every other one. */
    add: async (work: () => Promise<unknown>, every: number, runs = 1): Promise<void> => {
      await work();
      const asked = await askedDuring(async () => {
        for (let run = 0; run < runs; run++) await work();
      });
      for (const { node } of nodes)
        perDay.set(node.name, (perDay.get(node.name) ?? 0) + (asked(node.name) / runs) * (day / every));
    },
  };
};

it('what a node is asked in a day stays within the documented budget of its kind', async () => {
  const bill = newBill();
  let later = 0;
  const real = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + later);
  // Thirty seconds of the fast lane hold two checks of the chain id.
  const second = async (): Promise<void> => {
    later += 1000;
    await Promise.all(nodes.map(({ light, asker }) => light.ask(asker, 2)));
  };
  await bill.add(second, 1, 30);
  clock.mockRestore();

  for (const target of nodes) {
    const { node, labels, asker, ownMetrics, hints } = target;
    const chain = fleet.chains[node.chain];
    const ladder = fleet.ladders[node.chain];
    // The table of kinds that the config knows, and that of their probes, have the same keys.
    const kind = nodeKinds[node.kind as keyof typeof nodeKinds];
    if (!chain || !ladder) throw new Error('every chain of the fleet is known');
    const context = { node, chain, labels, ask: asker, ownMetrics, hints, executions: executionsBeside(nodes, target) };
    for (const probe of kind.slow.filter(({ applies }) => applies?.(node) ?? true)) {
      await bill.add(createProbeRunner(probe, context, registry), probe.everySeconds);
      await probe.end?.(context);
    }
    if (node.layer === 'consensus') continue;
    const edge = fleet.edges.find(({ regions }) => Object.values(regions).flat().includes(node.name));
    const journey = journeyKinds[edge?.journey ?? 'evm-generic']({
      chain,
      ladder,
      labels,
      ask: asker,
      beacon: nodes.find((other) => other.node.name === node.beacon)?.asker,
      socket: undefined,
      livepeer: fleet.livepeer,
      l1Head: () => nodes.find((other) => other.node.name === 'eth-a')?.head,
      company: newCompany(),
      recorder: registry,
    });
    await bill.add(() => journey.run(), edge ? limits.journeyEvery : limits.journeyNodeEvery);
    const { boot } = journey;
    if (boot) await bill.add(boot, limits.bootEvery);
    await journey.stop();
  }
  await bill.add(consistency.look, consistencyPace.every);
  await bill.add(consistency.compareLogs, consistencyPace.logsEvery);
  await bill.add(consistency.askRanges, consistencyPace.rangeEvery);

  const rollup = rollupKind(knownChains['arbitrum-one']);
  const l1 = nodes.find(({ node }) => node.name === 'eth-a');
  if (!rollup || !l1) throw new Error('Arbitrum One is a rollup that headwatch knows');
  await bill.add(() => rollup.ask(l1.asker, 5), rollupEvery);

  const rows = nodes.map(({ node }) => {
    const serves = fleet.edges.some(({ regions }) => Object.values(regions).flat().includes(node.name));
    return { node: node.name, kind: node.kind, serves, asked: bill.of(node.name), budget: budgetOf(node.kind, serves) };
  });
  for (const row of rows) {
    expect(row.asked, JSON.stringify(row)).toBeLessThanOrEqual(row.budget);
    // A budget far above what is asked would prove nothing.
    expect(row.asked, JSON.stringify(row)).toBeGreaterThan(row.budget * 0.9);
  }
}, 30_000);
