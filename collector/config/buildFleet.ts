/** From a file that passed every check to the fleet that all rooms read. */
import { resolve } from 'node:path';
import { type Chain, knownChains } from '../policy/chains.ts';
import { applyOverride, defaultLadder } from '../policy/ladder.ts';
import { buildCloudflare, buildIsolation } from './buildCloudflare.ts';
import { buildTreasury } from './buildTreasury.ts';
import { hostUrl } from './checks/endpoints.ts';
import type { vias } from './choices.ts';
import type { AlertOverride, Endpoint, Fleet, FleetEdge, FleetNode, FleetReference } from './fleet.ts';
import { regionOfVantage } from './graph.ts';
import type { KindTable } from './kindTable.ts';
import { livepeerDefaults } from './livepeer.ts';
import type { NamedSecret } from './namedSecret.ts';
import { routerToken } from './routerToken.ts';
import type { FleetInput } from './schema.ts';
import { Secret } from './secret.ts';
import type { SecretPath } from './secrets.ts';

export interface BuildOptions {
  readonly home: string;
  readonly kinds: KindTable;
  /** Reads the secret file that is named at a path. */
  readonly secret: (path: SecretPath, file: string) => NamedSecret;
}

/** PagerDuty Events API v2. */
const pagerdutyUrl = 'https://events.pagerduty.com/v2/enqueue';

const endpointOf = (
  rpc: string,
  target: { headers?: Record<string, string> | undefined; via?: (typeof vias)[number] | undefined },
  via: (typeof vias)[number],
): Endpoint => ({
  url: new Secret(rpc),
  headers: Object.fromEntries(Object.entries(target.headers ?? {}).map(([name, value]) => [name, new Secret(value)])),
  via: target.via ?? via,
});

/** `true` is the usual place at the node's host. The node's headers may be keys: they go to its own host only. */
const metricsOf = (node: FleetInput['nodes'][number], { metrics: usual }: KindTable[string]): Endpoint | undefined => {
  if (node.metrics === true) {
    return node.host === undefined || !usual
      ? undefined
      : endpointOf(hostUrl(node.host, usual.port) + usual.path, node, 'direct');
  }
  if (typeof node.metrics !== 'string') return undefined;
  const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');
  const sameHost = hostOf(node.metrics) === hostOf(node.rpc ?? hostUrl(node.host ?? '', usual?.port ?? 80));
  return endpointOf(node.metrics, { headers: sameHost ? node.headers : {}, via: node.via }, 'direct');
};

/** Members read aliases; one that is not given must not be the name, which is the operator's own. */
const buildNode = (node: FleetInput['nodes'][number], place: number, kinds: KindTable): FleetNode => {
  const kind = kinds[node.kind];
  // The schema admits the table's own keys only, and the checks demand one of host and rpc.
  if (!kind) throw new Error(`no kind "${node.kind}"`);
  return {
    role: 'node',
    name: node.name,
    kind: node.kind,
    layer: kind.layer,
    chain: node.chain,
    region: node.region,
    state: node.state,
    endpoint: endpointOf(node.rpc ?? hostUrl(node.host ?? '', kind.defaultPort), node, 'direct'),
    parent: node.parent,
    beacon: node.beacon,
    on: node.on,
    lb: node.lb?.replace(/\/+$/, ''),
    metrics: metricsOf(node, kind),
    ws: node.ws === undefined ? undefined : endpointOf(node.ws, node, 'direct'),
    alias: node.alias ?? `Node ${place}`,
  };
};

const buildReference = (reference: FleetInput['references'][number]): FleetReference => ({
  role: 'reference',
  name: reference.name,
  chain: reference.chain,
  region: 'none',
  endpoint: endpointOf(reference.rpc, reference, 'direct'),
});

const buildEdge = (edge: FleetInput['edges'][number]): FleetEdge => ({
  role: 'edge',
  name: edge.name,
  chain: edge.chain,
  audience: edge.audience,
  journey: edge.journey,
  ws: edge.ws === undefined ? undefined : new Secret(edge.ws),
  beacon: edge.beacon === undefined ? undefined : endpointOf(edge.beacon, edge, 'cloudflare'),
  keyed: edge.keyed,
  endpoint: endpointOf(edge.rpc, edge, 'cloudflare'),
  regions: edge.regions,
  carry: edge.carry,
  alias: edge.alias ?? `RPC for ${edge.chain}`,
});

/** Only chains that something is on, so that nothing generated is dead. */
const buildChains = (input: FleetInput): Readonly<Record<string, Chain>> => {
  const used = new Set([...input.nodes, ...input.references, ...input.edges].map((target) => target.chain));
  const declared = Object.entries(input.chains).map(
    ([name, chain]): Chain => ({ name, id: chain.id, blockTime: chain.block_time, quiet: chain.quiet }),
  );
  const all: readonly Chain[] = [...Object.values(knownChains), ...declared];
  return Object.fromEntries(all.filter((chain) => used.has(chain.name)).map((chain) => [chain.name, chain]));
};

