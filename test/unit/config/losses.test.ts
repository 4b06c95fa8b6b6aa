import { expect, test } from 'vitest';
import { layersOf, layerWords } from '../../../collector/config/advice/layers.ts';
import { lossesOf } from '../../../collector/config/advice/losses.ts';
import { cloudflareMonitor, reactionsOf } from '../../../collector/policy/balancer.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';
import { parse } from './support.ts';

const fleet = parse(`
service: { name: test }
vantage: eu
hosts: { h1: { provider: alpha }, h2: { provider: alpha }, h3: { provider: beta } }
nodes:
  - { name: arb-eu, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: 10.8.0.11, parent: "edge:eth", on: h1 }
  - { name: arb-us, kind: arbitrum-nitro, chain: arbitrum-one, region: us, host: 10.8.0.12, parent: "edge:eth", on: h2 }
  - { name: arb-new, kind: arbitrum-nitro, chain: arbitrum-one, region: us, host: 10.8.0.19, state: joining }
  - { name: eth-a, kind: ethereum-execution, chain: ethereum, region: eu, host: 10.8.0.21, beacon: beacon-a, on: h3 }
  - { name: eth-b, kind: ethereum-execution, chain: ethereum, region: eu, host: 10.8.0.22 }
  - { name: beacon-a, kind: ethereum-consensus, chain: ethereum, region: eu, host: 10.8.0.21, on: h3 }
edges:
  - { name: arb, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "https://arb.example.org/", regions: { eu: [arb-eu], us: [arb-us] } }
  - { name: eth, chain: ethereum, audience: internal, journey: evm-generic, rpc: "https://eth.example.org/", regions: { eu: [eth-a, eth-b] } }
`);
const losses = new Map(lossesOf(fleet).map((loss) => [loss.what, loss]));

const layers = (well?: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    layersOf(fleet, well && new Set(well)).map(({ scope, layer, have, total, spare }) => [
      `${scope} ${layer}`,
      layerWords(have, total, spare),
    ]),
  );

test('a layer says how many it has and may lose: behind each edge, and of each chain', () => {
  expect(layers()).toEqual({
    'edge:arb execution': '2 of 2, can lose 1',
    'edge:eth execution': '2 of 2, can lose 1',
    'chain:arbitrum-one execution': '2 of 2, can lose 1',
    'chain:ethereum execution': '2 of 2, can lose 1',
    'chain:ethereum consensus': '1 of 1, can lose 0',
  });
  expect(layers(['arb-us', 'eth-b'])).toMatchObject({
    'edge:arb execution': '1 of 2, can lose 0',
    'edge:eth execution': '1 of 2, can lose 0',
    'chain:ethereum consensus': '0 of 1, TOO FEW',
  });
  expect(layers([])['edge:eth execution']).toBe('0 of 2, TOO FEW');
});

test('of consensus nodes as many may fail as drive no node that the edge cannot do without', () => {
  const pairs = (carry: number, beacons: readonly string[]) =>
    parse(`
service: { name: test }
vantage: eu
nodes:
${beacons.map((beacon, index) => `  - { name: eth-${index}, kind: ethereum-execution, chain: ethereum, region: eu, host: 10.8.1.${index + 1}, beacon: ${beacon} }`).join('\n')}
${beacons.map((name, index) => `  - { name: ${name}, kind: ethereum-consensus, chain: ethereum, region: eu, host: 10.8.2.${index + 1} }`).join('\n')}
edges:
  - { name: eth, chain: ethereum, audience: internal, journey: evm-generic, carry: ${carry}, rpc: "https://eth.example.org/", regions: { eu: [${beacons.map((_, index) => `eth-${index}`).join(', ')}] } }
`);
  const spare = (carry: number, beacons: readonly string[], well?: ReadonlySet<string>): number | undefined =>
    layersOf(pairs(carry, beacons), well).find(({ layer }) => layer === 'consensus')?.spare;
  expect(spare(1, ['b1', 'b2', 'b3'])).toBe(2);
  expect(spare(2, ['b1', 'b2', 'b3'])).toBe(1);
  expect(spare(1, ['b1', 'b2'], new Set(['eth-0', 'b1', 'b2']))).toBe(0);
  expect(spare(2, ['b1', 'b2'], new Set(['eth-0', 'b1', 'b2']))).toBe(-1);
});

test('one provider of both nodes is a single point of failure, one of its machines is not', () => {
  expect(losses.get('provider:alpha')).toEqual({ what: 'provider:alpha', costs: ['edge arb is down'], single: true });
  expect(losses.get('host:h1')).toEqual({
    what: 'host:h1',
    costs: ['edge arb 1 of 2, can lose 0 more'],
    single: false,
  });
});

test('a consensus node takes the execution node with it that it drives, and whoever reads L1 through them is named', () => {
  expect(losses.get('node:beacon-a')?.costs).toEqual([
    'eth-a stands still without it',
    'edge eth 1 of 2, can lose 0 more',
    'arb-eu and arb-us read L1 through edge eth',
  ]);
});

test('an edge in front of the parent chain and the network in front of all edges cost what hangs on them', () => {
  expect(losses.get('edge:eth')).toEqual({
    what: 'edge:eth',
    costs: ['arb-eu and arb-us cannot read L1'],
    single: true,
  });
  expect(losses.get('cloudflare')?.costs).toEqual(['members lose edge arb', 'arb-eu and arb-us cannot read L1']);
  expect([...losses.keys()].some((what) => what.includes('arb-new'))).toBe(false);
});

test('single points of failure come first, and no address is shown', () => {
  const singles = lossesOf(fleet).map(({ single }) => single);
  expect(singles).toEqual(singles.toSorted((a, b) => Number(b) - Number(a)));
  expect(JSON.stringify(lossesOf(fleet))).not.toMatch(/10\.8\.0|example\.org/);
});

test("at Cloudflare's default interval a page may come before failover, at its shortest failover comes first", () => {
  const ladder = { ...defaultLadder(knownChains['arbitrum-one']), unreachable: 5, lagging: 15, stale: 30, pageBad: 20 };
  const slow = reactionsOf(ladder, cloudflareMonitor.default);
  expect(slow.map(({ what, moved, page, pageFirst }) => [what, moved, page, pageFirst])).toEqual([
    ['no_answer', 65, 20, true],
    ['stall', 75, 50, true],
  ]);
  // To the second is too late.
  expect(reactionsOf({ ...ladder, unreachable: 10 }, cloudflareMonitor.fastest)[0]?.pageFirst).toBe(true);
  expect(reactionsOf(ladder, cloudflareMonitor.fastest).map(({ pageFirst }) => pageFirst)).toEqual([false, false]);
});
