/** The two example fleets as the loader reads them, and one with things planted in it that must never be public. */
import { fileURLToPath } from 'node:url';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { loadFleet } from '../../../../collector/config/load.ts';
import type { NamedSecret } from '../../../../collector/config/namedSecret.ts';
import { Secret } from '../../../../collector/config/secret.ts';
import { kinds } from '../../../../exporters/kinds.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const load = (name: string): Fleet => loadFleet(`${root}${name}`, { kinds, env: {}, allowUnset: true });

export const exampleFleet = (): Fleet => load('fleet.example.yaml');
export const minimalFleet = (): Fleet => load('fleet.minimal.yaml');

const secretNamed = (path: string): NamedSecret => ({
  path,
  file: '/host-planted/secret',
  mandatory: false,
  without: 'Nothing.',
  value: new Secret('key-planted'),
});

/** Cloudflare asked, with a tunnel, and origins that must not be reached. */
const behindCloudflare = (fleet: Fleet): Fleet => ({
  ...fleet,
  cloudflare: {
    token: secretNamed('cloudflare.token_file'),
    account: undefined,
    zones: ['example.org'],
    hosts: ['arb.example.org'],
    delay: 300,
    refill: 21_600,
    tunnels: [{ name: 'eu', metrics: '10.99.0.7:2000' }],
    api: 'https://api.cloudflare.com',
  },
  isolation: {
    every: 600,
    origins: [{ name: 'origin-a', address: new Secret('10.99.0.8'), file: undefined, ports: [8547] }],
  },
});

/** With a public treasury, whose figures anyone may read. */
const withTreasury = (fleet: Fleet): Fleet => ({
  ...fleet,
  treasury: {
    chain: 'arbitrum-one',
    currency: 'USD',
    fiat: ['USD', 'EUR'],
    addresses: [{ name: 'host-planted-safe', address: '0x00000000000000000000000000000000000000aa', kind: 'safe' }],
    tokens: { USDC: { address: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', decimals: 6 } },
    feeds: { ETH: { address: '0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612', maxAge: 86_400 } },
    since: undefined,
    dust: {},
  },
});

/** Everything that a panel may be about: two services for members, subscriptions, Cloudflare, a treasury. */
export const fullFleet = (): Fleet => {
  const fleet = withTreasury(behindCloudflare(exampleFleet()));
  const ws = new Secret('wss://key-planted');
  return {
    ...fleet,
    edges: fleet.edges.map((edge) => ({ ...edge, ws, audience: 'members' as const })),
    nodes: fleet.nodes.map((node) => ({ ...node, metrics: node.metrics ?? node.endpoint })),
  };
};

/** Texts that `plantedFleet` holds where only operators may see them. */
export const planted = [
  'host-planted',
  'key-planted',
  'header-planted',
  'node-planted',
  'edge-planted',
  'ref-planted',
  'vantage-planted',
  '10.99.',
  ':18547',
  ':19090',
  ':19760',
  'grafana-planted',
];

export const plantedFleet = (): Fleet => {
  const fleet = withTreasury(behindCloudflare(exampleFleet()));
  const endpoint = (name: string) => ({
    url: new Secret(`http://host-planted.${name}.10.99.0.1:18547/key-planted`),
    headers: { 'X-Key': new Secret('header-planted') },
    via: 'direct' as const,
  });
  const renamed = (name: string): string => `node-planted-${name}`;
  return {
    ...fleet,
    home: '/host-planted/home',
    nodes: fleet.nodes.map((node) => ({ ...node, name: renamed(node.name), endpoint: endpoint(node.name) })),
    references: fleet.references.map((reference) => ({
      ...reference,
      name: `ref-planted-${reference.name}`,
      endpoint: endpoint(reference.name),
    })),
    edges: fleet.edges.map((edge) => ({
      ...edge,
      name: `edge-planted-${edge.name}`,
      endpoint: endpoint(edge.name),
      regions: Object.fromEntries(Object.entries(edge.regions).map(([region, names]) => [region, names.map(renamed)])),
    })),
    collector: { listen: '10.99.0.2:19760' },
    vantages: fleet.vantages.map(({ name }) => ({
      name,
      region: name,
      scrape: `vantage-planted-${name}.10.99.0.3:19760`,
    })),
    prometheus: { url: 'http://10.99.0.4:19090', writeUrl: undefined },
    alertmanagers: [{ url: 'http://10.99.0.5:19093' }],
    grafana: { url: 'http://grafana-planted:3000' },
  };
};
