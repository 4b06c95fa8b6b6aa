/** Who is in the simulated fleet: the nodes, references and edges of fleet.example.yaml, and what software they say they are. */
export type ChainName = 'arbitrum-one' | 'arbitrum-nova' | 'ethereum';
export type EndpointKind = 'nitro' | 'execution' | 'consensus';

export interface SimNode {
  readonly kind: EndpointKind;
  readonly chain: ChainName;
  readonly version: string;
  /** It shows its metrics on a port of their own. */
  readonly page?: true;
  /** It runs a block validator. */
  readonly validates?: true;
}

const nitro = { kind: 'nitro', chain: 'arbitrum-one' } as const;
const quiet = { kind: 'nitro', chain: 'arbitrum-nova' } as const;
const execution = { kind: 'execution', chain: 'ethereum' } as const;
const consensus = { kind: 'consensus', chain: 'ethereum' } as const;

const current = 'nitro/v3.10.0-0000000/linux-amd64/go1.25.9';
const geth = 'Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7';
const nethermind = 'Nethermind/v1.35.8+c066aee2/linux-x64/dotnet9.0.0';

export const simNodes = {
  'arb-eu': { ...nitro, version: current, page: true },
  'arb-us': { ...nitro, version: current, page: true },
  'arb-ap': { ...nitro, version: 'nitro/v3.9.9-0000000/linux-amd64/go1.25.9', page: true },
  'eth-a': { ...execution, version: geth },
  'eth-b': { ...execution, version: nethermind },
  'beacon-a': { ...consensus, version: 'Prysm/v7.1.0 (linux amd64)' },
  'beacon-b': { ...consensus, version: 'Lighthouse/v8.0.1-ced49dd/x86_64-linux' },
  'arb-ref-1': { ...nitro, version: 'nitro/v3.11.3-rc.4-4bed0c5/linux-amd64/go1.25.12' },
  'arb-ref-2': { ...nitro, version: current },
  'eth-ref-1': { ...execution, version: geth },
  'eth-ref-2': { ...execution, version: 'erigon/3.0.14/linux-amd64/go1.23.11' },
} as const satisfies Record<string, SimNode>;
export type SimNodeName = keyof typeof simNodes;

/** Beside them, for a wider fleet: a quiet chain, with nodes of ours and references. They are there, and nobody asks them else. */
export const widerNodes = {
  'nova-a': { ...quiet, version: current, page: true },
  'nova-b': { ...quiet, version: current, page: true, validates: true },
  'nova-ref-1': { ...quiet, version: 'nitro/v3.11.3-rc.4-4bed0c5/linux-amd64/go1.25.12' },
  'nova-ref-2': { ...quiet, version: current },
} as const satisfies Record<string, SimNode>;
export const widerFeed = 'nova-feed';

/** Machines of fleet.example.yaml whose node_exporter is simulated. */
export const hostNames = ['host-eu', 'host-us'] as const;

export interface SimEdge {
  readonly chain: ChainName;
  /** Region → pool that is asked first. */
  readonly regions: Readonly<Record<string, readonly SimNodeName[]>>;
  /** Execution node → the consensus node beside it, where the edge offers the Beacon API too. */
  readonly beacons?: Readonly<Record<string, SimNodeName>>;
}

export const simEdges = {
  arb: { chain: 'arbitrum-one', regions: { eu: ['arb-eu'], us: ['arb-us'], ap: ['arb-ap'] } },
  eth: {
    chain: 'ethereum',
    regions: { eu: ['eth-a', 'eth-b'] },
    beacons: { 'eth-a': 'beacon-a', 'eth-b': 'beacon-b' },
  },
} as const satisfies Record<string, SimEdge>;
export type SimEdgeName = keyof typeof simEdges;

/** Cloudflare names the data centre in its `cf-ray` header. */
export const dataCentres: Readonly<Record<string, string>> = { eu: 'FRA', us: 'IAD', ap: 'SIN' };

/** Broadcasters of Arbitrum's feed. */
export const feedNames = ['arb-feed'] as const;

export const controlNames = ['control-1', 'control-2'] as const;
