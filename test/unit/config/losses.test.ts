import { expect, test } from 'vitest';
import { layersOf, lossesOf } from '../../../collector/config/advice/losses.ts';
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

test('a layer says how many may fail, by those that answer', () => {
  expect(layersOf(fleet)).toEqual([
    { edge: 'arb', nodes: 2, spare: 1 },
    { edge: 'eth', nodes: 2, spare: 1 },
  ]);
  expect(layersOf(fleet, new Set(['arb-us']))).toEqual([
    { edge: 'arb', nodes: 1, spare: 0 },
    { edge: 'eth', nodes: 0, spare: -1 },
  ]);
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
