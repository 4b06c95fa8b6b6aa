/** The demo's fleet.yaml: the example fleet of this repository with its addresses pointed at the simulated one. */
import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { type SimNode, widerFeed, widerNodes } from './sim/layout.ts';
import type { SimUrls } from './sim/types.ts';
import { demoHosts } from './standins/cloudflare/account/demoAccount.ts';
import type { SeededTreasury } from './treasury/seed.ts';

/** A collector elsewhere. Without `scrape` an agent beside it ships its samples. */
export interface DemoVantage {
  /** Its name unless given. */
  readonly region?: string;
  /** Where it is scraped, or listens when it ships: `host:port` or a URL. */
  readonly scrape?: string;
  readonly listen?: string;
}

/** What an edge offers beside its RPC; written as they are, so that each vantage can fill in its own: `${VARIABLE}`. */
export interface DemoEdge {
  readonly ws?: string;
  readonly beacon?: string;
}

export interface DemoAddresses {
  /** Private listener of the collector, private and public ones of the router: `host:port` or a URL. */
  readonly collector: string;
  readonly router: string;
  readonly public: string;
  /** URLs. */
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Vantage → where its collector is scraped, or all about it; the example's other vantages are left out. */
  readonly vantages: Readonly<Record<string, string | DemoVantage>>;
  /** Where agents ship to; needed with a vantage that is not scraped. */
  readonly writeUrl?: string;
  /** By name; an edge keeps what the example says of it where nothing is given here. */
  readonly edges?: Readonly<Record<string, DemoEdge>>;
  /** Base URL of Discord's API and of PagerDuty's events. */
  readonly discordApi: string;
  readonly pagerduty: string;
  /** Base URL of Cloudflare's API; without one nobody asks it, and no origin is tried. */
  readonly cloudflare?: string;
  /** Whether members have a channel, and whether a bot writes in the operators'; their secrets lie beside the others. */
  readonly members?: boolean;
  readonly bot?: boolean;
  /** Node → where its sidecar is asked; the others have none. */
  readonly sidecars?: Readonly<Record<string, string>>;
  /** A quiet chain beside the others, a validator on it, and machines with a node_exporter. */
  readonly wider?: boolean;
  readonly service?: string;
  /** Percent of good seconds; the example's unless given. */
  readonly objective?: number;
}

const exampleFile = new URL('../fleet.example.yaml', import.meta.url);

/** fleet.yaml wants `host:port` where something listens. */
const hostPort = (address: string): string => address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

const mapsOf = (doc: Document, key: string): readonly YAMLMap[] => {
  const list = doc.get(key);
  return isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
};

const pointTo = (item: YAMLMap, urls: SimUrls['targets']): void => {
  const name = String(item.get('name'));
  const url = urls[name];
  if (url === undefined) throw new Error(`the simulated fleet has no ${name}, but fleet.example.yaml does`);
  item.delete('host');
  item.delete('lb');
  item.set('rpc', url);
  if (item.has('ws')) item.set('ws', url.replace(/^http/, 'ws'));
};

const vantageEntry = ([name, given]: readonly [string, string | DemoVantage]): object => {
  const { region, scrape, listen } = typeof given === 'string' ? { scrape: given } : given;
  return {
    name,
    ...(region === undefined ? {} : { region }),
    ...(scrape === undefined ? {} : { scrape: hostPort(scrape) }),
    ...(listen === undefined ? {} : { listen: hostPort(listen) }),
  };
};

/** What the example says of Cloudflare, asked of its stand-in: the simulated edge has another name there than its address. */
const askCloudflare = (doc: Document, api: string | undefined): void => {
  doc.delete('isolation');
  if (api === undefined) {
    doc.delete('cloudflare');
    return;
  }
  doc.setIn(['cloudflare', 'api'], api);
  doc.setIn(['cloudflare', 'tunnels'], doc.createNode([{ name: 'eth', metrics: hostPort(api) }]));
  doc.setIn(['cloudflare', 'hosts'], [demoHosts.arb, demoHosts.eth]);
  // The stand-in knows a minute soon; Cloudflare takes five.
  doc.setIn(['cloudflare', 'delay'], '1m');
  // Ports of this machine that nothing listens on: every origin is closed.
  const closed = (name: string): object => ({ name, address: '127.0.0.1', ports: [1, 2] });
  doc.set('isolation', doc.createNode({ every: '1m', origins: ['arb-eu', 'arb-us', 'arb-ap'].map(closed) }));
};

/** A quiet chain: two nodes of ours that read L1 through the edge, no edge of their own, two references and its feed. */
const widen = (doc: Document, { targets, metrics, feeds }: Parameters<typeof demoFleetYaml>[0]): void => {
  const quiet = Object.entries<SimNode>(widerNodes);
  for (const [name, { chain, page }] of quiet) {
    const rpc = targets[name];
    const ours = { kind: 'arbitrum-nitro', region: 'eu', metrics: metrics?.[name], parent: 'edge:eth' };
    const item = doc.createNode({ name, chain, rpc, ...(page ? ours : {}) });
    doc.addIn([page ? 'nodes' : 'references'], item);
  }
  const url = feeds?.[widerFeed];
  if (url !== undefined) doc.addIn(['feeds'], doc.createNode({ name: widerFeed, chain: 'arbitrum-nova', url }));
};

