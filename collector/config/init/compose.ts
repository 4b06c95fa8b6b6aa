/** The text of the first fleet.yaml, from what the endpoints said of themselves. Pure. */
import type { Secret } from '../secret.ts';
import type { Identity, Pace } from './identify.ts';

export interface Found {
  readonly endpoint: Secret;
  readonly identity: Identity;
}

export interface PublicEndpoint {
  readonly name: string;
  readonly chain: string;
  readonly url: string;
}

export interface ComposeInput {
  readonly found: readonly Found[];
  /** Public endpoints to compare with, of any chain. */
  readonly references: readonly PublicEndpoint[];
  readonly controls: readonly string[];
  /** Where an editor finds the JSON Schema, relative to the file. */
  readonly schemaPath: string;
}

export interface ComposedNode {
  readonly name: string;
  readonly kind: Identity['kind'];
  readonly chain: string;
  readonly beacon: string | undefined;
  readonly endpoint: Secret;
  readonly identity: Identity;
}

const prefixes: Readonly<Record<Identity['kind'], string>> = {
  'arbitrum-nitro': 'arb',
  'ethereum-execution': 'eth',
  'ethereum-consensus': 'beacon',
  evm: 'node',
};

const hostOf = (node: { readonly endpoint: Secret }): string => new URL(node.endpoint.reveal()).hostname;
export const sameUrl = (one: string, other: string): boolean => new URL(one).href === new URL(other).href;

/** Names by kind, and each execution node with the consensus node on its host, or with the only one of its chain. */
export const composeNodes = (found: readonly Found[]): readonly ComposedNode[] => {
  const counts = new Map<string, number>();
  const named = found.map(({ endpoint, identity }) => {
    const prefix = prefixes[identity.kind];
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    const chain = identity.chain ?? `chain-${identity.chainId}`;
    return { name: `${prefix}-${count}`, kind: identity.kind, chain, beacon: undefined, endpoint, identity };
  });
  const taken = new Set<string>();
  return named.map((node): ComposedNode => {
    if (node.kind === 'ethereum-consensus' || node.kind === 'arbitrum-nitro') return node;
    const onChain = named.filter((other) => other.chain === node.chain);
    const beacons = onChain.filter((other) => other.kind === 'ethereum-consensus');
    const alone = beacons.length === 1 && onChain.length === 2;
    const beacon = beacons.find((other) => !taken.has(other.name) && (alone || hostOf(other) === hostOf(node)));
    if (beacon) taken.add(beacon.name);
    return { ...node, beacon: beacon?.name };
  });
};

/** `${` in an address would be read as a variable. A JSON text is a YAML text. */
const quoted = (text: string): string => JSON.stringify(text.replaceAll(`\${`, () => `$\${`));

const durationText = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 20) * 50}ms` : `${Number(seconds.toFixed(1))}s`;

const chainLine = (name: string, id: number, pace: Pace | undefined): string => {
  const blockTime = pace?.blockTime;
  const time = blockTime === undefined ? '1s' : durationText(blockTime);
  const how = blockTime === undefined ? 'no two blocks yet: put its usual block time here' : 'block time as measured';
  const quiet = pace?.quiet ? ', quiet: true' : '';
  const why = pace?.quiet ? '; quiet: makes no blocks without transactions' : '';
  return `  ${name}: { id: ${id}, block_time: ${time}${quiet} } # ${how}${why}`;
};

const nodeLines = (node: ComposedNode): readonly string[] => {
  const beacon = node.beacon === undefined ? '' : `, beacon: ${node.beacon}`;
  const { name, kind, chain, identity } = node;
  const url = quoted(node.endpoint.reveal());
  return [
    ...(identity.version === undefined ? [] : [`  # ${identity.version}`]),
    `  - { name: ${name}, kind: ${kind}, chain: ${chain}, region: home, rpc: ${url}${beacon} }`,
    ...(kind === 'arbitrum-nitro'
      ? ['  #   add `parent: node:NAME` or `parent: edge:NAME` if you watch its L1 endpoint too']
      : []),
  ];
};

const chainSection = (nodes: readonly ComposedNode[]): readonly string[] => {
  const unknown = nodes.filter((node) => node.identity.chain === undefined);
  const names = [...new Set(unknown.map((node) => node.chain))];
  if (names.length === 0) return [];
  const lines = names.flatMap((name) => {
    const of = unknown.filter((node) => node.chain === name);
    const best = of.find((node) => node.identity.pace?.blockTime !== undefined) ?? of[0];
    return best ? [chainLine(name, best.identity.chainId, best.identity.pace)] : [];
  });
  return ['chains: # not known to headwatch by name', ...lines, ''];
};

const referenceSection = (nodes: readonly ComposedNode[], all: readonly PublicEndpoint[]): readonly string[] => {
  const chains = [...new Set(nodes.map((node) => node.chain))];
  const usable = all.filter(
    (reference) =>
      chains.includes(reference.chain) && !nodes.some((node) => sameUrl(node.endpoint.reveal(), reference.url)),
  );
  const bare = chains.filter((chain) => !usable.some((reference) => reference.chain === chain));
  const lines = usable.map(({ name, chain, url }) => `  - { name: ${name}, chain: ${chain}, rpc: ${quoted(url)} }`);
  const wish = bare.map((chain) => `  # - { name: ${chain}-ref-1, chain: ${chain}, rpc: "https://…" }`);
  return [
    '# Endpoints that you do not run, two per chain: they tell "my node is behind" from "the chain stands still".',
    usable.length > 0 ? 'references:' : '# references:',
    ...lines,
    ...(usable.length > 0 ? wish : wish.map((line) => line.replace('  # -', '#   -'))),
    '',
  ];
};

/** The file. It loads as it is; what it cannot know stands in it as comments. */
export const composeFleet = ({ found, references, controls, schemaPath }: ComposeInput): string => {
  const nodes = composeNodes(found);
  const first = nodes.find((node) => node.kind !== 'ethereum-consensus') ?? nodes[0];
  return [
    '# Written by `headwatch init`. `headwatch check` validates it and says what is missing; fleet.example.yaml shows all.',
    '# Any text may hold variables: "https://example.org/${MY_KEY}". Secrets live in files under secrets/.',
    `# yaml-language-server: $schema=${schemaPath}`,
    'service: { name: my-rpc }',
    '',
    'vantage: home # the region that this collector runs in and speaks for',
    '',
    ...chainSection(nodes),
    'nodes:',
    ...nodes.flatMap(nodeLines),
    '',
    ...referenceSection(nodes, references),
    '# The address that members use, behind your load balancer: it makes the service level, and its outage pages.',
    '# edges:',
    `#   - { name: rpc, chain: ${first?.chain}, audience: members, journey: evm-generic, rpc: "\${EDGE_RPC}", regions: { home: [${first?.name}] } }`,
    '',
    'controls: # does this collector see the Internet at all? at least one of them not behind Cloudflare',
    ...controls.map((url) => `  - { url: ${quoted(url)} }`),
    '',
    'notify:',
    '  discord: { operators_file: secrets/discord_webhook }',
    '  # pagerduty: { routing_key_file: secrets/pagerduty_key } # without it, nobody is paged',
    '  # deadman: { url_file: secrets/deadman_url } # without it, nobody notices when the monitoring itself dies',
    '',
    'router: { token_file: secrets/router_token } # shown by whoever raises or acknowledges alerts on this host; made by init',
    '',
  ].join('\n');
};
