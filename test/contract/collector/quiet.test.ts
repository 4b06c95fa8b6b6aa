/** The whole collector over a quiet chain, beside a busy one: silence is no fault there, and standing still alone is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseFleet } from '../../../collector/config/load.ts';
import { type Collector, startCollector } from '../../../collector/main.ts';
import { demoFleetYaml } from '../../../demo/fleetFile.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { latest, until } from '../sim/client.ts';

let sim: Sim;
let collector: Collector;

const values = async (lane: 'fast' | 'slow', name: string, ...labels: string[]): Promise<readonly number[]> => {
  const text = await collector.registry.render(lane);
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .map((line) => Number(line.split(' ').at(-1)));
};
/** Milliseconds; half a minute of a machine that is busy with other things. */
const soon = 30_000;

const verdicts = (target: string, verdict: string) =>
  values('fast', 'headwatch_node_verdict', `target="${target}"`, `verdict="${verdict}"`);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 2 } });
  // Nobody uses it for as long as it is looked at.
  await sim.set({ target: 'chain:arbitrum-nova', mode: 'halt' }, true);
  const nowhere = '127.0.0.1:1';
  const yaml = demoFleetYaml(sim, {
    collector: '127.0.0.1:0',
    router: nowhere,
    public: '127.0.0.1:2',
    prometheus: `http://${nowhere}`,
    alertmanager: `http://${nowhere}`,
    vantages: {},
    discordApi: `http://${nowhere}`,
    pagerduty: `http://${nowhere}`,
    wider: true,
  });
  const env = { ARB_EDGE_RPC: sim.edges.arb.eu, ETH_EDGE_RPC: sim.edges.eth.eu, ETH_EDGE_BEACON: sim.edges.eth.eu };
  const fleet = parseFleet(yaml, { file: 'f', home: '/nonexistent', kinds, env, readFile: () => undefined });
  collector = await startCollector({ fleet });
}, 30_000);
afterAll(async () => {
  await collector.stop();
  await sim.stop();
}, 20_000);

it('a head that is older than a halt takes elsewhere is no halt, no lag and no stall, and its feed is heard', async () => {
  const head = await latest(sim.targets['nova-a'] ?? '');
  expect(Date.now() / 1_000 - Number(head.timestamp)).toBeGreaterThan(29);
  await until(async () => (await verdicts('nova-a', 'ok'))[0] === 1 && (await verdicts('nova-b', 'ok'))[0] === 1, soon);
  const about = 'chain="arbitrum-nova"';
  expect(await values('fast', 'headwatch_chain_verdict', about, 'verdict="live"')).toEqual([1]);
  for (const lag of await values('fast', 'headwatch_head_lag_seconds', about)) expect(lag).toBe(0);
  await until(async () => (await values('slow', 'headwatch_feed_connected', 'feed="nova-feed"'))[0] === 1, soon);
  await until(
    async () => (await values('slow', 'headwatch_nitro_validations_total', 'target="nova-b"')).length > 0,
    soon,
  );
  expect(await values('slow', 'headwatch_nitro_validations_total', 'target="nova-b"', 'outcome="failed"')).toEqual([0]);
  expect(await values('slow', 'headwatch_nitro_validations_total', 'target="nova-a"')).toEqual([]);
  // Nobody knows when the next batch is due: its way to L1 is not known, and nothing is called broken.
  await until(async () => (await values('slow', 'headwatch_l1_link', about, 'state="unknown"')).length === 2, soon);
  expect(await values('slow', 'headwatch_l1_link', about, 'state="unknown"')).toEqual([1, 1]);
}, 120_000);

it('a node that stands still once somebody uses the chain is told by the others, and nobody else is', async () => {
  await sim.set({ target: 'nova-a', mode: 'freeze' }, true);
  await sim.set({ target: 'chain:arbitrum-nova', mode: 'busy' }, true);
  await until(async () => ((await values('fast', 'headwatch_head_lag_blocks', 'target="nova-a"'))[0] ?? 0) >= 2, soon);
  // A distance in time too, and never more than the time since the chain went on, however old the last block is.
  const [lag = 0] = await values('fast', 'headwatch_head_lag_seconds', 'target="nova-a"');
  expect(lag).toBeLessThan(15);
  await until(
    async () => (await verdicts('nova-a', 'lagging'))[0] === 1 || (await verdicts('nova-a', 'stalled'))[0] === 1,
    soon,
  );
  expect(await verdicts('nova-b', 'ok')).toEqual([1]);
  // The chain beside it goes on as before.
  await until(
    async () => !(await values('fast', 'headwatch_node_verdict', 'chain="arbitrum-one"', 'verdict="ok"')).includes(0),
    soon,
  );
  await sim.set({ target: 'nova-a', mode: 'freeze' }, false);
  await until(async () => (await verdicts('nova-a', 'ok'))[0] === 1, soon);
}, 120_000);