const buildNotify = ({ notify }: FleetInput, secret: BuildOptions['secret']): Fleet['notify'] => {
  const { mode, discord, pagerduty, deadman, digests } = notify;
  const optional = (path: SecretPath, file: string | undefined): NamedSecret | undefined =>
    file === undefined ? undefined : secret(path, file);
  return {
    mode,
    digests,
    discord: discord && {
      operators: secret('notify.discord.operators_file', discord.operators_file),
      members: optional('notify.discord.members_file', discord.members_file),
      botToken: optional('notify.discord.bot_token_file', discord.bot_token_file),
      api: discord.api,
      mentionRole: discord.mention_role,
      channel: discord.channel,
      roles: discord.roles,
    },
    pagerduty: pagerduty && {
      routingKey: secret('notify.pagerduty.routing_key_file', pagerduty.routing_key_file),
      url: pagerduty.url ?? pagerdutyUrl,
      serviceUrl: pagerduty.service_url,
    },
    deadman: deadman && {
      url: secret('notify.deadman.url_file', deadman.url_file),
      routerUrl: optional('notify.deadman.router_url_file', deadman.router_url_file),
    },
  };
};

/** A page is refused by the checks, where alerts are known; a process that does not know them ignores it. */
const buildAlerts = ({ alerts }: FleetInput): Readonly<Record<string, AlertOverride>> =>
  Object.fromEntries(
    Object.entries(alerts).flatMap(([name, over]) => {
      if (over === undefined) return [];
      const { severity, ...rest } = over;
      return [[name, severity === undefined || severity === 'page' ? rest : { ...rest, severity }]];
    }),
  );

export const buildFleet = (input: FleetInput, { home, kinds, secret }: BuildOptions): Fleet => {
  const chains = buildChains(input);
  return {
    service: {
      name: input.service.name,
      objective: input.service.objective,
      pageOnHalt: input.service.page_on_halt,
    },
    home,
    vantage: input.vantage,
    chains,
    ladders: Object.fromEntries(
      Object.values(chains).map((chain) => [chain.name, applyOverride(defaultLadder(chain), input.policy[chain.name])]),
    ),
    nodes: input.nodes.map((node, index) => buildNode(node, index + 1, kinds)),
    references: input.references.map(buildReference),
    edges: input.edges.map(buildEdge),
    feeds: input.feeds.map((feed) => ({
      name: feed.name,
      chain: feed.chain,
      endpoint: endpointOf(feed.url, feed, 'direct'),
    })),
    vantages: input.vantages.map(({ name, region = name, scrape, listen }) => ({ name, region, scrape, listen })),
    hosts: Object.entries(input.hosts).map(([host, { exporter, provider }]) => ({ name: host, exporter, provider })),
    heartbeats: input.heartbeats.map(({ name, every, grace, about, token_file: file, shrunk }) => ({
      ...{ name, every, grace, about, shrunk },
      token: file === undefined ? undefined : secret(`heartbeats.${name}.token_file`, file),
    })),
    sidecar: { listen: input.sidecar.listen, collector: input.sidecar.collector, router: input.sidecar.router },
    upgrades: input.upgrades,
    cloudflare: buildCloudflare(input, secret),
    isolation: buildIsolation(input, secret),
    treasury: buildTreasury(input),
    livepeer: { ...livepeerDefaults, ...input.livepeer },
    publish: input.publish && { dir: resolve(home, input.publish.dir) },
    controls: input.controls.map((control) => ({ url: new Secret(control.url) })),
    alerts: buildAlerts(input),
    notify: buildNotify(input, secret),
    collector: input.collector,
    router: {
      listen: input.router.listen,
      public: input.router.public,
      publicUrl: input.router.public_url,
      token:
        input.router.token_file === undefined
          ? undefined
          : routerToken(input.router.listen, secret('router.token_file', input.router.token_file)),
    },
    prometheus: { url: input.prometheus.url, writeUrl: input.prometheus.write_url },
    alertmanagers: input.alertmanagers,
    grafana: input.grafana && { url: input.grafana.url, publicTokens: input.grafana.public_tokens },
  };
};

/** Where a collector elsewhere listens; the address in `collector` is the central one's. */
export const listenerOf = (fleet: Fleet, name: string): string => {
  const vantage = fleet.vantages.find((one) => one.name === name);
  return vantage?.scrape ?? vantage?.listen ?? '127.0.0.1:9760';
};

/** What a collector elsewhere needs: the edges that serve its region, references and controls; no node and no secret. */
export const forVantage = (fleet: Fleet, vantage: string): Fleet => ({
  ...fleet,
  nodes: [],
  feeds: [],
  upgrades: [],
  heartbeats: [],
  cloudflare: undefined,
  isolation: undefined,
  treasury: undefined,
  collector: { listen: listenerOf(fleet, vantage) },
  edges: fleet.edges.filter((edge) => Object.hasOwn(edge.regions, regionOfVantage(fleet, vantage))),
});
