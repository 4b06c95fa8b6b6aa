import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadFleet, parseFleet } from '../../../collector/config/load.ts';
import { configPath } from '../../../collector/config/path.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { faultsOf, parse, refusalOfText, small } from './support.ts';

const root = join(import.meta.dirname, '../../..');
const example = join(root, 'fleet.example.yaml');
const edgeUrls = {
  ARB_EDGE_RPC: 'https://rpc.example.org/arb-key',
  ETH_EDGE_RPC: 'https://rpc.example.org/eth-key',
  ETH_EDGE_BEACON: 'https://rpc.example.org/beacon-key',
};

test('the example fleet loads, with the usual ports, the ladders and what members see', () => {
  const fleet = loadFleet(example, { kinds, env: edgeUrls });
  expect(fleet.nodes.map((node) => node.endpoint.url.reveal())).toEqual([
    'http://10.8.0.11:8547',
    'http://10.8.0.12:8547',
    'http://10.8.0.13:8547',
    'http://10.8.0.21:8545',
    'http://10.8.0.22:8545',
    'http://10.8.0.21:5052',
    'http://10.8.0.22:5052',
  ]);
  expect(fleet.nodes.map((node) => node.layer)).toContain('consensus');
  expect(fleet.edges.map((edge) => [edge.endpoint.url.reveal(), edge.endpoint.via, edge.carry])).toEqual([
    ['https://rpc.example.org/arb-key', 'cloudflare', 1],
    ['https://rpc.example.org/eth-key', 'cloudflare', 1],
  ]);
  expect(Object.keys(fleet.chains)).toEqual(['arbitrum-one', 'ethereum']);
  expect(fleet.ladders.ethereum?.stalled).toBe(60);
  expect(fleet.nodes[0]?.alias).toBe('Node EU');
  expect(fleet.home).toBe(root);
});

test('the minimal fleet loads with nothing set, and with the shipped defaults', () => {
  const fleet = loadFleet(join(root, 'fleet.minimal.yaml'), { kinds, env: {} });
  expect(fleet.nodes).toHaveLength(1);
  expect(fleet.service).toEqual({ name: 'my-node', objective: 99.98, pageOnHalt: false });
  expect(fleet.notify.discord?.operators).toMatchObject({
    path: 'notify.discord.operators_file',
    file: join(root, 'secrets/discord_webhook'),
    mandatory: true,
    value: undefined,
  });
  expect(fleet.notify.pagerduty).toBeUndefined();
  expect(fleet.router.listen).toBe('127.0.0.1:9761');
});

test('a collector elsewhere needs only the address of the edge that serves its region', () => {
  const fleet = loadFleet(example, { kinds, env: { ARB_EDGE_RPC: edgeUrls.ARB_EDGE_RPC }, vantage: 'us' });
  expect(fleet.edges.map((edge) => edge.name)).toEqual(['arb']);
  expect(fleet.nodes).toEqual([]);
  expect(fleet.references).toHaveLength(4);
  expect(fleet.controls).toHaveLength(2);
  expect(fleet.vantage).toBe('eu');
  expect(fleet.notify.discord).toBeUndefined();
});

test('a collector elsewhere refuses to start without its edge, and where no vantage of its name is', () => {
  const text = readFileSync(example, 'utf8');
  expect(refusalOfText(text, { vantage: 'us' }).lines).toEqual([
    'edges[0].rpc: found the unset variable ARB_EDGE_RPC, expected ARB_EDGE_RPC set and not empty',
  ]);
  expect(refusalOfText(text, { vantage: 'usa', env: edgeUrls }).lines).toEqual([
    '--vantage: found "usa", expected one of eu, us, ap',
  ]);
});

test('the central collector by its own name is the whole fleet', () => {
  expect(loadFleet(example, { kinds, env: edgeUrls, vantage: 'eu' }).nodes).toHaveLength(7);
});

test('a collector elsewhere listens where it says, not where the central one does', () => {
  const listenOf = (vantage: string, entry: string) =>
    parse(
      small(`
edges: [{ name: e, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "https://e/", regions: { eu: [arb-eu], us: [arb-eu] } }]
collector: { listen: "127.0.0.1:1" }
prometheus: { write_url: "http://10.8.0.10:9090/api/v1/write" }
vantages: [${entry}]`),
      { vantage },
    ).collector.listen;
  expect(listenOf('us', '{ name: us }')).toBe('127.0.0.1:9760');
  expect(listenOf('us-2', '{ name: us-2, region: us, listen: "127.0.0.1:9770" }')).toBe('127.0.0.1:9770');
  expect(listenOf('us', '{ name: us, scrape: "10.8.0.12:9760" }')).toBe('10.8.0.12:9760');
  expect(listenOf('eu', '{ name: us }')).toBe('127.0.0.1:1');
});