/** Read from its first block on; its feeds are as fresh as the block that they are asked at. */
const treasuryOf = ({ safe, tokens, feeds }: SeededTreasury): object => ({
  chain: 'ethereum',
  addresses: [{ name: 'safe', address: safe }],
  tokens,
  feeds: Object.fromEntries(Object.entries(feeds).map(([code, address]) => [code, { address }])),
  since: 0,
});

/** YAML text. The edges keep `${ARB_EDGE_RPC}` and `${ETH_EDGE_RPC}`: each vantage gets its region's own from its environment. */
export const demoFleetYaml = (
  sim: Pick<SimUrls, 'targets' | 'controls'> & Partial<Pick<SimUrls, 'metrics' | 'feeds' | 'hosts' | 'treasury'>>,
  extra: DemoAddresses,
): string => {
  const doc = parseDocument(readFileSync(exampleFile, 'utf8'));
  // The example's own opening comment speaks to people who copy it.
  const first = isMap(doc.contents) ? doc.contents.items[0]?.key : undefined;
  if (isScalar(first)) first.commentBefore = null;
  doc.commentBefore = ' The example fleet, pointed at the simulated one. Written by the demo; changes are lost.';
  if (extra.service !== undefined) doc.setIn(['service', 'name'], extra.service);
  if (extra.objective !== undefined) doc.setIn(['service', 'objective'], extra.objective);
  for (const item of [...mapsOf(doc, 'nodes'), ...mapsOf(doc, 'references')]) pointTo(item, sim.targets);
  for (const node of mapsOf(doc, 'nodes')) {
    const page = sim.metrics?.[String(node.get('name'))];
    if (page === undefined) node.delete('metrics');
    else node.set('metrics', page);
  }
  // No machine of the example is here, unless some are simulated, and nobody takes its snapshots.
  const exporters = extra.wider ? sim.hosts : undefined;
  const hosts = doc.get('hosts');
  for (const { key, value } of isMap(hosts) ? hosts.items : []) {
    if (!isMap(value)) continue;
    const url = exporters?.[String(key)];
    if (url === undefined) value.delete('exporter');
    else value.set('exporter', hostPort(url));
  }
  doc.delete('heartbeats');
  // Links that lead nowhere here.
  doc.delete('grafana');
  doc.deleteIn(['notify', 'pagerduty', 'service_url']);
  const feeds = mapsOf(doc, 'feeds').flatMap((feed) => {
    const url = sim.feeds?.[String(feed.get('name'))];
    return url === undefined ? [] : [{ name: feed.get('name'), chain: feed.get('chain'), url }];
  });
  doc.set('feeds', doc.createNode(feeds));
  if (extra.wider) widen(doc, sim);
  for (const edge of mapsOf(doc, 'edges')) {
    const { ws, beacon } = extra.edges?.[String(edge.get('name'))] ?? {};
    if (ws !== undefined) edge.set('ws', ws);
    if (beacon !== undefined) edge.set('beacon', beacon);
  }
  for (const node of mapsOf(doc, 'nodes')) {
    const lb = extra.sidecars?.[String(node.get('name'))];
    if (lb !== undefined) node.set('lb', lb);
  }
  if (extra.sidecars !== undefined) {
    doc.set('sidecar', doc.createNode({ collector: `http://${hostPort(extra.collector)}` }));
  }
  doc.set('vantages', doc.createNode(Object.entries(extra.vantages).map(vantageEntry)));
  doc.set('controls', doc.createNode(sim.controls.map((url) => ({ url }))));
  askCloudflare(doc, extra.cloudflare);
  if (sim.treasury) doc.set('treasury', doc.createNode(treasuryOf(sim.treasury)));
  else doc.delete('treasury');
  doc.setIn(['notify', 'discord', 'api'], extra.discordApi);
  if (extra.members) doc.setIn(['notify', 'discord', 'members_file'], 'secrets/discord_members_webhook');
  if (extra.bot) doc.setIn(['notify', 'discord', 'bot_token_file'], 'secrets/discord_bot');
  doc.setIn(['notify', 'pagerduty', 'url'], extra.pagerduty);
  // A drill counts messages: none may come because a clock strikes.
  doc.setIn(['notify', 'digests'], doc.createNode({ daily: false, weekly: false }));
  doc.set('collector', doc.createNode({ listen: hostPort(extra.collector) }));
  doc.set(
    'router',
    doc.createNode({
      listen: hostPort(extra.router),
      public: hostPort(extra.public),
      public_url: `http://${hostPort(extra.public)}`,
      token_file: 'secrets/router_token',
    }),
  );
  const write = extra.writeUrl === undefined ? {} : { write_url: extra.writeUrl };
  doc.set('prometheus', doc.createNode({ url: extra.prometheus, ...write }));
  doc.set('alertmanagers', doc.createNode([{ url: extra.alertmanager }]));
  return doc.toString({ lineWidth: 120 });
};
