/** The whole collector over the simulated fleet: what it knows of Nitro nodes and the feed, and what of it a fault takes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseFleet } from '../../../collector/config/load.ts';
import { type Collector, startCollector } from '../../../collector/main.ts';
import { demoFleetYaml } from '../../../demo/fleetFile.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { until } from '../sim/client.ts';

let sim: Sim;
let collector: Collector;

const values = async (name: string, ...labels: string[]): Promise<readonly number[]> => {
  const text = await collector.registry.render('slow');
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .map((line) => Number(line.split(' ').at(-1)));
};
const value = async (name: string, ...labels: string[]): Promise<number | undefined> =>
  (await values(name, ...labels))[0];

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 2 } });
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
  });
  const env = { ARB_EDGE_RPC: sim.edges.arb.eu, ETH_EDGE_RPC: sim.edges.eth.eu, ETH_EDGE_BEACON: sim.edges.eth.eu };
  const fleet = parseFleet(yaml, { file: 'f', home: '/nonexistent', kinds, env, readFile: () => undefined });
  collector = await startCollector({ fleet });
}, 30_000);
afterAll(async () => {
  await collector.stop();
  await sim.stop();
}, 20_000);

it('knows how each node stands with the feed, by an offset that it found itself', async () => {
  await until(async () => (await values('headwatch_nitro_feed_lag_blocks')).length === 3, 15_000);
  for (const lag of await values('headwatch_nitro_feed_lag_blocks')) expect(lag).toBeLessThan(6);
  for (const doubt of await values('headwatch_nitro_feed_lag_uncertainty_blocks')) expect(doubt).toBeLessThan(4);
  expect(await value('headwatch_feed_connected')).toBe(1);
  expect(await value('headwatch_feed_delay_seconds')).toBeLessThan(3);
}, 20_000);

it("shows the nodes' own metrics, and what they say of themselves", async () => {
  await until(async () => (await values('headwatch_nitro_feed_sources', 'state="connected"')).length === 3, 10_000);
  await until(async () => (await values('headwatch_nitro_publisher_healthy')).length === 3, 10_000);
  expect(await values('headwatch_nitro_publisher_healthy')).toEqual([1, 1, 1]);
  await until(async () => (await values('headwatch_nitro_arbos_format')).length === 3, 10_000);
  expect(await values('headwatch_nitro_arbos_format')).toEqual([51, 51, 51]);
  expect(await values('headwatch_nitro_batches_behind')).toEqual([]);
  await until(async () => (await values('headwatch_base_fee_wei', 'chain="arbitrum-one"')).length === 3, 10_000);
  expect(await values('headwatch_base_fee_wei', 'chain="arbitrum-one"')).toEqual([0x1312d00, 0x1312d00, 0x1312d00]);
  const asked = Object.keys(sim.requests()['arb-eu'] ?? {});
  expect(asked).not.toContain('txpool_status');
}, 25_000);

it('a node that falls 20 s behind is as many blocks behind the feed', async () => {
  await sim.set({ target: 'arb-eu', mode: 'lag', seconds: 20 }, true);
  await until(async () => ((await value('headwatch_nitro_feed_lag_blocks', 'arb-eu')) ?? 0) > 70, 8_000);
  expect(await value('headwatch_nitro_feed_lag_blocks', 'arb-eu')).toBeLessThan(90);
  await sim.clear();
}, 15_000);

it('a node behind a gap of its feed says how many messages wait there', async () => {
  await sim.set({ target: 'arb-us', mode: 'feed_gap' }, true);
  const waiting = async () => (await value('headwatch_nitro_feed_pending_messages', 'arb-us')) ?? 0;
  await until(async () => (await waiting()) > 10, 10_000);
  expect(await value('headwatch_nitro_feed_sources', 'arb-us', 'state="connected"')).toBe(1);
  await sim.clear();
}, 15_000);

it('a node without its blobs says how many batches it has not read', async () => {
  await sim.set({ target: 'arb-us', mode: 'blobs_lost' }, true);
  await until(async () => ((await value('headwatch_nitro_batches_behind', 'arb-us')) ?? 0) > 0, 10_000);
  expect(await value('headwatch_syncing', 'arb-us')).toBe(1);
  expect(await values('headwatch_nitro_batches_behind', 'arb-eu')).toEqual([]);
  await sim.clear();
}, 15_000);
