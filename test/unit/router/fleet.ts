import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { IncomingAlert } from '../../../alerts/router/incident.ts';
import { openStore, type Store, storeFile } from '../../../alerts/router/store/store.ts';
import type { Fleet, FleetEdge, FleetNode } from '../../../collector/config/fleet.ts';
import { livepeerDefaults } from '../../../collector/config/livepeer.ts';
import type { NamedSecret } from '../../../collector/config/namedSecret.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { lossOf, type SecretPath } from '../../../collector/config/secrets.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { defaultLadder } from '../../../collector/policy/ladder.ts';
import type { NodeView, View } from '../../../collector/view.ts';

export const temporaryHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-router-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
};

export const temporaryStore = (): Store => {
  const store = openStore(storeFile(temporaryHome()));
  onTestFinished(() => store.close());
  return store;
};

export const secret = (path: SecretPath, value: string | undefined): NamedSecret => ({
  path,
  file: '/nowhere',
  mandatory: false,
  without: lossOf(path),
  value: value === undefined ? undefined : new Secret(value),
});

const endpoint = (url: string) => ({ url: new Secret(url), headers: {}, via: 'direct' }) as const;

const node = (name: string, chain: string, region: string, more: Partial<FleetNode> = {}): FleetNode => ({
  role: 'node',
  name,
  chain,
  region,
  kind: 'evm',
  layer: 'execution',
  state: 'serving',
  parent: undefined,
  beacon: undefined,
  alias: `Node ${region.toUpperCase()}`,
  endpoint: endpoint(`http://${name}.internal.example.org:8547/key-of-${name}`),
  ...more,
});

const edge = (
  name: string,
  chain: string,
  regions: FleetEdge['regions'],
  more: Partial<FleetEdge> = {},
): FleetEdge => ({
  role: 'edge',
  name,
  chain,
  regions,
  audience: 'members',
  journey: 'evm-generic',
  ws: undefined,
  beacon: undefined,
  keyed: undefined,
  carry: 1,
  alias: 'Arbitrum RPC',
  endpoint: endpoint(`https://${name}.edge.example.org/planted-edge-key`),
  ...more,
});

/** Three Nitro nodes in three regions behind `arb`, two Ethereum nodes and a beacon behind the internal `eth`. */
export const fleetOf = (more: Partial<Fleet> = {}): Fleet => ({
  service: { name: 'example-rpc', objective: 99.98, pageOnHalt: false },
  home: '/nowhere',
  vantage: 'eu',
  chains: { 'arbitrum-one': knownChains['arbitrum-one'], ethereum: knownChains.ethereum },
  ladders: {
    'arbitrum-one': defaultLadder(knownChains['arbitrum-one']),
    ethereum: defaultLadder(knownChains.ethereum),
  },
  nodes: [
    node('arb-eu', 'arbitrum-one', 'eu'),
    node('arb-us', 'arbitrum-one', 'us'),
    node('arb-ap', 'arbitrum-one', 'ap'),
    node('eth-a', 'ethereum', 'eu', { alias: 'Ethereum A', beacon: 'beacon-a' }),
    node('eth-b', 'ethereum', 'eu', { alias: 'Ethereum B' }),
    node('beacon-a', 'ethereum', 'eu', { alias: 'Beacon A', layer: 'consensus' }),
    node('lone', 'ethereum', 'us', { alias: 'Node 7' }),
  ],
  references: [],
  edges: [
    edge('arb', 'arbitrum-one', { eu: ['arb-eu'], us: ['arb-us'], ap: ['arb-ap'] }),
    edge('eth', 'ethereum', { eu: ['eth-a', 'eth-b'] }, { audience: 'internal', alias: 'Ethereum RPC' }),
  ],
  vantages: [{ name: 'us', region: 'us', scrape: '10.8.0.12:9760' }],
  livepeer: livepeerDefaults,
  publish: undefined,
  controls: [],
  notify: { discord: undefined, pagerduty: undefined, deadman: undefined },
  collector: { listen: '127.0.0.1:1' },
  router: { listen: '127.0.0.1:0', public: '127.0.0.1:0', publicUrl: 'https://status.example.org' },
  prometheus: { url: 'http://127.0.0.1:1', writeUrl: undefined },
  alertmanagers: [{ url: 'http://127.0.0.1:1' }],
  grafana: undefined,
  ...more,
});

export const labelsOf = {
  edgeDown: { alertname: 'EdgeDown', severity: 'page', page_class: 'outage', scope: 'edge:arb', region: 'eu' },
  redundancyGone: {
    alertname: 'RedundancyGone',
    severity: 'page',
    page_class: 'risk',
    scope: 'edge:arb',
    region: 'eu',
  },
  nodeStalled: { alertname: 'NodeStalled', severity: 'warning', scope: 'node:arb-eu', region: 'eu', target: 'arb-eu' },
  nodeLagging: { alertname: 'NodeLagging', severity: 'warning', scope: 'node:arb-eu', region: 'eu', target: 'arb-eu' },
  chainHalted: { alertname: 'ChainHalted', severity: 'warning', scope: 'chain:arbitrum-one', region: 'all' },
} as const;

const annotations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  EdgeDown: {
    summary: 'Members get no fresh blocks.',
    description: 'The edge was bad for 21 s of the last 60 s.',
    impact: 'Members in this region earn nothing.',
    action: 'Disable the pool of this region in Cloudflare.',
    runbook_url: 'https://runbooks.example.org/EdgeDown',
    dashboard_url: 'https://grafana.example.org/d/status?var-edge=arb',
  },
  NodeStalled: {
    summary: 'A node has stopped at an old block.',
    description: 'The head is 72 s behind the chain.',
    impact: 'None while the balancer drains it.',
    action: 'Restart nitro on the node.',
    runbook_url: 'https://runbooks.example.org/NodeStalled',
  },
};

export const groupKeyOf = (labels: Readonly<Record<string, string>>): string =>
  `{}/{severity="page"}:{page_class="${labels.page_class ?? ''}", region="${labels.region}", scope="${labels.scope}"}`;

export const alertOf = (
  labels: Readonly<Record<string, string>>,
  status: 'firing' | 'resolved',
  startsAt: number,
  more: Partial<IncomingAlert> = {},
): IncomingAlert => ({
  fingerprint: `${labels.alertname}/${labels.scope}/${labels.region}`,
  status,
  labels,
  annotations: annotations[labels.alertname ?? ''] ?? {},
  groupKey: groupKeyOf(labels),
  startsAt,
  endsAt: status === 'resolved' ? startsAt + 100 : null,
  origin: 'alertmanager',
  ...more,
});

export const nodeView = (name: string, more: Partial<NodeView> = {}): NodeView => ({
  name,
  alias: name,
  kind: 'evm',
  chain: name.startsWith('arb') ? 'arbitrum-one' : 'ethereum',
  region: 'eu',
  state: 'serving',
  verdict: 'ok',
  reason: 'fresh',
  detail: `${name} has answered`,
  since: 1,
  head: { number: 402_581_640, timestamp: 1_795_000_000, hash: '0xabc' },
  lagSeconds: 0.2,
  lagBlocks: 1,
  lastFailure: null,
  clientVersion: null,
  ...more,
});

export const viewOf = (at: number, more: Partial<View> = {}): View => ({
  vantage: 'eu',
  central: true,
  blind: false,
  at,
  startedAt: at - 1000,
  version: '0.1.0',
  chains: [],
  nodes: [],
  references: [],
  edges: [],
  causes: [],
  ...more,
});