test('a file without nodes of a chain may leave the pools of its edges empty', () => {
  const fleet = parse(`
service: { name: t }
vantage: eu
edges: [{ name: e, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "https://e/", regions: { eu: [] } }]
`);
  expect(fleet.edges[0]?.regions).toEqual({ eu: [] });
});

test('unset addresses pass where nothing is sent, but never elsewhere', () => {
  expect(loadFleet(example, { kinds, env: {}, allowUnset: true }).edges).toHaveLength(2);
  const text = small('prometheus: { url: "${PROMETHEUS}" }');
  expect(refusalOfText(text, { allowUnset: true }).lines).toEqual([
    'prometheus.url: found the unset variable PROMETHEUS, expected PROMETHEUS set and not empty',
  ]);
});

test('variables fill any text; a doubled dollar stands for itself', () => {
  const more =
    'references: [{ name: ref, chain: "${CHAIN}", rpc: "https://${HOST}/$${x}/${KEY}", headers: { A: "b ${KEY}" } }]';
  const fleet = parse(small(more), { env: { CHAIN: 'arbitrum-one', HOST: 'ref.example.org', KEY: 'k$1' } });
  expect(fleet.references[0]?.chain).toBe('arbitrum-one');
  expect(fleet.references[0]?.endpoint.url.reveal()).toBe('https://ref.example.org/${x}/k$1');
  expect(fleet.references[0]?.endpoint.headers.A?.reveal()).toBe('b k$1');
});

test('a value cannot bring in another variable', () => {
  const more = 'references: [{ name: ref, chain: arbitrum-one, rpc: "https://ref.example.org/${A}" }]';
  const fleet = parse(small(more), { env: { A: '${B}', B: 'no' } });
  expect(fleet.references[0]?.endpoint.url.reveal()).toBe('https://ref.example.org/${B}');
});

test('an IPv6 host gets its brackets', () => {
  const fleet = parse(small().replace('10.8.0.11', '"fd00::11"'));
  expect(fleet.nodes[0]?.endpoint.url.reveal()).toBe('http://[fd00::11]:8547');
});

test('a rung is overridden for its chain alone; a declared chain gets rungs from its block time', () => {
  const fleet = parse(`
service: { name: test }
vantage: eu
chains: { slow: { id: 5, block_time: 15s, quiet: true } }
nodes:
  - { name: a, kind: evm, chain: slow, region: eu, host: a.example.org }
  - { name: b, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: b.example.org }
policy: { arbitrum-one: { lagging: 20s, page_bad: 500ms } }
`);
  expect(fleet.chains.slow).toEqual({ name: 'slow', id: 5, blockTime: 15, quiet: true });
  expect(fleet.ladders['arbitrum-one']).toMatchObject({ lagging: 20, pageBad: 0.5, stale: 30 });
  expect(fleet.ladders.slow).toMatchObject({ lagging: 30, halted: 72 });
});

test('secret files are read beside fleet.yaml and trimmed; an empty one is none', () => {
  const more =
    'notify: { discord: { operators_file: secrets/hook, members_file: /run/members }, deadman: { url_file: x } }';
  const files = new Map([
    ['/home/me/secrets/hook', ' https://discord.com/api/webhooks/1/a\n'],
    ['/run/members', '\n'],
  ]);
  const { notify } = parse(small(more), { readFile: (path) => files.get(path) });
  expect(notify.discord?.operators.value?.reveal()).toBe('https://discord.com/api/webhooks/1/a');
  expect(notify.discord?.members?.value).toBeUndefined();
  expect(notify.deadman?.url.value).toBeUndefined();
  expect(notify.deadman?.url.mandatory).toBe(false);
});

test('a file that is not there says how to get one', () => {
  expect(faultsOf('/nowhere/fleet.yaml').lines).toEqual([
    '(the file): found no such file, expected a fleet file (`headwatch init --rpc URL` writes one)',
  ]);
});

test('--config wins over HEADWATCH_HOME, which wins over ./home', () => {
  expect(configPath('a.yaml', { HEADWATCH_HOME: '/srv' })).toBe('a.yaml');
  expect(configPath(undefined, { HEADWATCH_HOME: '/srv' })).toBe('/srv/fleet.yaml');
  expect(configPath(undefined, {})).toBe('home/fleet.yaml');
});

test('an alias that is not given is not the name: members read it', () => {
  const text = `
service: { name: t }
vantage: r
nodes:
  - { name: secret-host-1, kind: arbitrum-nitro, chain: arbitrum-one, region: r, rpc: "http://127.0.0.1:1" }
edges:
  - { name: secret-edge, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "http://127.0.0.1:2", regions: { r: [secret-host-1] } }
`;
  const fleet = parseFleet(text, { file: 't', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
  expect([fleet.nodes[0]?.alias, fleet.edges[0]?.alias]).toEqual(['Node 1', 'RPC for arbitrum-one']);
});
